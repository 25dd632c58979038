"""The written procedure (quy trình bằng văn bản): a version of a process as a document that people read and sign.

Pure: `compose` makes a neutral document of a drawing and of what is said about it; `writing` turns that into files.
"""

from tantam.process.procedure.composing import compose
from tantam.process.procedure.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Part,
    Picture,
    Signatures,
    Table,
)
from tantam.process.procedure.limits import TooLarge
from tantam.process.procedure.subject import Acting, Decided, Edition, Subject
from tantam.process.procedure.words import goal_measures

__all__ = [
    "Acting",
    "Block",
    "Bullets",
    "Decided",
    "Document",
    "Edition",
    "Heading",
    "Paragraph",
    "Part",
    "Picture",
    "Signatures",
    "Subject",
    "Table",
    "TooLarge",
    "compose",
    "goal_measures",
]
