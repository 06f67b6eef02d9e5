"""Suite `security`: nobody gets in without a key, with another's, or further than the key's scopes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Violation
from orchestra_conformance.secured import attempt, each, offered
from orchestra_conformance.sockets import PATH_V2, Frame, Refused, Socket, opened
from orchestra_conformance.specification import Operation
from orchestra_conformance.suites import doors, foreign
from orchestra_conformance.wire import Answer, Caller

# Checks that stand in modules of their own.
__all__ = ["doors", "foreign"]

_ALL_SCOPES: Final = ("read", "chat", "admin")
# Between two looks at whether a key has expired, in seconds.
_LOOK_EVERY: Final = 0.05


def _refused(answer: Answer, code: str = "unauthenticated") -> None:
    if answer.code != code:
        raise Violation(f"{answer.what}: 401 with the code {answer.code} in place of {code}")
    if not answer.headers.get("www-authenticate", "").lower().startswith("bearer"):
        raise Violation(f"{answer.what}: WWW-Authenticate does not ask for Bearer")


def _shut(bench: Bench, caller: Caller, *ways: Mapping[str, str], code: str = "unauthenticated") -> None:
    """Every secured operation is refused with 401 to a caller, with each of these sets of headers."""
    cases = [(operation, headers) for operation in offered(bench, secured=True) for headers in ways or ({},)]

    def refused(case: tuple[Operation, Mapping[str, str]]) -> None:
        operation, headers = case
        _refused(attempt(caller, operation, 401, headers=headers), code)

    each(bench, cases, refused)


@check("security", "no-key-no-access", "Without a key every operation that needs one answers 401.")
def no_key_no_access(bench: Bench) -> None:
    """Everything that is secured, asked by nobody."""
    _shut(bench, bench.nobody)


@check("security", "unknown-keys-open-nothing", "A key that was never made opens nothing.")
def unknown_keys_open_nothing(bench: Bench) -> None:
    """Keys that look like one, and the owner's own with a letter changed, cut or doubled."""
    secret = bench.owner.key or "ork_"
    other = "a" if secret[-1] != "a" else "b"
    made_up = "".join(bench.random.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=40))
    tried = (
        f"ork_{made_up}",
        f"{secret[:-1]}{other}",
        secret[:-1],
        secret * 2,
        secret.swapcase(),
        "' OR 1=1 --",
    )
    ways = [{"Authorization": f"Bearer {key}"} for key in tried]
    ways += [{"X-API-Key": key} for key in tried[:2]]
    _shut(bench, bench.nobody, *ways)


@check(
    "security",
    "authorization-must-be-bearer",
    "A header Authorization of another form than Bearer is refused.",
)
def authorization_must_be_bearer(bench: Bench) -> None:
    """The right key in the wrong form is no access."""
    key = bench.owner.key
    forms = (f"Basic {key}", f"Token {key}", f"{key}", f"Bearer{key}", "Bearer", f"Bearer {key} {key}")
    _shut(bench, bench.nobody, *({"Authorization": form} for form in forms))


@check("security", "a-key-in-the-address-is-none", "A key is taken from headers alone, never from the query.")
def a_key_in_the_address_is_none(bench: Bench) -> None:
    """Addresses are written into logs; a key in one must not work, or people would put it there."""
    names = ("api_key", "key", "access_token", "token", "authorization", "X-API-Key")
    query = [(name, bench.owner.key or "") for name in names]

    def refused(operation: Operation) -> None:
        _refused(attempt(bench.nobody, operation, 401, query=query))

    each(bench, offered(bench, secured=True), refused)
    if not bench.profile.offers.websocket:
        return
    address = f"{PATH_V2}?{'&'.join(f'{name}={value}' for name, value in query)}"
    try:
        with opened(bench.nobody, path=address):
            raise Violation("a WebSocket was opened by a key in its address")
    except Refused as refusal:
        bench.expect(refusal.status == 401, f"the handshake was refused with {refusal.status}, not 401")


@check(
    "security",
    "revoked-keys-open-nothing",
    "From the next request on a key that was taken back opens nothing.",
    needs=("administration",),
)
def revoked_keys_open_nothing(bench: Bench) -> None:
    """Make a key, use it, take it back, and try everything."""
    caller = bench.key()
    caller.call("listSessions", expect=200)
    found = bench.admin.call("revokeKey", path={"key_id": bench.made_keys[-1]}, expect=200).json()
    bench.expect(found["status"] == "revoked", f"a revoked key has the status {found['status']}")
    _shut(bench, caller)


@check(
    "security",
    "expired-keys-open-nothing",
    "A key whose time is over opens nothing, and is told so.",
    needs=("administration",),
)
def expired_keys_open_nothing(bench: Bench) -> None:
    """Make a key for a moment, and try everything once it is over."""
    caller = bench.key(expires_in=0.2)
    key_id = bench.made_keys[-1]
    while bench.admin.call("getKey", path={"key_id": key_id}, expect=200).json()["status"] == "active":
        bench.wire.budget.remaining()
        time.sleep(_LOOK_EVERY)
    _shut(bench, caller, code="key_expired")


