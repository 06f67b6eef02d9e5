"""The scripts of the collection: what is checked of every answer, and what of each, in the JavaScript of Postman."""

from __future__ import annotations

import json
from typing import Any, Final

from orchestra_generator.document import Document, OperationEntry, Schema, follow
from orchestra_generator.postman.chain import javascript, path_names, success_of, variables_of
from orchestra_generator.postman.schemas import compact
from orchestra_generator.sdk.document import EVENT_STREAM, LINES, TERMINAL
from orchestra_generator.shapes import JSON_TYPES

# Version 1 has names of its own for the end of a stream.
ENDS: Final = (*TERMINAL, "complete", "error")

EVERY_ANSWER: Final = """\
// After every request, before its own tests.
pm.test("The rate limit is not hit", () => pm.expect(pm.response.code).to.not.equal(429));
pm.test("X-Correlation-ID names the request", () => {
  pm.expect(pm.response.headers.get("X-Correlation-ID") || "").to.match(/^[!-~]{1,128}$/);
});
"""

_ANSWER: Final = """\
const answers = %(answers)s;
// An answer with another status is held against the first: what else is wrong with it is told too.
const answer = answers[pm.response.code] || Object.values(answers)[0];
const mediaType = (pm.response.headers.get("Content-Type") || "").split(";")[0].trim().toLowerCase();

pm.test("The status is %(statuses)s", () => pm.expect(Object.keys(answers)).to.include(String(pm.response.code)));
pm.test("The headers of the contract are there", () => {
  for (const name of answer.headers) pm.expect(pm.response.headers.has(name), name).to.equal(true);
});
"""
_TYPE: Final = """\
pm.test("The content type is %(type)s", () => pm.expect(mediaType).to.equal(answer.type));
"""
_SCHEMA: Final = """\
pm.test("The body is as the specification says", () => pm.response.to.have.jsonSchema(answer.schema));
"""
_TEXT: Final = """\
pm.test("The body is not empty", () => pm.expect(pm.response.text()).to.not.equal(""));
"""
_EMPTY: Final = """\
pm.test("There is no body", () => pm.expect(pm.response.text()).to.equal(""));
"""
_EVENTS: Final = """\
const events = pm.response.text().split(/\\r?\\n\\r?\\n/)
  .map((block) => block.split(/\\r?\\n/).filter((line) => line.startsWith("data:")))
  .filter((lines) => lines.length > 0)
  .map((lines) => JSON.parse(lines.map((line) => line.slice(5)).join("\\n")));
"""
_LINES: Final = """\
const events = pm.response.text().split("\\n").filter((line) => line !== "").map((line) => JSON.parse(line));
"""
_STREAM: Final = """\
const ends = %(ends)s;
const last = events[events.length - 1] || {};
pm.test("Every event is as the specification says", () => {
  for (const event of events) pm.expect(event).to.have.jsonSchema(answer.schema);
});
pm.test("The stream ends with its terminal event, the only one", () => {
  pm.expect(events.filter((event) => ends.includes(event.type))).to.eql([last]);
});
"""
_OFFSETS: Final = """\
pm.test("The offsets have no gaps", () => {
  pm.expect(events.map((event) => event.offset)).to.eql(events.map((_, index) => index));
});
pm.test("The tokens, joined, are the response", () => {
  const text = events.filter((event) => event.type === "token").map((event) => event.text).join("");
  if (last.type === "run.completed") pm.expect(text).to.equal(last.response);
});
"""
_KEEP: Final = """\
if (pm.response.code === %(status)s) pm.collectionVariables.set("%(name)s", %(value)s);
"""


def expected(document: Document, entry: OperationEntry) -> dict[int, dict[str, Any]]:
    """The answers that a run of the collection can meet where all is well, by status.

    What changes a thing's state and takes no body (stop it) may come too late: 409 is as right then.
    """
    status, answer = success_of(document, entry)
    found = {status: answer}
    late = entry.body["responses"].get("409")
    if late and entry.method == "post" and path_names(entry) and "requestBody" not in entry.body:
        found[409] = follow(document, late)
    return found


def test_script(document: Document, entry: OperationEntry) -> str:
    """The tests of one request, and the variables that its answer gives to later ones."""
    answers = expected(document, entry)
    kinds = {status: media_type(answer) for status, answer in answers.items()}
    table = {str(status): _answer(document, answer) for status, answer in answers.items()}
    rows = ",\n".join(f"  {json.dumps(status)}: {_line(row)}" for status, row in table.items())
    script = _ANSWER % {"answers": f"{{\n{rows}\n}}", "statuses": " or ".join(table)}
    types = [kind for kind in kinds.values() if kind]
    if types:
        script += _TYPE % {"type": " or ".join(dict.fromkeys(types))}
    kind = next(iter(kinds.values()))
    if kind in (EVENT_STREAM, LINES):
        script += (_EVENTS if kind == EVENT_STREAM else _LINES) + _STREAM % {"ends": json.dumps(ENDS)}
        script += _OFFSETS if kind == EVENT_STREAM else ""
    elif kind in JSON_TYPES:
        script += _SCHEMA
    elif kind:
        script += _TEXT
    else:
        script += _EMPTY
    status = next(iter(answers))
    for name, expression in variables_of(document, entry).items():
        script += _KEEP % {"status": status, "name": name, "value": javascript(expression)}
    return script


def media_type(answer: dict[str, Any]) -> str | None:
    """What an answer is asked for as, where it has a body: the first that the specification names."""
    return next(iter(answer.get("content", {})), None)


def _answer(document: Document, answer: dict[str, Any]) -> dict[str, Any]:
    """What the script knows of an answer: the headers that must be there, and its content's type and schema."""
    headers = {name: follow(document, header) for name, header in answer.get("headers", {}).items()}
    row: dict[str, Any] = {"headers": [name for name, header in headers.items() if header.get("required")]}
    kind = media_type(answer)
    if kind is not None:
        row["type"] = kind
        schema = answer["content"][kind]["schema"]
        if kind in (EVENT_STREAM, LINES):
            schema = _event(document, schema)
        if kind in (*JSON_TYPES, EVENT_STREAM, LINES):
            row["schema"] = compact(document, schema)
    return row


def _event(document: Document, schema: Schema) -> Schema:
    """The schema of one event of a stream. Lines are an array of them; the fields of SSE have them in `data`."""
    whole = follow(document, schema)
    if whole.get("type") == "array":
        item: Schema = whole["items"]
        return item
    data: Schema = whole.get("properties", {}).get("data", {}).get("contentSchema", schema)
    return data


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
