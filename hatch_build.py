"""What git does not hold but a package must: the built front end and the compiled translations."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONT = Path("tantam/ui/static/ui/built")
LOCALE = Path("locale")


class Hook(BuildHookInterface[Any]):  # type: ignore[misc, unused-ignore]
    """Adds them to a source distribution where they lie in a clone, to a wheel inside the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a build; builds what is missing. An editable install needs neither."""
        if version == "editable":
            return
        root = Path(self.root)
        if lacking(root):
            subprocess.run([root / "dev", "setup"], check=True)  # noqa: S603
        if words := lacking(root):
            raise RuntimeError(f"not built: {words}; run `make setup`")
        build_data["force_include"] = included(root, wheel=self.target_name == "wheel")


def lacking(root: Path) -> str:
    """Name what is not built; empty when everything is."""
    catalogues = [path.with_suffix(".mo") for path in (root / LOCALE).glob("*/LC_MESSAGES/*.po")]
    wanted = [*catalogues, root / FRONT / "manifest.json"]
    return ", ".join(str(path.relative_to(root)) for path in wanted if not path.exists())


def included(root: Path, *, wheel: bool) -> dict[str, str]:
    """Return each file with its place in the package."""
    files = [path for path in (root / FRONT).rglob("*") if path.is_file() and path.name != ".hash"]
    files += (root / LOCALE).rglob("*.mo")
    inside = {str(path): path.relative_to(root) for path in files}
    return {path: str(Path("tantam") / to if wheel and to.parts[0] == "locale" else to) for path, to in inside.items()}
