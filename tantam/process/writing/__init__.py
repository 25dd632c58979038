"""A written procedure as a file: PDF by Typst, DOCX by python-docx. Both take the neutral document as it is."""

from tantam.process.writing.docx import write_docx
from tantam.process.writing.pdf import write_pdf

__all__ = ["write_docx", "write_pdf"]
