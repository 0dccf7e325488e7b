"""Signing and checking texts with Ed25519: private keys are files of one folder, by id; public ones go on record."""

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FOLDER = "signing-keys"
"""Where the private keys of an installation lie, in its folder."""
ID_LENGTH = 16
_ONLY_ITS_OWNER, _OWNERS_FOLDER = 0o600, 0o700


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The folder of the private keys of this installation; only its owner reads it."""

    folder: Path

    def holds(self, key: str) -> bool:
        """Whether the private half of a key lies here."""
        return self._path(key).is_file()

    def add_new(self) -> tuple[str, str]:
        """Make a key and put its private half here; gives its id and its public half as PEM. Raises OSError."""
        private = Ed25519PrivateKey.generate()
        key = id_of(private.public_key())
        self.folder.mkdir(mode=_OWNERS_FOLDER, parents=True, exist_ok=True)
        written = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        # Created with its mode, so that there is no moment in which others could read it.
        with os.fdopen(os.open(self._path(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_ITS_OWNER), "wb") as file:
            file.write(written)
        return key, _pem(private.public_key())

    def sign(self, key: str, text: str) -> str:
        """The signature of a text (its UTF-8) in base64url. Raises OSError where the key does not lie here."""
        private = serialization.load_pem_private_key(self._path(key).read_bytes(), password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise ValueError(f"{key} is no Ed25519 key")
        return base64.urlsafe_b64encode(private.sign(text.encode())).decode().rstrip("=")

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.pem"


def id_of(public: Ed25519PublicKey) -> str:
    """A key's id: the beginning of the SHA-256 of its 32 bytes, so that the id itself says which key is meant."""
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(raw)
    return digest.finalize().hex()[:ID_LENGTH]


def _pem(public: Ed25519PublicKey) -> str:
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def public_key(pem: str) -> Ed25519PublicKey:
    """A public key as it is published. Raises ValueError for anything else."""
    public = serialization.load_pem_public_key(pem.encode())
    if not isinstance(public, Ed25519PublicKey):
        raise ValueError("no Ed25519 key")
    return public


def as_bytes(signature: str) -> bytes:
    """A signature as it is kept and as the QR code holds it. Raises ValueError for what is no base64url."""
    plain = signature.strip().rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)


def is_signed(text: bytes, signature: bytes, pem: str) -> bool:
    """Whether this key signed exactly these bytes."""
    try:
        public_key(pem).verify(signature, text)
    except InvalidSignature:
        return False
    return True
