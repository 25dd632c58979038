"""What our people write with looks, made fit to leave: pure Python, no Django. Mail of strangers is `reading`'s."""

from tantam.channels.writing.clean import clean_written, has_looks, pictures_of, shown_from
from tantam.channels.writing.dress import dressed, text_of

__all__ = ["clean_written", "dressed", "has_looks", "pictures_of", "shown_from", "text_of"]
