"""How the workers share the files of tests: one begins with the browser's, the others with the rest.

So the product is started once, its pages are not fought for by two browsers at a time, and what waits for a page runs
beside what computes. Whoever is done with its own helps the other, so that all end together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sized

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

PRODUCT, GALLERY = "tests/browser/", "tantam/ui/tests/"
#: Few tests that take long: what takes longest comes first, else one worker ends long before the other.
LONG = (
    "tests/browser/test_pages.py",
    "tests/browser/test_big_drawing.py",
    "tests/browser/test_owners_day.py",
    "tests/browser/test_foreign.py",
    "tests/test_kill.py",
    "tests/test_wheel.py",
    "tantam/channels/tests/test_killed.py",
    "tantam/command/tests/test_serve.py",
    "tantam/command/tests/test_dev_script.py",
    "tantam/bench/tests/test_load.py",
)


def next_file(waiting: Mapping[str, Sized], *, at_browser: bool) -> str:
    """Which of the files that wait, with the tests in each, a worker takes next."""

    def length(file: str) -> tuple[bool, int]:
        return file in LONG, len(waiting[file])

    ours = [file for file in waiting if file.startswith((PRODUCT, GALLERY)) == at_browser]
    if not ours:
        return min(waiting, key=lambda file: (file.startswith(PRODUCT), length(file)))  # help with what is short
    return max(ours, key=lambda file: (file.startswith(PRODUCT), length(file)))


class Sharing(LoadFileScheduling):  # type: ignore[misc]
    """A file's tests stay together; which file comes next is `next_file`'s choice."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        at_browser = node is next(iter(self.assigned_work))
        self.workqueue.move_to_end(next_file(self.workqueue, at_browser=at_browser), last=False)
        super()._assign_work_unit(node)
