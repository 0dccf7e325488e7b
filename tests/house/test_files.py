"""Files of the house: no host addresses in locks, nothing from another server in pages, the README true."""

import re
import subprocess
from pathlib import Path

import click
import pytest

from registry.cli import main as cli
from registry.config import Settings

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines()]


def test_lock_files_pin_hashes_and_name_no_host() -> None:
    for path in (ROOT / "requirements.lock", ROOT / "requirements-dev.lock"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        options = re.compile(r"^\s*-(?!-hash)", re.MULTILINE)  # --index-url, --trusted-host, -i, -f: none of them
        assert not options.search(text)
        assert text.count("--hash=sha256:") > text.count("==") > 20


def test_no_page_reaches_for_another_server() -> None:
    reaching = re.compile(r"""(src|href|action)\s*=\s*["']?(https?:)?//|@import|url\(\s*["']?(https?:)?//""")
    pages = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "registry").rglob("*.css"),
        *(ROOT / "registry").rglob("*.js"),
    ]
    assert pages
    assert [str(p) for p in pages if reaching.search(p.read_text(encoding="utf-8"))] == []


def test_no_page_has_script_or_style_inline() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\son\w+\s*=|\sstyle\s*=", re.IGNORECASE)
    pages = list((ROOT / "templates").rglob("*.html"))
    assert [str(p) for p in pages if inline.search(p.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("target", ["run", "test", "test-long", "bench"])
def test_the_readme_names_the_commands_that_the_makefile_has(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert f"make {target}" in README.read_text(encoding="utf-8")


def _commands(group: click.Group, above: str = "") -> list[str]:
    """Every command by its whole name; kinds are commands too, and are shown as KIND."""
    found = []
    for name, command in group.commands.items():
        within = isinstance(command, click.Group) and name != "check"
        found += _commands(command, f"{above}{name} ") if within else [above + name]  # type: ignore[arg-type]
    return found


def test_every_command_the_readme_shows_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`(?:[A-Z_]+=\S+ )?make ([a-z-]+)", text)) <= targets
    shown = set(re.findall(r"`registry ([a-z-]+)", text))
    assert shown <= set(cli.commands)


def test_the_readmes_map_names_only_files_that_are_there() -> None:
    text = README.read_text(encoding="utf-8")
    map_of_files = text[text.index("```\nregistry/") : text.index("### Which room?")]
    there = {path.name for folder in ("registry", "docs", "tests") for path in (ROOT / folder).rglob("*.*")}
    assert [name for name in re.findall(r"\b[a-z_]+\.(?:py|md|graphql)\b", map_of_files) if name not in there] == []


def test_the_readme_names_every_setting_and_every_command() -> None:
    text = README.read_text(encoding="utf-8")
    settings = [f"REGISTRY_{name.upper()}" for name in Settings.__dataclass_fields__]
    assert [name for name in (*settings, "PORT") if name not in text] == []
    assert [name for name in _commands(cli) if f"registry {name}" not in text] == []


def test_the_readme_gives_a_reason_for_each_dependency() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^dependencies = \[(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    assert listed
    names = re.findall(r'"([a-z0-9-]+)', listed[1])
    text = README.read_text(encoding="utf-8").lower()
    assert [name for name in names if f"`{name}`" not in text] == []


def test_the_readmes_map_names_every_room() -> None:
    text = README.read_text(encoding="utf-8")
    rooms = {path.name for path in (ROOT / "registry").iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert [room for room in sorted(rooms) if f"{room}/" not in text] == []


def test_nothing_is_left_for_later_in_the_code() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
    code = [p for p in tracked("registry", "migrations", "bench") if p.suffix == ".py"]
    assert [str(p) for p in code if later.search(p.read_text(encoding="utf-8"))] == []
