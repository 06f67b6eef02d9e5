"""Suite `security`: tickets, origins, methods and headers, and what an error tells."""

from __future__ import annotations

import time
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Unchecked, Violation
from orchestra_conformance.secured import NOWHERE, attempt, offered
from orchestra_conformance.sockets import PATH_V2, Refused, opened
from orchestra_conformance.wire import Answer, Caller

_HOME: Final = "https://app.example.com"
_EVIL: Final = "https://evil.example.net"
_UNAUTHENTICATED: Final = 4401
_FORBIDDEN: Final = 4403
# In seconds.
_TICKET_LIVES: Final = 30
# After a ticket's time is over, a little more for clocks that show whole seconds.
_CLOCKS: Final = 1.5
# Of what is inside a service, nothing is for those outside; each tells of a language or a machine.
_INSIDES: Final = (
    "Traceback (most recent",
    'File "/',
    "site-packages",
    ".py:",
    '.py"',
    "sqlite",
    "at Object.<anon",
)


def _ticket(bench: Bench, caller: Caller | None = None, **more: str) -> str:
    body = {"origin": _HOME, **more}
    made: str = (caller or bench.owner).call("createWsTicket", body=body, expect=201).json()["ticket"]
    return made


def _ends(bench: Bench, ticket: str, origin: str | None, code: int, why: str) -> None:
    """A ticket is refused as a page can see it: the connection is opened and closed with a code, or is a refusal."""
    try:
        with opened(bench.nobody, path=f"{PATH_V2}?ticket={ticket}", origin=origin, welcome=False) as socket:
            said = socket.receive()["type"]
            bench.expect(said == "goodbye", f"{why} opens a WebSocket, which says {said}")
            closed = socket.closed()
            bench.expect(closed == code, f"{why} was closed with {closed}, not with {code}")
    except Refused as refusal:
        raise Violation(f"{why} was refused with {refusal.status}, which a page cannot read") from refusal


@check("security", "a-ticket-works-once", "A ticket opens one WebSocket, once.", needs=("websocket",))
def a_ticket_works_once(bench: Bench) -> None:
    """In the query, and as a subprotocol, which is not echoed."""
    for as_subprotocol in (False, True):
        ticket = _ticket(bench)
        names = ("orchestra.v2", f"orchestra.ticket.{ticket}") if as_subprotocol else ("orchestra.v2",)
        path = PATH_V2 if as_subprotocol else f"{PATH_V2}?ticket={ticket}"
        with opened(bench.nobody, path=path, subprotocols=names, origin=_HOME) as socket:
            echoed = socket.connection.subprotocol
            bench.expect(echoed == "orchestra.v2", f"the subprotocol that was taken up is {echoed}")
        _ends(bench, ticket, _HOME, _UNAUTHENTICATED, "a ticket that was used")


@check(
    "security",
    "a-ticket-is-for-its-origin",
    "A ticket works from the origin alone that it was made for.",
    needs=("websocket",),
)
def a_ticket_is_for_its_origin(bench: Bench) -> None:
    """Another origin, one that only looks alike, and none."""
    for origin in (_EVIL, f"{_HOME}.example.net", _HOME.replace("https", "http"), None):
        _ends(bench, _ticket(bench), origin, _FORBIDDEN, f"a ticket from the origin {origin}")


@check(
    "security",
    "unknown-tickets-open-nothing",
    "A ticket that was never made opens nothing.",
    needs=("websocket",),
)
def unknown_tickets_open_nothing(bench: Bench) -> None:
    """Garbage, one with a letter changed, and a key in a ticket's place."""
    real = _ticket(bench)
    changed = real[:-1] + ("a" if real[-1] != "a" else "b")
    for ticket in ("tkt_unknown", changed, real[:-1], bench.owner.key or ""):
        _ends(bench, ticket, _HOME, _UNAUTHENTICATED, "a ticket that was never made")


