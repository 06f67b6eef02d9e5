"""Suite `limits`: exactly as much as a key may, and not one more: requests, connections, bytes, runs."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Final

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.failure import Unchecked, Violation
from orchestra_conformance.sockets import opened
from orchestra_conformance.suites import room
from orchestra_conformance.wire import Answer, Caller, expect_status

# Checks that stand in a module of their own.
__all__ = ["room"]

# Requests a minute of the keys that are made here.
_FEW: Final = 5
_WINDOW: Final = 60
_LEFT: Final = re.compile(r'"[^"]+";r=(\d+);t=(\d+)')
_POLICY: Final = re.compile(r'"[^"]+";q=(\d+);w=(\d+)')


@dataclass(slots=True)
class _Meter:
    """Somebody who may make `most` requests a minute, and how many were made."""

    caller: Caller
    most: int
    began: float = field(default_factory=time.monotonic)

    def ask(self, operation: str = "listSessions") -> Answer:
        """One request."""
        answer = self.caller.call(operation, limited=True)
        self.in_time()
        return answer

    def in_time(self) -> None:
        """Raise Unchecked where the first requests may be forgotten by now."""
        if time.monotonic() - self.began >= _WINDOW - 1:
            raise Unchecked("the requests took a minute, after which the first of them count no more")

    def left(self, answer: Answer) -> int:
        """How many requests are left, by the headers. Raises Violation where these are not right."""
        policy = _POLICY.fullmatch(answer.headers.get("ratelimit-policy", ""))
        if policy is None or (int(policy[1]), int(policy[2])) != (self.most, _WINDOW):
            said = answer.headers.get("ratelimit-policy")
            raise Violation(f"RateLimit-Policy is {said}, and the key may {self.most} in {_WINDOW} seconds")
        left = _LEFT.fullmatch(answer.headers.get("ratelimit", ""))
        if left is None or not 0 < int(left[2]) <= _WINDOW:
            raise Violation(f"RateLimit is {answer.headers.get('ratelimit')}")
        return int(left[1])

    def answered(self, left: int) -> None:
        """One request that is answered and leaves so many."""
        answer = self.ask()
        expect_status(answer, 200)
        if (said := self.left(answer)) != left:
            raise Violation(f"RateLimit says that {said} are left, and it must be {left} of {self.most}")

    def used_up(self) -> None:
        """As many requests as there may be, each answered, the count going down to none."""
        for left in reversed(range(self.most)):
            self.answered(left)

    def refused(self) -> None:
        """One request too many, refused with everything that belongs to it."""
        answer = self.ask()
        expect_status(answer, 429)
        if answer.code != "rate_limited":
            raise Violation(f"a request over the limit is {answer.code} in place of rate_limited")
        if (left := self.left(answer)) != 0:
            raise Violation(f"a request was refused, and RateLimit says that {left} are left")
        wait = answer.headers.get("retry-after", "")
        if not wait.isdigit() or not 0 < int(wait) <= _WINDOW:
            raise Violation(f"Retry-After of a refused request is {wait or 'missing'}")
        if (said := answer.json().get("retry_after")) != int(wait):
            raise Violation(f"the problem's retry_after is {said}, and Retry-After is {wait}")


def _meter(bench: Bench, most: int = _FEW, owner: str = "") -> _Meter:
    return _Meter(bench.key(owner, requests_per_minute=most), most)


@check(
    "limits",
    "requests-are-counted",
    "A key of N requests a minute gets N answers, RateLimit counting down, and then 429 with Retry-After.",
    needs=("rate_limits",),
)
def requests_are_counted(bench: Bench) -> None:
    """Keys of a few requests, and of one."""
    for most in (_FEW, 1):
        meter = _meter(bench, most)
        meter.used_up()
        # One that is refused does not make it another time.
        meter.refused()
        meter.refused()


@check(
    "limits",
    "each-key-counts-for-itself",
    "Requests count by key: another key of the same owner has all of its own.",
    needs=("rate_limits",),
)
def each_key_counts_for_itself(bench: Bench) -> None:
    """One key is used up before the other begins."""
    first = _meter(bench)
    second = _meter(bench, owner=first.caller.name)
    first.used_up()
    first.refused()
    second.used_up()
    second.refused()


@check(
    "limits",
    "no-limit-is-no-limit",
    "A key without a limit is never refused, and its answers say nothing of limits.",
    needs=("rate_limits",),
)
def no_limit_is_no_limit(bench: Bench) -> None:
    """More requests than the service's default, quickly."""
    caller = bench.key()
    for _ in range(bench.examples(120)):
        answer = caller.call("listSessions", query={"limit": "1"}, expect=200)
        for name in ("ratelimit", "ratelimit-policy"):
            bench.expect(name not in answer.headers, f"{name} is {answer.headers.get(name)}")


