"""A report with one of everything, and keys in it where keys must not stay."""

from __future__ import annotations

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import Check, Finding, Result, Status
from orchestra_conformance.exchange import Exchange
from orchestra_conformance.report import Report, mask_exchange, mask_result

KEY = "own-key-that-nobody-may-see"
MADE_KEY = "ork_made-by-the-kit-0123456789abcdef"


def nothing(bench: Bench) -> None:
    """A check that is never run."""


def result(suite: str, name: str, promise: str, status: Status, **more: object) -> Result:
    return Result(Check(suite, name, promise, nothing), status, **more)  # type: ignore[arg-type]


def sample_exchange() -> Exchange:
    return Exchange(
        "POST",
        "http://127.0.0.1:8000/v2/keys?limit=1&name=%C3%A4",
        [
            ("Accept-Encoding", "identity"),
            ("Authorization", f"Bearer {KEY}"),
            ("Content-Type", "application/json"),
        ],
        b'{"owner": "somebody"}',
        1_790_000_000.0,
        KEY,
        201,
        [("content-type", "application/json"), ("x-correlation-id", "abc")],
        f'{{"secret": "{MADE_KEY}"}}'.encode(),
        0.25,
    )


def sample_report(**changes: object) -> Report:
    """Failed twice over, broken, unchecked for two reasons, passed; one suite without a failure."""
    exchange = sample_exchange()
    socket = Finding(
        'the frame token is not in the contract: /offset: "7" is not of type "integer"',
        "printf '%s\\n' '{\"type\":\"chat\"}' | websocat ws://127.0.0.1:8000/v2/ws",
        transcript='> {"type": "chat", "id": "1"}\n< {"type": "token", "offset": "7"}',
    )
    web = Finding(
        "the answer says <script>alert(1)</script>, and\x00 a control character: 100% wrong, ]]> really\nsecond line",
        exchange.reproduction(),
        answer=f"{exchange.answered()} \ud800",
    )
    results = [
        result(
            "stream",
            "offsets-have-no-gaps",
            "The offsets of a run begin at 0 and have no gaps.",
            "passed",
            seconds=0.4,
        ),
        result(
            "stream",
            "resume-at-any-cursor",
            "A stream resumes at every cursor.",
            "passed",
            seconds=3.2,
            cases=12,
        ),
        result(
            "websocket",
            "frames-are-valid",
            "Every frame is in the contract.",
            "failed",
            seconds=2.0,
            findings=[socket],
        ),
        result(
            "security",
            "keys-are-secret",
            "No key is ever shown again, not even its end.",
            "failed",
            seconds=1.5,
            cases=40,
            findings=[web, Finding(f"and the key {KEY} is in a log")],
        ),
        result(
            "security",
            "scopes-are-kept",
            "A key does what its scopes say.",
            "unchecked",
            reason="there is no --admin-key",
        ),
        result(
            "security",
            "strangers-see-nothing",
            "Another's session is not found.",
            "unchecked",
            reason="there is no --admin-key",
        ),
        result("limits", "rate", "The rate limit is exact.", "unchecked", reason="the profile leaves it out"),
        result(
            "compat",
            "v1-agrees",
            "Version 1 says the same.",
            "broken",
            reason=f"Traceback: KeyError in {MADE_KEY}",
        ),
    ]
    for found in results:
        mask_result(found, {KEY})
    report = Report(
        "http://127.0.0.1:8000",
        "my & <deployment>",
        "2.0.0",
        42,
        1.0,
        1_790_000_000.0,
        len(results),
        ["--profile", "my profile.toml"],
        "2.3.0",
        ["The deployment keeps version 2.3.0 of the contract, newer than the kit's 2.0.0."],
        12.5,
        results,
        har=[mask_exchange(exchange, {KEY})],
    )
    for name, value in changes.items():
        setattr(report, name, value)
    return report