@check(
    "security",
    "a-ticket-is-for-its-session",
    "A ticket that names a session opens nothing else of its owner's.",
    needs=("websocket",),
)
def a_ticket_is_for_its_session(bench: Bench) -> None:
    """A chat into another session, and a run of one."""
    other = bench.owner.call("createChat", body={"message": bench.profile.prompts.short}, expect=200).json()
    bench.made_sessions.append((bench.owner, other["session_id"]))
    ticket = _ticket(bench, session_id=bench.session())
    with opened(bench.nobody, path=f"{PATH_V2}?ticket={ticket}", origin=_HOME) as socket:
        for frame in (
            {"type": "chat", "message": "Hello", "session_id": other["session_id"]},
            {"type": "resume", "run_id": other["run_id"]},
            {"type": "cancel", "run_id": other["run_id"]},
        ):
            name = bench.name("frame")
            socket.send({**frame, "id": name})
            code = socket.answer(name).get("problem", {}).get("code")
            bench.expect(
                code in ("forbidden", "not_found"),
                f"with a ticket for another session, {frame['type']} was not refused ({code})",
            )


@check(
    "security",
    "a-ticket-ends-with-its-key",
    "A ticket whose key was taken back opens nothing.",
    needs=("websocket", "administration"),
)
def a_ticket_ends_with_its_key(bench: Bench) -> None:
    """Made, taken back, tried."""
    caller = bench.key()
    ticket = _ticket(bench, caller)
    bench.admin.call("revokeKey", path={"key_id": bench.made_keys[-1]}, expect=200)
    _ends(bench, ticket, _HOME, _UNAUTHENTICATED, "a ticket of a key that was taken back")


@check(
    "security",
    "a-ticket-grows-old",
    "A ticket works for 30 seconds, no longer.",
    needs=("websocket",),
    seconds=90,
)
def a_ticket_grows_old(bench: Bench) -> None:
    """Wait for it; that takes half a minute."""
    if bench.depth < 2:
        raise Unchecked("it takes half a minute; ask for --depth 2 or more")
    answer = bench.owner.call("createWsTicket", body={"origin": _HOME}, expect=201)
    ticket, expires_at = answer.json()["ticket"], answer.json()["expires_at"]
    now = parsedate_to_datetime(answer.headers["date"])
    lives = (datetime.fromisoformat(expires_at) - now).total_seconds()
    bench.expect(lives <= _TICKET_LIVES + _CLOCKS, f"a ticket lives for {lives:g} seconds")
    until = time.monotonic() + lives + _CLOCKS
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, bench.wire.budget.remaining()))
    _ends(bench, ticket, _HOME, _UNAUTHENTICATED, "a ticket whose time was over")


@check(
    "security",
    "an-open-connection-ends-with-its-key",
    "Over an open WebSocket a key that was taken back is refused from the next message on, and closed with 4401.",
    needs=("websocket", "administration"),
)
def an_open_connection_ends_with_its_key(bench: Bench) -> None:
    """Connect, take the key back, and ask for something."""
    with opened(bench.key()) as socket:
        bench.admin.call("revokeKey", path={"key_id": bench.made_keys[-1]}, expect=200)
        socket.send({"type": "status", "id": "s-1"})
        code = socket.closed()
        answered = [frame for frame in socket.frames if frame["type"] == "status"]
        bench.expect(not answered, "a key that was taken back is still answered over its WebSocket")
        bench.expect(
            code == _UNAUTHENTICATED, f"the WebSocket of a revoked key was closed with {code}, not 4401"
        )


@check(
    "security",
    "pages-of-other-origins-do-not-connect",
    "A page of an origin that is not on the list cannot open a WebSocket, even with a key.",
    needs=("websocket",),
)
def pages_of_other_origins_do_not_connect(bench: Bench) -> None:
    """In every version that there is."""
    paths = [PATH_V2, *(["/v1/ws/conformance/origin"] if bench.profile.offers.v1 else [])]
    for path in paths:
        for origin in (_EVIL, "null"):
            try:
                with opened(bench.owner, path=path, origin=origin, welcome=False):
                    raise Violation(f"{path} was opened to a page of {origin}")
            except Refused as refusal:
                bench.expect(
                    (refusal.status, refusal.code) == (403, "origin_not_allowed"),
                    f"{path} refused a page of {origin} with {refusal.status} {refusal.code}",
                )


