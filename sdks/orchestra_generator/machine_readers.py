"""The documentation for programs that read it: a hook that MkDocs calls while it builds the site.

It writes what https://llmstxt.org asks for: `llms.txt`, which lists the pages; `llms-full.txt`, the text of all of
them; and beside each `index.html` the page's Markdown, `index.html.md`. Links inside the site are relative, so they
hold wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import dirname, join, normpath, relpath

from jinja2 import Environment
from markdown import Markdown  # type: ignore[import-untyped]
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from orchestra_generator.python_reference_text import with_signatures

LIST = "llms.txt"
FULL = "llms-full.txt"

_OUTSIDE_SECTIONS = "Overview"
# What llmstxt.org calls the section that a reader with little room may leave out.
_OUTSIDE_NAV = "Optional"
_LINK = re.compile(r"(?<=\]\()(?P<path>[^)\s#:]+)(?P<rest>(?:#[^)\s]*)?\))")
_FENCE = re.compile(r"^( *)(`{3,}|~{3,}).*?^\1\2 *$\n?", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"^ *<!--.*?-->\n?", re.DOTALL | re.MULTILINE)
_PARAGRAPH = re.compile(r"(?:\A|\n\n)(?P<text>[A-Za-z`*\[\"][^\n]*(?:\n[^\n]+)*)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Announce both files, so that pages may link to them; `on_env` fills them."""
    for name in (LIST, FULL):
        files.append(File.generated(config, name, content=""))
    return files


def on_env(env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
    """Write everything: by now every page has been read, and the site's folder has been emptied."""
    pages = list(_in_order(files))
    texts = {page.file.src_uri: _text(page, config) for page in pages}
    for page in pages:
        target = Path(config.site_dir, _address(page.file))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_placed(texts[page.file.src_uri], page.file, _address(page.file), files), "utf-8")
    for name, content in (
        (LIST, _list(pages, texts, config)),
        (FULL, "\n".join(_placed(texts[page.file.src_uri], page.file, FULL, files) for page in pages)),
    ):
        announced = files.get_file_from_path(name)
        assert announced is not None
        announced.content_string = content
    return env


def _in_order(files: Files) -> Iterator[Page]:
    """All pages: first those of the navigation, in its order, then the others by their path."""
    pages = [file.page for file in files.documentation_pages() if file.page is not None]
    listed = []
    page = next((page for page in pages if page.is_homepage), None)
    while page is not None:
        listed.append(page)
        page = page.next_page
    yield from listed
    yield from sorted((page for page in pages if page not in listed), key=lambda page: page.file.src_uri)


def _address(file: File) -> str:
    """Where the Markdown of a page is, or the file itself where it is none, seen from the site's root."""
    return f"{file.dest_uri}.md" if file.is_documentation_page() else file.dest_uri


def _text(page: Page, config: MkDocsConfig) -> str:
    """A page's Markdown with what it includes, without notes for its authors. Links are as they were written."""
    reader = Markdown(extensions=["pymdownx.snippets"], extension_configs=config.mdx_configs)
    lines = reader.preprocessors["snippet"].run((page.markdown or "").splitlines())
    text = _outside_fences("\n".join(lines).strip() + "\n", lambda prose: _COMMENT.sub("", prose))
    return _outside_fences(text.lstrip("\n"), with_signatures)


def _placed(text: str, source: File, address: str, files: Files) -> str:
    """The text with links inside the site as they must be where it stands at `address`."""

    def link(found: re.Match[str]) -> str:
        target = files.get_file_from_path(_joined(source.src_uri, found["path"]))
        if target is None:
            return found[0]
        return relpath(_address(target), dirname(address) or ".") + found["rest"]

    return _outside_fences(text, lambda prose: _LINK.sub(link, prose))


def _joined(source: str, path: str) -> str:
    """The path in the documentation's folder that a page at `source` means by `path`."""
    return normpath(join(dirname(source), path))


def _outside_fences(text: str, change: Callable[[str], str]) -> str:
    """The text with its prose changed and its fenced blocks left alone."""
    changed, end = [], 0
    for fence in _FENCE.finditer(text):
        changed += [change(text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*changed, change(text[end:])])


def _list(pages: list[Page], texts: dict[str, str], config: MkDocsConfig) -> str:
    """What `llms.txt` says: the name, what it is, and each section of the navigation with its pages."""
    sections: dict[str, list[str]] = {}
    for page in pages:
        about = _first_sentence(texts[page.file.src_uri])
        entry = f"- [{page.title}]({_address(page.file)})" + (f": {about}" if about else "")
        sections.setdefault(_section(page), []).append(entry)
    head = f"# {config.site_name}\n\n> {config.site_description}\n\n"
    note = f"Addresses are relative to this file. The text of all pages is in [{FULL}]({FULL}).\n"
    body = (f"\n## {name}\n\n" + "\n".join(entries) + "\n" for name, entries in sections.items())
    return head + note + "".join(body)


def _section(page: Page) -> str:
    """The section of `llms.txt` that lists the page: the one at the top of the navigation, where it is in one."""
    if not page.is_homepage and page.previous_page is None:
        return _OUTSIDE_NAV
    above = [section.title for section in page.ancestors if section.title]
    return above[-1] if above else _OUTSIDE_SECTIONS


def _first_sentence(text: str) -> str:
    """The first sentence of prose, without its links; empty where a page has none."""
    found = _PARAGRAPH.search(_FENCE.sub("", text))
    if found is None:
        return ""
    prose = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(found["text"].split()))
    return _SENTENCE_END.split(prose, maxsplit=1)[0].removesuffix(":")
