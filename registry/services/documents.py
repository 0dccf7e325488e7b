"""Documents of approvals as they are sent: looked at from outside, and PDFs from inside."""

from registry.domain import documents
from registry.domain.contents import Unfit
from registry.domain.documents import Document, MediaType
from registry.domain.errors import DocumentRefused
from registry.services.pdfs import require_still


def read_document(name: str, content: bytes) -> Document:
    """A file that may be kept. Raises DocumentRefused (EMPTY, TOO_LARGE, TYPE, or a Flaw)."""
    found = documents.read_document(name, content)
    if found.media_type is MediaType.PDF:
        try:
            require_still(content)
        except Unfit as unfit:
            raise DocumentRefused(unfit.flaw.value, name, most=documents.MOST_BYTES // 2**20) from None
    return found