@check(
    "limits",
    "errors-count-too",
    "A request that is answered with an error counts like any other.",
    needs=("rate_limits",),
)
def errors_count_too(bench: Bench) -> None:
    """What is not there, and what is not right."""
    meter = _meter(bench)
    meter.caller.call("getRun", path={"run_id": "run_0"}, expect=404, limited=True)
    meter.caller.call("createChat", body={"message": ""}, expect=422, limited=True)
    meter.answered(_FEW - 3)


@check(
    "limits",
    "what-is-refused-begins-nothing",
    "A chat over the limit is 429 and begins no run.",
    needs=("rate_limits",),
)
def what_is_refused_begins_nothing(bench: Bench) -> None:
    """The session that it names does not come to be."""
    meter = _meter(bench, 1)
    meter.used_up()
    session = bench.name()
    body = {"message": bench.profile.prompts.short, "session_id": session}
    meter.caller.call("createChat", body=body, expect=429, limited=True)
    meter.caller.call("createChatStream", body=body, expect=429, limited=True)
    bench.key(meter.caller.name).call("getSession", path={"session_id": session}, expect=404)


@check(
    "limits",
    "version-1-counts-too",
    "Requests of version 1 and of the unversioned routes count with those of version 2, and are refused in their form.",
    needs=("rate_limits", "v1", "unversioned"),
)
def version_1_counts_too(bench: Bench) -> None:
    """Both at the last request that is left, and then over it."""
    meter = _meter(bench, 3)
    body = {"message": bench.profile.prompts.short, "session_id": bench.name()}
    for operation, left in (("createChatV1", 2), ("detectChat", 1)):
        answer = meter.caller.call(operation, body=body, expect=200, limited=True)
        meter.in_time()
        bench.expect(meter.left(answer) == left, f"{answer.what} left {meter.left(answer)} of 3, not {left}")
    meter.answered(0)
    for operation in ("createChatV1", "detectChat"):
        answer = meter.caller.call(operation, body=body, expect=429, limited=True)
        bench.expect(answer.code == "rate_limited", f"{answer.what}: the code is {answer.code}")
        meter.left(answer)


@check(
    "limits",
    "chats-and-commands-count",
    "Over a WebSocket, chats and commands count as requests; pings and questions do not.",
    needs=("rate_limits", "websocket"),
)
def chats_and_commands_count(bench: Bench) -> None:
    """What is left is asked for in between; over the limit the answer is an error, and the connection stays."""
    meter = _meter(bench, 6)
    with opened(meter.caller) as socket:
        meter.answered(5)
        socket.send({"type": "command", "id": "c-1", "command": "help"})
        socket.answer("c-1")
        meter.answered(3)
        socket.send({"type": "ping", "id": "p-1"})
        socket.answer("p-1")
        socket.send({"type": "status", "id": "s-1"})
        socket.answer("s-1")
        meter.answered(2)
        chat = {"type": "chat", "id": "t-1", "message": bench.profile.prompts.short}
        socket.send(chat)
        accepted = socket.answer("t-1")
        bench.expect(accepted["type"] == "accepted", f"a chat within the limit was answered with {accepted}")
        socket.ended(accepted["run_id"])
        meter.answered(0)
        for over in ({**chat, "id": "t-2"}, {"type": "command", "id": "c-2", "command": "help"}):
            socket.send(over)
            error = socket.answer(str(over["id"]))
            said = (
                error["type"],
                error.get("problem", {}).get("code"),
                error.get("problem", {}).get("status"),
            )
            bench.expect(
                said == ("error", "rate_limited", 429), f"a {over['type']} over the limit was answered {said}"
            )
        socket.send({"type": "ping", "id": "p-2"})
        socket.answer("p-2")
