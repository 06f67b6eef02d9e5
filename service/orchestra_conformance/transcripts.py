"""Plays the client's side of version 1's recorded transcripts, and holds what comes to the same kinds and order.

A deployment has a model of its own, so that texts, ids, times and the number of tokens are other ones; a manager or
tools may say something in between. Everything else must come as it was recorded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.failure import Violation
from orchestra_conformance.sockets import PATH_V2, Frame, Socket, opened
from orchestra_conformance.wire import Caller

Line = Mapping[str, Any]

# Scenes that no deployment can be made to play from outside, and why.
LEFT_OUT: Final[Mapping[str, str]] = {
    "stream-failed": "its model fails in mid-answer",
    "websocket-failed": "its model fails in mid-answer",
    "stream-managed": "it has a manager, agents and tools, which a deployment may be without",
    "websocket-idle": "it takes 300 seconds of silence, or as long as the deployment is set to",
}
# What may come between: a deployment's manager, tools and notices. `queued` waits for what came before.
_MAY_COME: Final = frozenset(
    {
        "manager",
        "manager_conclusion",
        "status queued",
        "status notice",
        "status agent_started",
        "status agent_completed",
        "status tool_called",
        "status tool_result",
    }
)
_SESSION: Final = "support-4711"
_KEY: Final = "ork_example"
_USED_TICKET: Final = "tkt_used"


def lines_of(bench: Bench, name: str) -> list[Line]:
    """The lines of a recorded scene."""
    for ending in (".jsonl", ".ndjson"):
        text = bench.specification.transcripts("v1", ending).get(name)
        if text is not None:
            return [json.loads(line) for line in text.splitlines() if line]
    raise KeyError(name)


def word(item: Line) -> str:
    """A stream's item in a word: its type, with what a status or an error is about."""
    if item["type"] == "status":
        return f"status {item['content']}"
    return f"error {item['metadata']['code']}" if item["type"] == "error" else str(item["type"])


def frame_word(frame: Line) -> str:
    """A frame in a word or two."""
    data = frame["data"]
    match frame["type"]:
        case "stream_token":
            return f"item {word(data)}"
        case "status":
            return f"frame {data['status']}"
        case "error":
            return f"frame error {data['data']['code']}"
        case kind:
            return f"frame {kind}"


def hold_items(recorded: Sequence[Line], told: Sequence[Line]) -> None:
    """Raise Violation where a stream's items are of other kinds than recorded, or do not say as much."""
    due = _merged(recorded, word)
    said = _merged([item for item in told if word(item) not in _MAY_COME], word)
    if [name for name, _ in due] != [name for name, _ in said]:
        raise Violation(f"recorded was {[name for name, _ in due]}, and told {[name for name, _ in said]}")
    for (name, before), (_, now) in zip(due, said, strict=True):
        missing = before[0]["metadata"].keys() - now[0]["metadata"].keys()
        if missing:
            raise Violation(
                f"{name} was recorded with {', '.join(sorted(missing))} in its metadata, told without"
            )


def _merged(items: Iterable[Line], name: Callable[[Line], str]) -> list[tuple[str, list[Line]]]:
    return [(key, list(group)) for key, group in groupby(items, key=name)]


@dataclass(slots=True)
class Replay:
    """One connection of a recorded scene, played from its first line to its last."""

    bench: Bench
    session: str
    _early: list[Frame] = field(default_factory=list)

    def play(self, lines: list[Line]) -> None:
        """Raises Violation where the deployment does not do as recorded."""
        handshake, answer, *rest = lines
        bench = self.bench
        path, headers = str(handshake["open"]["path"]), dict(handshake["open"]["headers"])
        path = path.replace(_SESSION, self.session)
        if _USED_TICKET in path:
            path = path.replace(_USED_TICKET, _used_ticket(bench, headers["Origin"]))
        caller = bench.owner if _KEY in headers.values() else bench.nobody
        # The key stands where it was recorded, in X-API-Key.
        keyless = Caller(bench.wire, caller.name, None)
        sent = {name: (caller.key or "") if value == _KEY else value for name, value in headers.items()}
        bench.expect(answer["open"]["status"] == 101, "a recorded refusal is not to be played here")
        with opened(
            keyless, path=path, document="asyncapi-v1", subprotocols=(), headers=sent, welcome=False
        ) as socket:
            for is_client, group in groupby(rest, key=lambda line: line["direction"] == "to_server"):
                if is_client:
                    for line in group:
                        self._act(socket, line)
                else:
                    self._hear(socket, list(group))

    def _act(self, socket: Socket, line: Line) -> None:
        if "close" in line:
            known = len(socket.frames)
            socket.connection.close(line["close"]["code"])
            code = socket.closed()
            self.bench.expect(code == line["close"]["code"], f"a close with 1000 was answered with {code}")
            late = [*self._early, *socket.frames[known:]]
            left = [frame_word(frame) for frame in late if frame["type"] != "ping"]
            self.bench.expect(not left, f"more was said than recorded: {left}")
        elif "text" in line:
            socket.send_text(line["text"])
        else:
            socket.send(self._said(line["frame"]))

    def _said(self, frame: Line) -> dict[str, Any]:
        text = json.dumps(frame, ensure_ascii=False)
        short = json.dumps(self.bench.profile.prompts.short, ensure_ascii=False)
        spoken: dict[str, Any] = json.loads(text.replace('"Say hello in one short sentence."', short))
        return spoken

    def _hear(self, socket: Socket, lines: list[Line]) -> None:
        for name, recorded in _merged([line["frame"] for line in lines if "frame" in line], frame_word):
            heard = self._next(socket, name)
            self._hold(name, recorded[0], heard)
            if name == "item token":
                # However many there were, here there are as many as the model says.
                self._early = [self._behind_tokens(socket)]
        for line in lines:
            if "close" in line:
                code = socket.closed()
                self.bench.expect(code == line["close"]["code"], f"the WebSocket was closed with {code}")

    def _next(self, socket: Socket, name: str) -> Frame:
        while (heard := frame_word(frame := self._frame(socket))) != name:
            if heard.removeprefix("item ") not in _MAY_COME:
                raise Violation(f"recorded was {name}, and {heard} came")
        return frame

    def _behind_tokens(self, socket: Socket) -> Frame:
        while (heard := frame_word(frame := self._frame(socket)).removeprefix("item ")) == "token" or (
            heard in _MAY_COME
        ):
            pass
        return frame

    def _frame(self, socket: Socket) -> Frame:
        if self._early:
            return self._early.pop(0)
        return socket.until(lambda frame: frame["type"] != "ping")

    def _hold(self, name: str, recorded: Line, heard: Line) -> None:
        given = recorded.get("correlation_id")
        if heard.get("correlation_id") != given:
            raise Violation(f"{name} came with the correlation_id {heard.get('correlation_id')}, not {given}")
        missing = [path for path in _places(recorded["data"]) if path not in set(_places(heard["data"]))]
        if missing:
            raise Violation(f"{name} was recorded with {', '.join(missing)}, and came without")


def _places(value: Any, place: str = "") -> Iterator[str]:
    """Every field of an object, and of those in it; lists are taken as one."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{place}/{name}"
            yield from _places(inner, f"{place}/{name}")


def _used_ticket(bench: Bench, origin: str) -> str:
    ticket: str = bench.owner.call("createWsTicket", body={"origin": origin}, expect=201).json()["ticket"]
    with opened(bench.nobody, path=f"{PATH_V2}?ticket={ticket}", origin=origin):
        return ticket
