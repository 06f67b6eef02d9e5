"""Suite `limits`: how much fits: connections of a key, bytes of a body and of a frame, runs of a connection."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from typing import Any, Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Unchecked, Violation
from orchestra_conformance.followed import TOO_QUICK
from orchestra_conformance.sockets import PATH_V2, Refused, Socket, opened
from orchestra_conformance.streams import TERMINAL
from orchestra_conformance.wire import Caller

# More requests a minute than will be made: a key without a limit may have any number of connections too.
_MANY: Final = 100_000
_TOO_BIG: Final = 1009
_CONNECTION_LIMIT: Final = 4502
# A deployment hears a little later than the client that a connection has ended; between two tries, in seconds.
_PAUSE: Final = 0.02
_ORIGIN: Final = "https://conformance.example"

Door = Callable[[], AbstractContextManager[Socket]]


def _client(bench: Bench, owner: str = "") -> Caller:
    return bench.key(owner, requests_per_minute=_MANY)


def _stays_out(door: Door) -> None:
    """Raise Violation where a connection too many is not refused as it should be."""
    try:
        with door():
            pass
    except Refused as refused:
        if (refused.status, refused.code) != (429, "connection_limit"):
            raise Violation(
                f"a connection too many is {refused.status} {refused.code} in place of 429 connection_limit"
            ) from refused
    else:
        raise Violation("there are as many connections as there may be, and one more was let in")


def _comes_in(door: Door) -> None:
    """Raise Violation where a connection that there is room for is refused."""
    try:
        with door():
            pass
    except Refused as refused:
        raise Violation(f"there is room, and a connection is {refused.status} {refused.code}") from refused


def _comes_in_soon(bench: Bench, door: Door) -> None:
    """The same, as soon as the deployment knows that another connection has ended."""
    while True:
        try:
            with door():
                return
        except Refused as refused:
            if refused.code != "connection_limit":
                raise Violation(f"a connection is {refused.status} {refused.code}") from refused
        bench.wire.budget.remaining()
        time.sleep(_PAUSE)


def _filled(bench: Bench, door: Door, full: Door, others: Door) -> None:
    """Open as many as there may be; then `full` is refused and `others` is not. When one has left, another comes in."""
    most = bench.profile.limits.connections
    with ExitStack() as rest:
        with ExitStack() as first:
            for number in range(most):
                try:
                    (rest if number else first).enter_context(door())
                except Refused as refused:
                    raise Violation(
                        f"connection {number + 1} of {most} is {refused.status} {refused.code}"
                    ) from refused
            _stays_out(full)
            _comes_in(others)
        _comes_in_soon(bench, door)


@check(
    "limits",
    "connections-are-counted",
    "A key may have so many WebSockets open; one more is 429 connection_limit, and when one leaves another may come.",
    needs=("websocket", "connection_limits"),
    seconds=30,
)
def connections_are_counted(bench: Bench) -> None:
    """Another key of the same owner has room of its own."""
    caller = _client(bench)
    other = _client(bench, caller.name)
    _filled(bench, lambda: opened(caller), lambda: opened(caller), lambda: opened(other))


@check(
    "limits",
    "version-1-counts-by-client",
    "In version 1 connections count by key and client_id: a client may have so many, another client as many more.",
    needs=("websocket", "connection_limits", "v1"),
    seconds=30,
)
def version_1_counts_by_client(bench: Bench) -> None:
    """Two clients of one key."""
    caller = _client(bench)
    session = bench.name()

    def door(client: str) -> AbstractContextManager[Socket]:
        return opened(
            caller,
            path=f"/v1/ws/{client}/{session}",
            document="asyncapi-v1",
            subprotocols=(),
            welcome=False,
        )

    _filled(bench, lambda: door("one"), lambda: door("one"), lambda: door("two"))


@check(
    "limits",
    "tickets-count-too",
    "A connection too many that comes with a ticket is told goodbye and closed with 4502.",
    needs=("websocket", "connection_limits"),
    seconds=30,
)
def tickets_count_too(bench: Bench) -> None:
    """The key's own connections fill the room; a page's would be one too many."""
    caller = _client(bench)
    page = Caller(bench.wire, f"a page of {caller.name}", None)
    with ExitStack() as all_open:
        for _ in range(bench.profile.limits.connections):
            all_open.enter_context(opened(caller))
        made = caller.call("createWsTicket", body={"origin": _ORIGIN}, expect=201).json()
        path = f"{PATH_V2}?ticket={made['ticket']}"
        with opened(page, path=path, origin=_ORIGIN, welcome=False) as socket:
            code = socket.closed()
    bench.expect(code == _CONNECTION_LIMIT, f"the connection was closed with {code}, not {_CONNECTION_LIMIT}")
    told = [(frame["type"], frame.get("code")) for frame in socket.frames]
    bench.expect(
        told in ([], [("goodbye", _CONNECTION_LIMIT)]), f"before it was closed, the connection said {told}"
    )


def _padded(value: Any, size: int) -> bytes:
    """JSON of exactly so many bytes."""
    return json.dumps(value).encode().ljust(size)


@check(
    "limits",
    "bodies-have-a-size",
    "A body of as many bytes as there may be is taken; one more byte is 413 payload_too_large.",
)
def bodies_have_a_size(bench: Bench) -> None:
    """Spaces behind the JSON make up the size."""
    most = bench.profile.limits.body_bytes
    kind = {"Content-Type": "application/json"}
    body = {"session_id": bench.name()}
    bench.owner.call("createSession", headers=kind, body=_padded(body, most), expect=201)
    bench.made_sessions.append((bench.owner, body["session_id"]))
    for operation in ("createSession", "createChat", "createChatStream"):
        over = _padded({"session_id": bench.name(), "message": bench.profile.prompts.short}, most + 1)
        answer = bench.owner.call(operation, headers=kind, body=over, expect=413)
        bench.expect(answer.code == "payload_too_large", f"{answer.what}: the code is {answer.code}")


@check(
    "limits",
    "frames-have-a-size",
    "A frame of as many bytes as the welcome says is taken; one more byte closes the connection with 1009.",
    needs=("websocket",),
)
def frames_have_a_size(bench: Bench) -> None:
    """Spaces behind a ping make up the size."""
    with opened(bench.owner) as socket:
        most = socket.frames[0]["limits"]["max_frame_bytes"]
        socket.send_text(_padded({"type": "ping", "id": "p-1"}, most).decode())
        pong = socket.answer("p-1")
        bench.expect(pong["type"] == "pong", f"a ping of {most} bytes was answered with {pong}")
        # It may be closed before all of the frame is sent.
        with suppress(Violation):
            socket.send_text(_padded({"type": "ping", "id": "p-2"}, most + 1).decode())
            socket.answer("p-2")
        answered = [frame for frame in socket.frames if frame.get("id") == "p-2"]
        bench.expect(not answered, f"a frame of {most + 1} bytes was answered with {answered}")
        code = socket.closed()
    bench.expect(code == _TOO_BIG, f"a frame of {most + 1} bytes closed the connection with {code}")


@check(
    "limits",
    "runs-on-a-connection-are-counted",
    "As many runs as the welcome says are followed at once; one more is connection_limit, until one is detached.",
    needs=("websocket",),
)
def runs_on_a_connection_are_counted(bench: Bench) -> None:
    """Long answers, each in a session of its own; they end with the connection."""
    with opened(bench.owner) as socket:
        most = socket.frames[0]["limits"]["max_runs"]
        chat = {"type": "chat", "message": bench.profile.prompts.long, "on_disconnect": "cancel"}
        runs = []
        for number in range(most):
            socket.send({**chat, "id": f"c-{number}"})
            accepted = socket.answer(f"c-{number}")
            if accepted["type"] != "accepted":
                raise Violation(f"run {number + 1} of {most} on a connection was answered with {accepted}")
            runs.append(accepted["run_id"])
        socket.send({**chat, "id": "over"})
        over = socket.answer("over")
        if any(frame["type"] in TERMINAL for frame in socket.frames):
            raise Unchecked(TOO_QUICK)
        said = (over["type"], over.get("problem", {}).get("code"))
        bench.expect(
            said == ("error", "connection_limit"), f"run {most + 1} on a connection was answered {said}"
        )
        socket.send({"type": "detach", "id": "d-1", "run_id": runs[0]})
        socket.answer("d-1")
        socket.send({**chat, "id": "again"})
        again = socket.answer("again")
        bench.expect(
            again["type"] == "accepted", f"a run was detached, and another was answered with {again}"
        )
        for number, run_id in enumerate([*runs, again["run_id"]]):
            socket.send({"type": "cancel", "id": f"x-{number}", "run_id": run_id})
            socket.answer(f"x-{number}")
