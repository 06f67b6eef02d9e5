"""The diagrams of the documentation site: a hook that MkDocs calls for each page.

Each Mermaid fence is put into a frame of its own that scrolls sideways, so that it keeps its size on a phone, and that
a keyboard and a screen reader reach. What the frame is called stands in the diagram, as `accTitle`.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any, Final

from mkdocs.exceptions import PluginError

_FENCE: Final = re.compile(r'<pre\s+class="mermaid"><code>(?P<source>.*?)</code></pre>', re.DOTALL)
_TITLE: Final = re.compile(r"^ *accTitle: *(?P<title>\S.*)$", re.MULTILINE)
_DESCRIPTION: Final = re.compile(r"^ *accDescr: *\S", re.MULTILINE)
# The look that Material's colours are written for: newer ones of Mermaid are not to be read in the dark.
# Else Mermaid shrinks a diagram to the width of the page, and its words with it. Its margins are made narrower.
_LAYOUT: Final = {
    "theme": "default",
    "look": "classic",
    "themeVariables": {"signalColor": "#808080"},
    "flowchart": {"useMaxWidth": False, "nodeSpacing": 18, "rankSpacing": 26},
    "sequence": {"useMaxWidth": False, "actorMargin": 10, "width": 90, "wrapPadding": 4, "diagramMarginX": 8},
    "state": {"useMaxWidth": False, "nodeSpacing": 24},
    "er": {"useMaxWidth": False, "nodeSpacing": 40, "rankSpacing": 60},
}
_DIRECTIVE: Final = f"%%{{init: {json.dumps(_LAYOUT)}}}%%"


def on_page_content(html: str, *, page: Any, **_: Any) -> str:
    """Frame the page's diagrams. Raises PluginError for one that does not say in words what it shows."""

    def framed(found: re.Match[str]) -> str:
        source = found["source"]
        title = _TITLE.search(source)
        if title is None or _DESCRIPTION.search(source) is None:
            raise PluginError(f"{page.file.src_uri}: a diagram without accTitle and accDescr")
        # mermaid2 writes the source as it is, and a browser would take a line break in a label for an element.
        return (
            f'<div class="diagram" role="group" tabindex="0" aria-label="{escape(title["title"])}" '
            f'style="overflow-x: auto"><pre class="mermaid"><code>{_DIRECTIVE}\n{escape(source, quote=False)}'
            "</code></pre></div>"
        )

    return _FENCE.sub(framed, html)
