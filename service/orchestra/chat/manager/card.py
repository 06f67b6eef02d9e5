"""The card of the intent model: what it was measured to do, as a table and as `docs/reference/intent-model.md`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from orchestra.chat.manager.intents import Guess
from orchestra.chat.manager.measure import Measures

# What one would write without a model: the first intent of which one of the words stands in the message.
KEYWORDS: Mapping[str, tuple[str, ...]] = {
    "help": ("help", "how do i", "what can you", "guide", "explain"),
    "deploy": ("deploy", "launch", "start", "create", "spin up", "roll out", "run "),
    "configure": ("configure", "config", "set ", "change", "switch", "enable", "disable", "turn o"),
    "debug": ("debug", "error", "fix", "crash", "fail", "bug", "broken", "why "),
    "scale": ("scale", "replica", "more worker", "more agents", "capacity", "double"),
    "secure": ("secur", "encrypt", "permission", "access", "vulnerab", "password", "audit"),
    "optimize": ("optimi", "faster", "cheaper", "improve", "speed up", "reduce"),
    "analyze": ("analy", "compare", "review", "summar", "trend"),
    "monitor": ("monitor", "status", "health", "watch", "progress", "metrics", "alert"),
    "query": ("what ", "who ", "when ", "which ", "how many", "find "),
}

# The plot, in pixels.
SIDE, MARGIN = 220, 34


def baseline(text: str) -> Guess:
    """What a list of keywords would take a message for; it is always sure."""
    lower = f"{text.lower()} "
    found = next(
        (intent for intent, words in KEYWORDS.items() if any(word in lower for word in words)), "general"
    )
    return Guess(found, 1.0, ((found, 1.0),))


def table(found: Measures, plain: Measures) -> Table:
    """The figures for a terminal."""
    made = Table(
        title=f"{found.messages} messages: accuracy {found.accuracy:.1%} (keywords {plain.accuracy:.1%}), "
        f"calibration error {found.calibration_error:.3f}"
    )
    for heading in ("intent", "recall", "keywords", "taken for"):
        made.add_column(heading)
    for intent, recall in found.recall.items():
        wrong = {name: count for name, count in found.confusion[intent].items() if count and name != intent}
        said = ", ".join(
            f"{name} {count}" for name, count in sorted(wrong.items(), key=lambda item: -item[1])
        )
        made.add_row(intent, f"{recall:.1%}", f"{plain.recall[intent]:.1%}", said)
    return made


def page(found: Measures, plain: Measures, data: Mapping[str, Any]) -> str:
    """The page, in Markdown, from what was measured on held-out messages and what `card.json` says of the training."""
    intents = list(found.recall)
    files = "\n".join(f"| `{name}` | `{digest[:16]}` |" for name, digest in data["files"].items())
    recipe = ", ".join(f"{name} {value:g}" for name, value in data["recipe"].items())
    unseen = data["unseen_hands"]
    short = " | ".join(intent[:4] for intent in intents)
    confusion = "\n".join(
        f"| **{intent}** | " + " | ".join(str(found.confusion[intent][name] or "") for name in intents) + " |"
        for intent in intents
    )
    recalls = "\n".join(
        f"| {intent} | {found.recall[intent]:.1%} | {plain.recall[intent]:.1%} |" for intent in intents
    )
    return f"""# Intent model

<!-- Written by `orchestra intents evaluate … --card`; do not edit. -->

What reads the intent of a message: version {data["version"]}. It runs on one core, in the service, with nothing from
outside. [ADR-013](../adr/ADR-013-intent-model.md) says why it is built as it is.

## What it was measured to do

