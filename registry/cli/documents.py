"""`registry documents …`: trusted documents, which systems ask for by their hash."""

import json
from pathlib import Path

import click

from registry.api.bounds import Bounds
from registry.api.documents import BadDocument, prepared
from registry.api.trusted import PREFIX, TrustedDocuments, hash_of
from registry.cli.opening import told_plainly
from registry.config import Settings


@click.group()
def documents() -> None:
    """Trusted GraphQL documents: kept by their SHA-256, asked for as documentId=sha256:… (REGISTRY_API_DOCUMENTS)."""


@documents.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def add(files: tuple[Path, ...]) -> None:
    """Keep the documents of these files, all or none; one that is there already stays.

    A file holds one document, or is a manifest: a JSON object of documents by their SHA-256. Servers that run find
    what was added at once.
    """
    texts = [text for path in files for text in _texts(path)]
    with told_plainly():
        trusted = _trusted()
        for text in texts:
            click.echo(f"{PREFIX}{trusted.add(text)}")


@documents.command(name="list")
def list_documents() -> None:
    """The documents there are, each with its first line; one that this release's schema refuses is marked."""
    with told_plainly():
        for called, text in _trusted().listed():
            click.echo(f"{PREFIX}{called}  {_first_line(text)}{_fault(text)}")


def _trusted() -> TrustedDocuments:
    return TrustedDocuments(Bounds.of(Settings.from_environment()).documents)


def _texts(path: Path) -> list[str]:
    """The documents of a file, each found good."""
    try:
        read = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{path} cannot be read as text in UTF-8: {error}.") from error
    texts = _of_manifest(path, read) if path.suffix == ".json" else [read]
    for text in texts:
        if fault := _fault(text):
            raise click.ClickException(f"{path}:{fault} Nothing was kept.")
    return texts


def _of_manifest(path: Path, read: str) -> list[str]:
    try:
        listed = json.loads(read)
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{path} is no JSON: {error}.") from error
    if not isinstance(listed, dict) or not all(isinstance(text, str) for text in listed.values()):
        raise click.ClickException(f"{path} must be a JSON object of documents by their SHA-256.")
    wrong = [called for called, text in listed.items() if called.removeprefix(PREFIX) != hash_of(text)]
    if wrong:
        raise click.ClickException(f"{path}: {wrong[0][:80]} is not the SHA-256 of its document. Nothing was kept.")
    return list(listed.values())


def _fault(text: str) -> str:
    try:
        prepared(text)
    except BadDocument as bad:
        return f" REFUSED: {bad.errors[0].message}"
    return ""


def _first_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text.strip().partition("\n")[0])[:80]
