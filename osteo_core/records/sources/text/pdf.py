"""The text of a PDF. A scanned page has none, and is refused."""

from __future__ import annotations

import io
import logging
import re

from osteo_core.errors import InvalidInput, Problem, as_line

MOST_PAGES = 40


_BLANKS = re.compile(r" {4,}")


def texts_of_pdf(content: bytes) -> tuple[str, str]:
    """The text of every page: in the order in which it was written, and line by line as it stands on the page.

    A table that was written column by column is a table in the second alone. Raises InvalidInput where the file is broken, locked, too
    long, or has no text.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # what it finds odd in a file is nothing to the reader
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidInput(Problem("", "records.source.pdf_locked"))
        if len(reader.pages) > MOST_PAGES:
            raise InvalidInput(Problem("", "records.source.pdf_pages", {"pages": len(reader.pages), "limit": MOST_PAGES}))
        text = "\n".join(page.extract_text() for page in reader.pages)
        placed = "\n".join(page.extract_text(extraction_mode="layout") for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as broken:
        if isinstance(broken, InvalidInput):
            raise
        # A damaged file makes pypdf fail in many ways; what it says is shown.
        raise InvalidInput(
            Problem("", "records.source.pdf_broken", {"reason": as_line(str(broken) or type(broken).__name__, 80)})
        ) from None
    if not text.strip():
        raise InvalidInput(Problem("", "records.source.pdf_no_text"))
    return text, _BLANKS.sub("   ", placed)
