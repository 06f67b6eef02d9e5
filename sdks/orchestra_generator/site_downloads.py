"""Files of the documentation site that programs fetch: a hook that MkDocs calls while it collects the site's files.

The documents of the specification are copied from where the service has them, so that a site of static files has them
too; the badges beside them say what they are.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

DOCUMENTS: Final = "service/orchestra/contract/documents"
COLLECTION: Final = "docs/downloads/postman/ai-orchestra.postman_collection.json"
FOLDER: Final = "downloads"

# Width of a character of a badge, and the room on both sides of a word, in pixels; the text is fitted to it.
_CHARACTER: Final = 6
_ROOM: Final = 10
_HEIGHT: Final = 20


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the documents and the badges."""
    top = Path(config.config_file_path).parent
    for document in sorted((top / DOCUMENTS).glob("*.json")):
        files.append(File.generated(config, f"{FOLDER}/spec/{document.name}", abs_src_path=str(document)))
    for name, (label, value) in badges(top).items():
        files.append(File.generated(config, f"{FOLDER}/badges/{name}.svg", content=badge(label, value)))
    return files


def badges(top: Path) -> dict[str, tuple[str, str]]:
    """What the badges say, by their name: label and value, read from the documents themselves."""
    openapi = _read(top / DOCUMENTS / "v2.json")
    asyncapi = _read(top / DOCUMENTS / "asyncapi-v2.json")
    postman = _read(top / COLLECTION)["info"]["schema"]
    return {
        "contract": ("contract", openapi["info"]["version"]),
        "openapi": ("OpenAPI", openapi["openapi"]),
        "asyncapi": ("AsyncAPI", asyncapi["asyncapi"]),
        "postman": ("Postman", postman.split("/")[-2]),
    }


def badge(label: str, value: str) -> str:
    """A badge as SVG. It brings its own colours, so it can be read on light and on dark pages."""
    left, right = (len(word) * _CHARACTER + 2 * _ROOM for word in (label, value))
    words = "".join(
        f'<text x="{start + _ROOM}" y="14" textLength="{len(word) * _CHARACTER}">{escape(word)}</text>'
        for start, word in ((0, label), (left, value))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img" '
        f'aria-label="{escape(f"{label} {value}")}">'
        f'<rect width="{left + right}" height="{_HEIGHT}" rx="4" fill="#303f9f"/>'
        f'<path d="M0 4a4 4 0 0 1 4-4h{left - 4}v{_HEIGHT}h-{left - 4}a4 4 0 0 1-4-4z" fill="#424242"/>'
        f'<g fill="#fff" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11">{words}</g></svg>\n'
    )


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
