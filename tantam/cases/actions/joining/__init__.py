"""Join tickets: one is merged into another and can be taken out again. The story is told in `merging`."""

from tantam.cases.actions.joining.linking import link, unlink
from tantam.cases.actions.joining.merging import merge
from tantam.cases.actions.joining.previewing import Preview, preview_merge
from tantam.cases.actions.joining.unmerging import unmerge

__all__ = ["Preview", "link", "merge", "preview_merge", "unlink", "unmerge"]
