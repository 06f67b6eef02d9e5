"""docs/reference/websocket/: the messages of the WebSocket, a page a version. A message's place says who sends it.

What a client sends as `chat` is at `#client-chat`, what the service sends as `welcome` at `#server-welcome`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from orchestra_generator.document import Document, follow, reachable_schemas
from orchestra_generator.event_pages import examples
from orchestra_generator.python_text import NOTICE
from orchestra_generator.rest_fields import Place, cell, fields_table, same_page, type_entry
from orchestra_generator.schema_places import FRAMES_PAGE, anchor_of, place_from, schema_places
from orchestra_generator.specification import CURRENT, Specification

# How both SDKs send a message of the current version; a stream is left, and its run detached, by ending its block.
SDK_CALLS: Final = {
    "chat": "connection.chat",
    "command": "connection.command",
    "cancel": "stream.cancel",
    "resume": "connection.resume",
    "detach": "",
    "status": "connection.status",
    "ping": "connection.ping",
}
# What only readers of the document itself need to be told.
_ASIDE: Final = "`action` is the service's side: it *receives* what a client sends."
_LEAVING: Final = "leaving the stream"
_OLDER: Final = """!!! warning "Deprecated"
    Version {number} is deprecated and frozen; it will be taken away. Write new programs for
    [version 2](index.md), and see [Move from v1 to v2](../../guides/migrate-v1-to-v2.md).
"""
_CURRENT_NEXT: Final = """## Next

- [WebSocket](../../guides/websocket.md): how to talk, come back, and connect from a page in a browser.
- [Events](../events.md) and [Close codes](../close-codes.md).
- The messages of the deprecated [version 1](v1.md).
"""
_OLDER_NEXT: Final = """## Next

- [Move from v1 to v2](../../guides/migrate-v1-to-v2.md), and the [messages of version 2](index.md).
- [Close codes](../close-codes.md), the same in both versions.
"""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as one side, `client` or `server`, sends it."""

    side: str
    body: dict[str, Any]

    @property
    def payload(self) -> str:
        """The name of its schema."""
        return str(self.body["payload"]["$ref"].rpartition("/")[2])

    @property
    def anchor(self) -> str:
        """Its place on its page."""
        return f"{self.side}-{anchor_of(self.body['name'])}"


def websocket_pages(specification: Specification) -> dict[str, str]:
    """Texts by file name: the current version's page is the index; none for a version without a WebSocket."""
    pages = {}
    for version in (CURRENT, *specification.older):
        if document := specification.published.get(f"{version}.asyncapi"):
            name = "index.md" if version == CURRENT else f"{version}.md"
            pages[name] = _page(specification, version, document)
    return pages


def messages(document: Document) -> list[Message]:
    """The messages of both sides, each once, the client's first, in the order of the document."""
    found: dict[tuple[str, str], Message] = {}
    for side, action in (("client", "receive"), ("server", "send")):
        for operation in document["operations"].values():
            if operation["action"] == action:
                for body in operation["messages"]:
                    message = Message(side, follow(document, body))
                    found.setdefault((side, message.payload), message)
    return list(found.values())


def _page(specification: Specification, version: str, document: Document) -> str:
    known = schema_places(specification) if version == CURRENT else {}
    there = messages(document)
    place = _place(version, there, known)
    client = [message for message in there if message.side == "client"]
    server = [message for message in there if message.side == "server"]
    title = "WebSocket messages" if version == CURRENT else f"WebSocket messages of {version}"
    number = version.removeprefix("v")
    parts = [
        f"<!-- {NOTICE} -->\n\n# {title}\n",
        f"Everything that travels over version {number}'s WebSocket, generated from the specification; the AsyncAPI "
        f"document itself is under [Downloads](../downloads.md#specification).\n",
        *([] if version == CURRENT else [_OLDER.format(number=number)]),
        *_introduction(document),
        "## What a client sends { #ClientFrame }\n",
        _client_table(document, version, client, place),
        "## What the service sends { #ServerFrame }\n",
        _server_table(server, place),
    ]
    own = [message for message in there if place(message.payload).startswith("#")]
    for message in own:
        sender = "A client sends" if message.side == "client" else "The service sends"
        parts.append(f"## {sender} `{message.body['name']}` {{ #{message.anchor} }}\n")
        parts += _entry(document, message, place)
    if types := _types(document, own, place):
        parts.append("## Types\n\nWhat the fields above name and no other page has.\n")
        parts += [type_entry(document, name, place) for name in types]
    return "\n".join([*parts, _CURRENT_NEXT if version == CURRENT else _OLDER_NEXT])