@check(
    "security",
    "two-keys-are-none",
    "Two different keys in one request are refused.",
    needs=("administration",),
)
def two_keys_are_none(bench: Bench) -> None:
    """Otherwise it would be chance whose request it is."""
    _shut(bench, bench.owner, {"X-API-Key": bench.stranger.key or ""})


@check("security", "open-operations-need-no-key", "What is open needs no key.")
def open_operations_need_no_key(bench: Bench) -> None:
    """Health, metrics and the published documents, asked by nobody, and by somebody with a key that is none."""
    documents = {"getOpenapiDocument": "v2.json", "getAsyncapiDocument": "v2.json"}

    def open_to_all(case: tuple[str, Caller]) -> None:
        operation, caller = case
        name = documents.get(operation)
        answer = caller.call(operation, path={"document": name} if name else None)
        if answer.status in (401, 403, 404):
            raise Violation(f"{answer.what} is open, and answered {answer.status}")

    callers = (bench.nobody, Caller(bench.wire, "garbage", "ork_garbage"))
    operations = offered(bench, secured=False)
    each(bench, [(operation.id, caller) for operation in operations for caller in callers], open_to_all)


@check(
    "security", "scopes-are-needed", "A key without the scope of an operation is refused with 403 forbidden."
)
def scopes_are_needed(bench: Bench) -> None:
    """Every operation with a key that has every other scope (but admin, which has all)."""
    short = {
        scope: bench.key(scopes=tuple(other for other in ("read", "chat") if other != scope))
        for scope in _ALL_SCOPES
    }

    def forbidden(operation: Operation) -> None:
        answer = attempt(short[operation.scope or ""], operation, 403)
        bench.expect(answer.code == "forbidden", f"{answer.what}: 403 with the code {answer.code}")

    each(bench, _scoped(bench), forbidden)


@check("security", "a-scope-is-enough", "A key with the one scope of an operation, or with admin, is let in.")
def a_scope_is_enough(bench: Bench) -> None:
    """No operation asks for more than its `x-scope`."""
    callers = {scope: bench.key(scopes=(scope,)) for scope in _ALL_SCOPES}

    def let_in(operation: Operation) -> None:
        for scope in {operation.scope or "", "admin"}:
            answer = attempt(callers[scope], operation)
            if answer.status in (401, 403):
                raise Violation(f"{answer.what}: {answer.status} to a key with the scope {scope}")

    each(bench, _scoped(bench), let_in)


def _scoped(bench: Bench) -> list[Operation]:
    return [operation for operation in offered(bench, secured=True) if operation.scope is not None]


@check(
    "security",
    "scopes-are-needed-over-websocket",
    "A message over a WebSocket whose scope the key does not have is answered with the error forbidden.",
    needs=("websocket",),
)
def scopes_are_needed_over_websocket(bench: Bench) -> None:
    """Every message of the contract, on the connection of a key that has the other scope."""
    for scope, other in (("chat", "read"), ("read", "chat")):
        with opened(bench.key(scopes=(other,))) as socket:
            _forbidden(bench, socket, _messages(bench, "asyncapi-v2", scope), _asked_v2)


@check(
    "security",
    "scopes-are-needed-over-v1-websocket",
    "A frame over version 1's WebSocket whose scope the key does not have is answered with the error forbidden.",
    needs=("websocket", "v1"),
)
def scopes_are_needed_over_v1_websocket(bench: Bench) -> None:
    """The same in version 1, where what is never answered is left out."""
    for scope, other in (("chat", "read"), ("read", "chat")):
        caller = bench.key(scopes=(other,))
        path = f"/v1/ws/conformance/{bench.name()}"
        with opened(caller, path=path, document="asyncapi-v1", subprotocols=(), welcome=False) as socket:
            socket.receive()
            messages = [m for m in _messages(bench, "asyncapi-v1", scope) if m.get("type") != "pong"]
            _forbidden(bench, socket, messages, _asked_v1)


def _messages(bench: Bench, document: str, scope: str) -> list[Frame]:
    """An example of every message that a client may send with a scope."""
    specification = bench.specification
    return [
        specification.resolve(document, message)["examples"][0]["payload"]
        for operation in specification.documents[document]["operations"].values()
        if operation["action"] == "receive" and operation["x-scope"] == scope
        for message in operation["messages"]
    ]


def _asked_v2(socket: Socket, frame: Frame, name: str) -> tuple[Frame, str | None]:
    socket.send({**frame, "id": name})
    answer = socket.answer(name)
    problem: Any = answer.get("problem") or {}
    return answer, problem.get("code")


def _asked_v1(socket: Socket, frame: Frame, name: str) -> tuple[Frame, str | None]:
    socket.send({**frame, "correlation_id": name})
    answer = socket.until(lambda said: said.get("correlation_id") == name)
    data = answer["data"].get("data")
    return answer, data.get("code") if isinstance(data, dict) else None


def _forbidden(
    bench: Bench,
    socket: Socket,
    messages: list[Frame],
    ask: Callable[[Socket, Frame, str], tuple[Frame, str | None]],
) -> None:
    for number, message in enumerate(messages):
        bench.cases += 1
        answer, code = ask(socket, message, f"scope-{number}")
        if code != "forbidden":
            kind, came = message.get("type", "bare chat"), code or answer["type"]
            raise Violation(f"{kind} by a key without its scope was answered with {came}")
