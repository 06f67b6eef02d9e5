"""Every diagram is really drawn, in a real browser, in light and dark, with its words in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from tests.browser import Page, opened_page, website
from tests.docs.diagrams import Diagram, diagrams
from tests.docs.pages import DOCS

# Material draws into a closed shadow root; the test has to look inside.
OPEN_SHADOWS: Final = """{
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) { return attach.call(this, { ...options, mode: "open" }); };
}"""
FRAMES: Final = '[...document.querySelectorAll(".diagram")]'
# A frame's drawing, once there is one; Mermaid's picture of a bomb, for a text that it cannot read, is one too.
DRAWING: Final = '.querySelector(".mermaid")?.shadowRoot?.querySelector("svg")'
DRAWN: Final = f"{FRAMES}.every((frame) => frame{DRAWING})"
SEEN: Final = f"""{FRAMES}.map((frame) => {{
  const drawing = frame{DRAWING};
  const named = (attribute) => drawing.querySelector("#" + drawing.getAttribute(attribute))?.textContent;
  const box = drawing.getBoundingClientRect();
  return {{
    kind: drawing.getAttribute("aria-roledescription"),
    text: [...drawing.querySelectorAll("text, foreignObject")].map((words) => words.textContent).join(" "),
    title: named("aria-labelledby"),
    description: named("aria-describedby"),
    frame: frame.getAttribute("aria-label"),
    reachable: frame.tabIndex === 0,
    whole: box.width > 0 && box.height > 0 && box.width <= frame.scrollWidth,
    papers: [...new Set([...drawing.querySelectorAll(
      "rect.actor, rect.note, .node rect, .node path:not([fill='none']), .node polygon"
    )].map((shape) => getComputedStyle(shape).fill))],
    inks: [...new Set([...drawing.querySelectorAll("text, tspan, foreignObject *")]
      .filter((words) => [...words.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
      .map((words) => getComputedStyle(words)[words instanceof SVGElement ? "fill" : "color"]))],
    page: getComputedStyle(document.body).backgroundColor,
  }};
}})"""
# Of large letters and of parts of pictures (WCAG 2.2, 1.4.3 and 1.4.11).
LEAST_CONTRAST: Final = 3.0
# What Material calls them.
COLOURS: Final = {"light": "default", "dark": "slate"}


def by_address() -> dict[str, list[Diagram]]:
    """The site's pages that have diagrams, by their addresses."""
    found: dict[str, list[Diagram]] = {}
    for one in diagrams():
        path = one.page.relative_to(DOCS).with_suffix("").as_posix()
        found.setdefault("" if path == "index" else path.removesuffix("/index") + "/", []).append(one)
    return found


def words_of(one: Diagram) -> set[str]:
    """What must be read in the drawing."""
    match one.kind:
        case "flowchart":
            return {part for label in one.labels().values() for part in label.split("<br>")}
        case "sequenceDiagram":
            return {end for a, _, b in one.messages() for end in (a, b)} | {
                text for _, text, _ in one.messages()
            }
        case "stateDiagram-v2":
            return {state for step in one.steps() for state in step} - {"[*]"}
        case "erDiagram":
            return {name for table, columns in one.entities().items() for name in (table, *columns)}
    raise AssertionError(f"{one.title}: nobody has said what is to be seen of a {one.kind}")


def without_spaces(text: str) -> str:
    """Where Mermaid breaks a line is its own affair."""
    return "".join(text.split())


def colour(css: str, behind: tuple[float, ...] = ()) -> tuple[float, ...]:
    """Red, green and blue, 0 to 1, of what a browser computes; what is not opaque stands before `behind`."""
    numbers = [float(number) for number in re.findall(r"[\d.]+", css)]
    alpha = numbers[3] if len(numbers) == 4 else 1.0
    return tuple(
        alpha * mine / 255 + (1 - alpha) * (behind[place] if behind else 0.0)
        for place, mine in enumerate(numbers[:3])
    )


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """From 1 to 21, as WCAG 2.2 defines it."""

    def luminance(rgb: tuple[float, ...]) -> float:
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def faintest(seen: dict[str, Any]) -> float:
    """The contrast of the words that are hardest to read, on whichever box they may stand."""
    page = colour(seen["page"])
    papers = [page, *(colour(paper, page) for paper in seen["papers"])]
    return min(contrast(colour(ink, paper), paper) for ink in seen["inks"] for paper in papers)


def check(one: Diagram, seen: dict[str, Any]) -> None:
    """Raises AssertionError where a drawing is not what its text says."""
    assert (seen["title"], seen["description"], seen["frame"]) == (one.title, one.description, one.title)
    assert seen["reachable"] and seen["whole"], one.title
    assert faintest(seen) >= LEAST_CONTRAST, one.title
    text = without_spaces(seen["text"])
    assert [word for word in sorted(words_of(one)) if without_spaces(word) not in text] == []


async def look(page: Page, expected: list[Diagram]) -> list[str]:
    """Compare the drawings of the open page with their texts; the colours that they are written in."""
    await page.until(DRAWN)
    seen = await page.evaluate(SEEN)
    assert [drawing["frame"] for drawing in seen] == [one.title for one in expected]
    for one, drawing in zip(expected, seen, strict=True):
        check(one, drawing)
    return sorted({ink for drawing in seen for ink in drawing["inks"]})


async def test_every_diagram_is_drawn_in_light_and_dark(site: Path, tmp_path: Path) -> None:
    pages = by_address()
    assert pages
    # Every other page is opened in the dark.
    schemes = ["light", "dark"]
    with website(site) as home:
        async with opened_page(tmp_path) as page:
            await page.call("addInitScript", OPEN_SHADOWS)
            for address, expected in pages.items():
                await page.call("emulateMedia", {"colorScheme": schemes[0]})
                await page.call("goto", home + address, {"waitUntil": "load"})
                first = await look(page, expected)
                schemes.reverse()
                await page.call("emulateMedia", {"colorScheme": schemes[0]})
                await page.until(f"document.body.dataset.mdColorScheme === '{COLOURS[schemes[0]]}'")
                assert await look(page, expected) != first, f"{address} is written in {first}, light and dark"
                heard = await page.heard()
                assert heard.complaints == []
                assert [one for one in heard.requests if not one.startswith((home, "data:", "blob:"))] == []
