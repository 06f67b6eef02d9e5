"""What the service hands out as it is: the specification and the built documentation."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

from orchestra.errors import ErrorCode, OrchestraError


class Documents:
    """The authored specification, bundled; never one derived from the code."""

    def __init__(self) -> None:
        folder = files("orchestra.contract") / "documents"
        self._contents = {
            entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name.endswith(".json")
        }

    def get(self, name: str) -> bytes | None:
        """The document called `name` (such as `v2.json`), or None."""
        return self._contents.get(name)


class Documentation:
    """The built documentation site, where it has been built."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder if folder is not None and (folder / "index.html").is_file() else None

    @property
    def files(self) -> StaticFiles | None:
        """The site's files as an ASGI application, or None where it has not been built."""
        return StaticFiles(directory=self._folder, html=True) if self._folder is not None else None

    def page(self, name: str) -> Response:
        """One page. Raises OrchestraError(not_found) where the site has not been built."""
        if self._folder is None:
            raise OrchestraError(
                ErrorCode.NOT_FOUND, "The documentation has not been built; 'make docs' builds it."
            )
        return FileResponse(self._folder / name, media_type="text/html")


def default_docs_folder() -> Path | None:
    """Where `make docs` puts the site, seen from a checkout; None in an installed package."""
    for parent in Path(__file__).resolve().parents:
        if (parent / "mkdocs.yml").is_file():
            return parent / ".build" / "docs"
    return None