@check(
    "security",
    "browsers-are-told-of-no-other-origin",
    "An origin that is not on the list is allowed nothing, neither in a preflight nor in an answer.",
)
def browsers_are_told_of_no_other_origin(bench: Bench) -> None:
    """Preflights of every secured operation, and an answer."""
    answers: list[Answer] = []
    for operation in offered(bench, secured=True):
        asked = {
            "Origin": _EVIL,
            "Access-Control-Request-Method": operation.method,
            "Access-Control-Request-Headers": "authorization",
        }
        path = operation.path.format_map(NOWHERE)
        answers.append(bench.nobody.raw("OPTIONS", path, headers=asked))
    answers.append(bench.owner.raw("GET", "/v2/sessions", headers={"Origin": _EVIL}))
    for answer in answers:
        allowed = answer.headers.get("access-control-allow-origin")
        bench.expect(allowed not in (_EVIL, "*", "null"), f"{answer.what}: allows the origin {allowed}")


@check(
    "security",
    "other-methods-open-nothing",
    "HEAD needs the same key as GET and says as much; methods that are not in the contract are refused.",
)
def other_methods_open_nothing(bench: Bench) -> None:
    """HEAD, OPTIONS and TRACE on everything that is secured."""
    secret = bench.owner.key or ""
    for operation in offered(bench, secured=True):
        path = operation.path.format_map(NOWHERE)
        if operation.method == "GET":
            answer = bench.nobody.raw("HEAD", path)
            bench.expect(answer.status == 401, f"{answer.what} without a key: {answer.status}, not 401")
            bench.expect(not answer.content, f"{answer.what} has a body")
        for method in ("TRACE", "OPTIONS"):
            answer = bench.owner.raw(method, path)
            bench.expect(answer.status in (405, 501), f"{answer.what}: {answer.status}, not 405")
            bench.expect(secret not in answer.text, f"{answer.what} says the key back")


@check(
    "security", "errors-tell-nothing-of-the-inside", "An error shows no key, no path of files and no stack."
)
def errors_tell_nothing_of_the_inside(bench: Bench) -> None:
    """All kinds of refusals, and what is between their lines."""
    secret = bench.owner.key or ""
    garbage = Caller(bench.wire, "garbage", f"{secret}x")
    answers = [attempt(bench.owner, operation) for operation in offered(bench, secured=True)]
    answers += [attempt(garbage, operation) for operation in offered(bench, secured=True)[:5]]
    json = {"Content-Type": "application/json"}
    for body in (b"{", b"\xff", b"[" * 50_000, b'{"message": {"' + b"a" * 1000 + b'": 1e999}}', b"\x00"):
        answers.append(bench.owner.raw("POST", "/v2/chat", headers=json, body=body))
    for path in (
        "/v2/../../etc/passwd",
        "/v2/%00",
        "/v2/sessions?after=%27%3B--",
        "/v2/sessions/%ff",
        "/nothing",
    ):
        answers.append(bench.owner.raw("GET", path))
    for answer in answers:
        if answer.status < 400:
            continue
        bench.expect(answer.status != 500, f"{answer.what}: 500 {answer.code}")
        bench.expect(secret not in answer.text, f"{answer.what}: the error shows the key")
        for inside in _INSIDES:
            bench.expect(
                inside.lower() not in answer.text.lower(), f"{answer.what}: the error shows `{inside}`"
            )


@check(
    "security",
    "a-correlation-id-lets-nothing-in",
    "X-Correlation-ID comes back where it is well formed; what is not is left out, and no line break gets anywhere.",
)
def a_correlation_id_lets_nothing_in(bench: Bench) -> None:
    """Well-formed, too long, and with what does harm in logs and pages; then line breaks in addresses."""
    name = bench.name("correlation")
    answer = bench.owner.call("listSessions", headers={"X-Correlation-ID": name}, expect=200)
    bench.expect(
        answer.headers["x-correlation-id"] == name, "a well-formed X-Correlation-ID does not come back"
    )
    for bad in ("x" * 129, "a b", "<script>alert(1)</script>", "a\tb", '"', "a;b", "%0d%0aX-Injected: yes"):
        answer = bench.owner.call("getRun", path=NOWHERE, headers={"X-Correlation-ID": bad}, expect=404)
        back = (answer.headers["x-correlation-id"], answer.json().get("correlation_id"))
        bench.expect(bad not in back, f"the X-Correlation-ID {bad[:40]!r} comes back as it is")
    for path in (
        "/v2/sessions/a%0d%0aX-Injected:%20yes",
        "/v2/sessions?limit=%0d%0aX-Injected:%20yes",
        "/%0d%0aX-Injected:%20yes",
    ):
        answer = bench.owner.raw("GET", path)
        bench.expect("x-injected" not in answer.headers, f"{answer.what}: a line break made a header")