On {found.messages} held-out messages (`tests/intents/held_out_1.jsonl` and `held_out_2.jsonl`; four hands, 40 messages
an intent). They were written before there was any training, and nothing was trained, tuned or chosen by them; but that
earlier builds missed bars here is why more messages were written to train on, of `debug` above all
([ADR-013](../adr/ADR-013-intent-model.md#consequences)). Beside it stands what a list of keywords does. The bars were
set before there was a model; where one is missed, it says so here.

| | bar | model | keywords |
| --- | --- | --- | --- |
| accuracy | at least 92% | {found.accuracy:.1%} | {plain.accuracy:.1%} |
| lowest recall of an intent | at least 80% | {min(found.recall.values()):.1%} | {min(plain.recall.values()):.1%} |
| expected calibration error, ten bins | below 0.050 | {found.calibration_error:.3f} | {plain.calibration_error:.3f} |

| intent | recall | keywords |
| --- | --- | --- |
{recalls}

## What is taken for what

A row is what was meant, a column what it was taken for.

| | {short} |
| --- |{" --- |" * len(intents)}
{confusion}

## Is its confidence true?

The lower edge is the confidence of a guess, the height how many such guesses were right. On the line, confidence is
what it says. The size of a dot is the number of messages.

{plot(found)}

## How it was trained

{data["messages"]} messages from `service/orchestra/chat/manager/training/`{_corrected(data)}.
Each of the first three files has two hands, the others are mixed. The labels are the writers' own.

| file | SHA-256 begins |
| --- | --- |
{files}

The recipe: {recipe}.
What the network scores and what the spelling scores (words, pairs of words, groups of letters) is added.

Confidence is calibrated with one temperature, {data["temperature"]:g}, fitted to `{unseen["file"]}` by the same recipe
without that file; there the accuracy was {unseen["accuracy"]:.1%}, which is what hands that write as hard as these can
expect. The recipe was chosen by that file too, so the figure flatters a little.

`orchestra intents build` trains it again (the same messages give the same model), `orchestra intents evaluate FILE…`
measures it, `python -m tests.performance.bench_intents` times it.

## Limits

- It reads English. Other languages and scripts are read badly, and mostly come out as `general`.
- Of a message of more than 62 pieces of words it reads the first and the last 31.
- It reads one message, not the conversation before it: "and the other one too" says nothing to it.
- A message that wants two things gets the one that its main verb says, where it finds it. Act on what costs or deletes
  something only when the confidence is high, and ask otherwise.
- The messages were written for this purpose by a language model in several roles; yours will differ. Measure it on your
  own, and give it your users' corrections (`orchestra intents corrections`, then `build --corrections`).

## Next

- [The Orchestra Manager](../guides/orchestra-manager.md): what the service does with an intent.
- [ADR-013](../adr/ADR-013-intent-model.md): why this model, and not a larger one.
"""


def plot(found: Measures) -> str:
    """The calibration as an inline SVG."""
    size = SIDE + 2 * MARGIN

    def place(confidence: float, accuracy: float) -> tuple[float, float]:
        return MARGIN + SIDE * confidence, MARGIN + SIDE * (1 - accuracy)

    dots = []
    for held in found.bins:
        if held.messages:
            x, y = place(held.confidence, held.accuracy)
            radius = 2 + 12 * (held.messages / found.messages) ** 0.5
            title = f"{held.messages} messages: confidence {held.confidence:.2f}, right {held.accuracy:.2f}"
            dots.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="currentColor" fill-opacity="0.55">'
                f"<title>{title}</title></circle>"
            )
    edge, end = MARGIN + SIDE, 'stroke="currentColor"'
    frame = f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" {end} stroke-opacity="0.4"/>'
    line = f'<line x1="{MARGIN}" y1="{edge}" x2="{edge}" y2="{MARGIN}" {end} stroke-dasharray="4 4"/>'
    words = (
        f'<text x="{MARGIN}" y="{size - 12}" font-size="12" fill="currentColor">confidence 0 to 1</text>'
        f'<text x="{MARGIN}" y="{MARGIN - 10}" font-size="12" fill="currentColor">right, 0 to 1</text>'
    )
    return (
        f'<svg viewBox="0 0 {size} {size}" width="{size}" role="img" aria-label="Confidence against accuracy" '
        f'xmlns="http://www.w3.org/2000/svg">{frame}{line}{"".join(dots)}{words}</svg>'
    )


def _corrected(data: Mapping[str, Any]) -> str:
    return f" and {data['corrections']} that users corrected" if data["corrections"] else ""