def _place(version: str, there: list[Message], known: dict[str, str]) -> Place:
    """Where each type has its entry: the messages on this page, the others where the schemas are."""
    elsewhere = place_from(FRAMES_PAGE, known) if version == CURRENT else same_page
    anchors = {message.payload: f"#{message.anchor}" for message in there}

    def place(name: str) -> str:
        found = elsewhere(name)
        return anchors.get(name, found) if found.startswith("#") else found

    return place


def _introduction(document: Document) -> Iterator[str]:
    """What the document says of itself, and how a connection can end."""
    yield "## How a connection goes\n"
    text = document["info"]["description"].strip().replace(_ASIDE, "")
    text = text.replace("are in close-codes.yaml", "are in [Close codes](../close-codes.md)")
    yield text.replace("of close-codes.yaml", "of [Close codes](../close-codes.md)") + "\n"
    for channel in document["channels"].values():
        yield f"**Address.** `{channel['address']}`. {' '.join(channel['description'].split())}\n"
        codes = ", ".join(f"[{code}](../close-codes.md#{code})" for code in channel.get("x-close-codes", []))
        if codes:
            yield f"**Close codes.** {codes}.\n"


def _client_table(document: Document, version: str, client: list[Message], place: Place) -> str:
    current = version == CURRENT
    rows = []
    for message in client:
        operation = _operation(document, message)
        answers = _linked(_answers(document, operation), place)
        row = f"| {_link(message, place)} | {cell(message.body['summary'])} | {answers} | `{operation['x-scope']}` |"
        if current:
            call = SDK_CALLS[message.body["name"]]
            row += f" {f'`{call}`' if call else _LEAVING} |"
        rows.append(f"{row}\n")
    head = "| Message | What it does | Answered with | Scope |"
    line = "| --- | --- | --- | --- |"
    if current:
        head, line = f"{head} SDKs |", f"{line} --- |"
    return f"{head}\n{line}\n{''.join(rows)}"


def _server_table(server: list[Message], place: Place) -> str:
    rows = "".join(f"| {_link(message, place)} | {cell(message.body['summary'])} |\n" for message in server)
    return f"| Message | When it comes |\n| --- | --- |\n{rows}"


def _entry(document: Document, message: Message, place: Place) -> Iterator[str]:
    """What is said of a message behind its heading."""
    schema = document["components"]["schemas"][message.payload]
    yield f"{schema.get('description', message.body['summary']).strip()}\n"
    if message.side == "client":
        operation = _operation(document, message)
        yield f"{operation['description'].strip()} The key needs the scope {_scopes(operation['x-scope'])}.\n"
        if answers := _answers(document, operation):
            yield f"Answers: {_linked(answers, place)}.\n"
    else:
        asked = [
            other
            for other in messages(document)
            if other.side == "client"
            and message.payload
            in {answer.payload for answer in _answers(document, _operation(document, other))}
        ]
        if asked:
            yield f"Answers {_linked(asked, place)}.\n"
    yield fields_table(document, schema, place).replace(
        "one of close-codes.yaml", "one of the [close codes](../close-codes.md)"
    )
    yield from examples(message.body)


def _operation(document: Document, message: Message) -> dict[str, Any]:
    """What a client does when it sends the message."""
    found: dict[str, Any] = next(
        operation
        for operation in document["operations"].values()
        if operation["action"] == "receive"
        and message.payload
        in {Message("client", follow(document, body)).payload for body in operation["messages"]}
    )
    return found


def _answers(document: Document, operation: dict[str, Any]) -> list[Message]:
    return [
        Message("server", follow(document, body)) for body in operation.get("reply", {}).get("messages", [])
    ]


def _types(document: Document, own: list[Message], place: Place) -> list[str]:
    """The types that the messages of this page name and that have their entry here, without the messages."""
    payloads = [message.payload for message in own]
    return [
        name
        for name in reachable_schemas(document, payloads)
        if name not in payloads and place(name).startswith("#")
    ]


def _link(message: Message, place: Place) -> str:
    return f"[`{message.body['name']}`]({place(message.payload)})"


def _linked(there: list[Message], place: Place) -> str:
    return ", ".join(_link(message, place) for message in there) or "nothing"


def _scopes(scope: str) -> str:
    return " or ".join(f"`{name}`" for name in dict.fromkeys((scope, "admin")))
