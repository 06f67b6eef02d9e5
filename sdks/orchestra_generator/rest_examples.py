"""How an operation is called: with curl, with the Python SDK, with the TypeScript SDK."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from orchestra_generator.document import Document, OperationEntry, follow
from orchestra_generator.postman.chain import path_names, success_of
from orchestra_generator.postman.requests import examples_of
from orchestra_generator.sdk.document import STREAMS

# Where formatters of Python break a line here.
_LONGEST: Final = 110

# Where both SDKs have an operation. TypeScript writes `wsTickets.create` for `ws_tickets.create`.
SDK_CALLS: Final = {
    "createChat": "chat.create",
    "createChatStream": "chat.stream",
    "getRun": "runs.get",
    "listRunEvents": "runs.events",
    "cancelRun": "runs.cancel",
    "createRunFeedback": "runs.feedback",
    "listSessions": "sessions.list",
    "createSession": "sessions.create",
    "getSession": "sessions.get",
    "updateSession": "sessions.update",
    "deleteSession": "sessions.delete",
    "listMessages": "sessions.messages",
    "listSessionRuns": "sessions.runs",
    "listMemories": "memories.list",
    "deleteMemory": "memories.delete",
    "deleteMemories": "memories.delete_all",
    "listModels": "models.list",
    "createIntent": "intents.create",
    "createCommand": "commands.create",
    "listSwarms": "swarms.list",
    "createWsTicket": "ws_tickets.create",
    "listKeys": "admin.keys.list",
    "createKey": "admin.keys.create",
    "getKey": "admin.keys.get",
    "revokeKey": "admin.keys.revoke",
}
_NO_CURL: Final = "the values are the specification's; the Postman collection runs every operation"
_NO_SDK: Final = "the values are the specification's; the behaviour suite of the SDKs runs every operation"


@dataclass(frozen=True, slots=True)
class Call:
    """An operation with the values that the specification's examples give it. `body` is None where there is none."""

    operation: str
    method: str
    path: str
    values: dict[str, str]
    body: dict[str, Any] | None
    accept: str | None
    kind: str


def call_of(document: Document, entry: OperationEntry) -> Call:
    """The call of an operation. `kind` is `stream`, `page`, `value` or `nothing`: what comes back."""
    body: dict[str, Any] | None = None
    if "requestBody" in entry.body:
        content = follow(document, entry.body["requestBody"])["content"]["application/json"]
        body = next((value for _, value in examples_of(document, content)), {})
    contents: dict[str, Any] = success_of(document, entry)[1].get("content", {})
    accept = next(iter(contents), None)
    schema = follow(document, contents[accept]["schema"]) if accept else {}
    kind = "value" if accept else "nothing"
    if accept in STREAMS:
        kind = "stream"
    elif "next_cursor" in schema.get("properties", {}):
        kind = "page"
    values = {name: _named(document, name) for name in path_names(entry)}
    return Call(entry.name, entry.method.upper(), entry.path, values, body, accept, kind)


def calls(call: Call) -> Iterator[tuple[str, str]]:
    """The examples of a call, each as its title and its text in Markdown."""
    yield "curl", _fence("bash", curl(call), _NO_CURL)
    if name := SDK_CALLS.get(call.operation):
        yield "Python", _fence("python", python(call, name), _NO_SDK)
        yield "TypeScript", _fence("typescript", typescript(call, name), _NO_SDK)


def curl(call: Call) -> str:
    """The call as a shell's command."""
    path = call.path
    for name, value in call.values.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=":"))
    flags = " -N" if call.kind == "stream" else ""
    method = "" if call.method == ("GET" if call.body is None else "POST") else f" -X {call.method}"
    lines = [
        f'curl{flags}{method} "$ORCHESTRA_BASE_URL{path}"',
        '-H "Authorization: Bearer $ORCHESTRA_API_KEY"',
    ]
    if call.kind == "stream":
        lines.append(f'-H "Accept: {call.accept}"')
    if call.body is not None:
        lines.append('-H "Content-Type: application/json"')
        lines.append(f"-d {shlex.quote(json.dumps(call.body, ensure_ascii=False))}")
    return " \\\n  ".join(lines)


def python(call: Call, name: str) -> str:
    """The call as a Python program."""
    given = [_literal(value) for value in call.values.values()]
    given += [f"{key}={_literal(value)}" for key, value in (call.body or {}).items()]
    sent = f"client.{name}({', '.join(given)})"
    lines = {
        "stream": [f"with {sent} as stream:", "    for event in stream:", "        print(event)"],
        "page": [f"for entry in {sent}:", "    print(entry)"],
        "value": [f"answer = {sent}", "print(answer)"],
        "nothing": [sent],
    }[call.kind]
    inside = "\n".join(_broken(f"    {line}", ", ".join(given)) for line in lines)
    return f"from orchestra_sdk import Orchestra\n\nwith Orchestra() as client:\n{inside}"


def typescript(call: Call, name: str) -> str:
    """The call as a TypeScript module."""
    given = [json.dumps(value) for value in call.values.values()]
    if call.body is not None:
        given.append(_object(call.body))
    sent = f"client.{camel(name)}({', '.join(given)})"
    lines = {
        "stream": [f"for await (const event of {sent}) {{", "  console.log(event);", "}"],
        "page": [f"for await (const entry of {sent}) {{", "  console.log(entry);", "}"],
        "value": [f"const answer = await {sent};", "console.log(answer);"],
        "nothing": [f"await {sent};"],
    }[call.kind]
    head = 'import { Orchestra } from "@ai-orchestra/sdk";\n\nconst client = new Orchestra();\n'
    return head + "\n".join(lines)


def _broken(line: str, given: str) -> str:
    """A line of Python; where it is too long, with its arguments on a line of their own, as formatters have it."""
    if len(line) <= _LONGEST or not given:
        return line
    before, _, after = line.partition(f"({given})")
    return f"{before}(\n        {given}\n    ){after}"


def camel(name: str) -> str:
    """A Python name as TypeScript has it: `ws_tickets.create` is `wsTickets.create`."""
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


def _fence(language: str, text: str, reason: str) -> str:
    return f"<!-- not run: {reason} -->\n```{language}\n{text}\n```\n"


def _named(document: Document, name: str) -> str:
    """What the examples of the document call the thing that a path names, or the path's own word for it."""
    waiting = [document.get("components", {}).get("examples", {})]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, dict):
            if isinstance(node.get(name), str):
                return str(node[name])
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return name


def _literal(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_literal(key)}: {_literal(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_literal(inner) for inner in value)}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _object(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(
            f"{key if key.isidentifier() else json.dumps(key)}: {_object(inner)}"
            for key, inner in value.items()
        )
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_object(inner) for inner in value)}]"
    return json.dumps(value, ensure_ascii=False)
