"""A server that hangs, lies, floods or goes away is reported, not suffered: in bounded time and memory, in clear words.

That a run is bounded is shown by its end (a rogue waits a minute), and by how much a rogue got rid of.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import Check, Result
from orchestra_conformance.failure import ConformanceError, Unchecked
from orchestra_conformance.profile import Profile, Skip
from orchestra_conformance.report import Report
from orchestra_conformance.run import Target, UnreachableError, verify
from orchestra_conformance.sockets import PATH_V2, Refused, opened
from orchestra_conformance.specification import load
from orchestra_conformance.streams import streamed
from tests.conformance.rogue import HUNDRED_MEGABYTES, Rogue, Visit, answer, good_answers, rogue

SSE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nX-API-Version: v2\r\n"
    b"X-Contract-Version: 2.0.0\r\nX-Correlation-ID: 0198c0de-0000-7000-8000-000000000001\r\n"
    b"traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
    b"Orchestra-Run-Id: run_0198c0de000070008000000000000001\r\n\r\n"
)
# What a check is allowed where a rogue makes it wait.
IMPATIENT = {"patience": 0.3}
SHORT = {"seconds": 0.5}
# So much may be on its way when the kit turns away: what it takes, and the buffers of two sockets.
ON_ITS_WAY = 40 * 1024 * 1024


class Silent:
    """A listener that keeps what it was told."""

    def __init__(self) -> None:
        self.ended: list[Result] = []

    def started(self, report: Report, checks: object) -> None:
        """Nothing."""

    def check_started(self, check: Check) -> None:
        """Nothing."""

    def check_ended(self, result: Result) -> None:
        """Keep it."""
        self.ended.append(result)


def made(
    function: Callable[[Bench], None], name: str = "asks", seconds: float = 60, patience: float = 60
) -> Check:
    """A check; from when it begins, so much patience is had with the rogue."""

    def work(bench: Bench) -> None:
        bench.wire.budget.patience = patience
        function(bench)

    return Check("rest", name, "A promise.", work, seconds=seconds)


def asks(bench: Bench) -> None:
    """Ask for something."""
    bench.owner.raw("GET", "/rogue")


def follows(bench: Bench) -> None:
    """Follow a stream to its end."""
    with streamed(bench.owner, "createChatStream", body={"message": "Hello"}) as stream:
        for _ in stream.events():
            pass


def connects(bench: Bench) -> None:
    """Open a connection and wait for its first frame."""
    with opened(bench.owner):
        pass


def waits(bench: Bench) -> None:
    """Open a connection and wait a moment for its first frame."""
    with opened(bench.owner, welcome=False) as connection:
        try:
            connection.receive(0.3)
        finally:
            connection.cut()


def talks(bench: Bench) -> None:
    """Say more than anybody takes who does not read."""
    with opened(bench.owner, welcome=False) as connection:
        for _ in range(200):
            connection.send_text("x" * 262_144)


def ran(server: Rogue, *checks: Check, patience: float = 60, **more: object) -> Report:
    """A run against a rogue, with a plain key."""
    profile = Profile(patience=patience, **more)  # type: ignore[arg-type]
    target = Target(server.base_url, api_key="the-key-of-the-owner")
    return verify(target, checks, load(), profile, Silent(), seed=1)


def closing(after: int) -> Callable[[Visit], None]:
    """Close after so many bytes of an answer."""
    return lambda visit: visit.send(answer(b'{"status": "alive"}')[:after])


def endless_headers(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\n")
    visit.flood(b"X-More: " + b"x" * 1000 + b"\r\n")


def trickling_headers(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nX-More: ")
    visit.trickle(b"x")


def hanging_inside(visit: Visit) -> None:
    visit.send(answer(b"x" * 100)[:-50])
    visit.hang()


def trickling_body(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
    visit.trickle(b"x")


def flooding_body(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")
    visit.flood()


def for_ever_continue(visit: Visit) -> None:
    visit.trickle(b"HTTP/1.1 100 Continue\r\n\r\n")


def garbage(visit: Visit) -> None:
    visit.send(b"\x16\x03\x01 this is not HTTP\r\n\r\n")


def lying_length(visit: Visit) -> None:
    visit.send(answer(b"{}").replace(b"Content-Length: 2", b"Content-Length: 200"))


def endless_line(visit: Visit) -> None:
    visit.send(SSE + b"data: ")
    visit.flood()


def endless_comments(visit: Visit) -> None:
    visit.send(SSE)
    visit.trickle(b": ping\n\n")


def flooding_comments(visit: Visit) -> None:
    visit.send(SSE)
    visit.flood((b": " + b"x" * 998 + b"\n\n") * 100)


def huge_refusal(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 104857600\r\n\r\n")
    visit.flood()


def silent_socket(visit: Visit) -> None:
    visit.accept_websocket()
    visit.hang()


def huge_frame(visit: Visit) -> None:
    visit.accept_websocket()
    visit.send(b"\x81\x7f" + HUNDRED_MEGABYTES.to_bytes(8, "big"))
    visit.flood()


def endless_fragments(visit: Visit) -> None:
    visit.accept_websocket()
    visit.send(b"\x01\x7e\xff\xff" + b"x" * 65_535)
    visit.flood(b"\x00\x7e\xff\xff" + b"x" * 65_535)


def garbage_frames(visit: Visit) -> None:
    visit.accept_websocket()
    visit.send(b"\xff\xff\xff\xff\xff")


@pytest.mark.parametrize(
    ("behave", "function", "limits", "said"),
    [
        pytest.param(Visit.hang, asks, IMPATIENT, "nothing came for 0.3 s", id="hangs-after-the-request"),
        pytest.param(hanging_inside, asks, IMPATIENT, "nothing came for 0.3 s", id="hangs-inside-a-body"),
        pytest.param(closing(0), asks, {}, "the connection failed", id="closes-at-once"),
        pytest.param(closing(20), asks, {}, "the connection failed", id="closes-inside-a-head"),
        pytest.param(closing(-5), asks, {}, "the connection failed", id="closes-inside-a-body"),
        pytest.param(lying_length, asks, {}, "the connection failed", id="a-longer-body-is-promised"),
        pytest.param(garbage, asks, {}, "the connection failed", id="is-no-http"),
        pytest.param(endless_headers, asks, {}, "the connection failed", id="headers-do-not-end"),
        pytest.param(trickling_headers, asks, SHORT, "not done after 0.5 s", id="headers-trickle"),
        pytest.param(for_ever_continue, asks, SHORT, "not done after 0.5 s", id="continues-for-ever"),
        pytest.param(trickling_body, asks, SHORT, "not done after 0.5 s", id="a-body-trickles"),
        pytest.param(flooding_body, asks, {}, "more than 16777216 bytes", id="a-body-of-100-MB"),
        pytest.param(endless_line, follows, {}, "more than 16777216 bytes", id="a-line-does-not-end"),
        pytest.param(flooding_comments, follows, {}, "more than 16777216 bytes", id="a-stream-of-100-MB"),
        pytest.param(endless_comments, follows, SHORT, "not done after 0.5 s", id="a-stream-only-beats"),
        pytest.param(Visit.hang, connects, IMPATIENT, "no connection", id="a-handshake-hangs"),
        pytest.param(trickling_headers, connects, IMPATIENT, "no connection", id="a-handshake-trickles"),
        pytest.param(huge_refusal, connects, {}, "no connection", id="a-refusal-of-100-MB"),
        pytest.param(silent_socket, waits, {}, "said nothing for 0.3 s", id="a-websocket-hangs"),
        pytest.param(huge_frame, connects, {}, "more than 4194304 bytes", id="a-frame-of-100-MB"),
        pytest.param(endless_fragments, connects, {}, "more than 4194304 bytes", id="fragments-do-not-end"),
        pytest.param(garbage_frames, connects, {}, "no WebSocket message", id="frames-of-garbage"),
        pytest.param(silent_socket, talks, {"seconds": 3}, "was closed", id="nobody-reads"),
    ],
)
def test_it_is_reported(
    behave: Callable[[Visit], None], function: Callable[[Bench], None], limits: dict[str, Any], said: str
) -> None:
    with rogue(behave) as server:
        report = ran(server, made(function, **limits))
        (result,) = report.results
        assert (result.status, report.exit_code) == ("failed", 1), result.reason
        assert said in result.findings[0].text
        assert result.findings[0].reproduction
    # A WebSocket that is given up is read on for a while, and nothing of it kept.
    assert server.sent < ON_ITS_WAY or function in (connects, waits)


def test_a_body_that_says_more_than_it_promised_is_read_as_promised() -> None:
    with rogue(lambda visit: visit.send(answer(b"{}") + b"and more")) as server:
        assert ran(server, made(asks)).exit_code == 0


def test_a_deployment_that_closes_now_and_then_is_checked_to_the_end() -> None:
    turns = count()

    def behave(visit: Visit) -> None:
        visit.send(answer(b"{}")[: None if next(turns) % 2 else 30])

    with rogue(behave) as server:
        report = ran(server, *(made(asks, f"number-{number}") for number in range(6)))
    assert [result.status for result in report.results] == ["failed", "passed"] * 3


def test_with_the_deployment_gone_the_rest_is_not_waited_for() -> None:
    good = good_answers()

    def behave(visit: Visit) -> None:
        good.pop("/live", None)
        visit.hang()

    with rogue(behave, good) as server:
        report = ran(server, *(made(asks, f"number-{number}", patience=0.3) for number in range(50)))
    assert [result.status for result in report.results] == ["failed"] + ["unchecked"] * 49
    assert report.results[1].reason == "the deployment stopped answering while rest.number-0 ran"
    assert report.exit_code == 1


@pytest.mark.parametrize(
    ("good", "behave", "said"),
    [
        ({}, Visit.hang, "cannot be reached: GET /live: nothing came"),
        ({}, closing(0), "cannot be reached"),
        ({}, flooding_body, "cannot be reached: "),
        ({}, trickling_body, "cannot be reached"),
        ({"/live": answer(b"", b"Location: /live", status=b"302 Found")}, closing(0), "redirects to /live"),
        ({"/live": answer(b"<html>")}, closing(0), "not as AI Orchestra does"),
        ({"/live": answer(b"{}", status=b"404 Not Found")}, closing(0), "answered 404"),
        (good_answers("3.1.0"), closing(0), "keeps version 3.1.0 of the contract, and this kit checks 2."),
        ({"/live": good_answers()["/live"]}, closing(0), "does not answer properly"),
    ],
)
def test_where_there_is_nothing_to_check_it_says_so(
    good: dict[str, bytes], behave: Callable[[Visit], None], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not good:
        # Nothing is answered well, so nothing is missed by asking for a short time only.
        monkeypatch.setattr("orchestra_conformance.run._PREPARING_SECONDS", 1)
    patience = 0.3 if behave is Visit.hang else 60
    with rogue(behave, good) as server, pytest.raises(UnreachableError, match=said.replace(".", r"\.")):
        ran(server, made(asks), patience=patience)
    assert server.sent < ON_ITS_WAY


def test_a_newer_minor_version_is_checked_with_a_warning() -> None:
    with rogue(lambda visit: visit.send(answer(b"{}")), good_answers("2.999.0")) as server:
        report = ran(server, made(asks))
    assert report.exit_code == 0
    assert "newer than the kit's" in report.warnings[0]
    assert report.deployment_version == "2.999.0"


def test_a_wrong_key_is_wrong_usage() -> None:
    good = good_answers() | {
        "/v2/sessions": answer(b'{"code": "unauthenticated"}', status=b"401 Unauthorized")
    }
    with (
        rogue(Visit.hang, good) as server,
        pytest.raises(ConformanceError, match="401 unauthenticated") as caught,
    ):
        ran(server, made(asks))
    assert not isinstance(caught.value, UnreachableError)


def test_a_defect_of_the_kit_is_not_held_against_the_deployment() -> None:
    def breaks(bench: Bench) -> None:
        raise KeyError("the kit's own mistake")

    with rogue(Visit.hang) as server:
        report = ran(server, made(breaks), made(lambda bench: None, "fine"))
    assert [result.status for result in report.results] == ["broken", "passed"]
    assert 'KeyError: "the kit\'s own mistake"' in report.results[0].reason
    assert report.exit_code == 4


def test_what_cannot_be_checked_says_what_is_missing() -> None:
    def needs_more(bench: Bench) -> None:
        raise Unchecked("a key is missing")

    def needs_admin(bench: Bench) -> None:
        bench.key()

    skipped = (Skip("rest.left-*", "nobody needs it"),)
    with rogue(Visit.hang) as server:
        checks = (made(needs_more), made(needs_admin, "admin"), made(asks, "left-out"))
        report = ran(server, *checks, skip=skipped)
    assert [result.status for result in report.results] == ["unchecked"] * 3
    assert [result.reason.partition(",")[0] for result in report.results] == [
        "a key is missing",
        "there is no --admin-key",
        "the profile leaves it out: nobody needs it",
    ]
    assert report.exit_code == 0


def test_an_interruption_keeps_what_ran_and_tidies_up() -> None:
    tidied = threading.Event()

    class Maker:
        def call(self, *arguments: object, **more: object) -> None:
            tidied.set()

    def interrupted(bench: Bench) -> None:
        bench.made_sessions.append((Maker(), "session"))  # type: ignore[arg-type]
        bench.found("something, before")
        raise KeyboardInterrupt

    with rogue(lambda visit: visit.send(answer(b"{}"))) as server:
        report = ran(server, made(asks, "first"), made(interrupted), made(asks, "never"))
    assert [result.status for result in report.results] == ["passed", "interrupted"]
    assert len(report.results[1].findings) == 1
    assert (report.interrupted, report.exit_code, report.planned) == (True, 130, 3)
    assert tidied.is_set()


def test_a_second_interruption_ends_the_tidying_up_and_keeps_the_report() -> None:
    class Impatient:
        def call(self, *arguments: object, **more: object) -> None:
            raise KeyboardInterrupt

    def interrupted(bench: Bench) -> None:
        bench.made_sessions.append((Impatient(), "session"))  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with rogue(Visit.hang) as server:
        report = ran(server, made(interrupted))
    assert (report.exit_code, len(report.results)) == (130, 1)


def test_a_refused_handshake_is_told_from_a_broken_one() -> None:
    def refused(bench: Bench) -> None:
        with pytest.raises(Refused) as caught, opened(bench.nobody, path=PATH_V2):
            pass
        bench.expect(caught.value.code == "unauthenticated", f"{caught.value.code}")

    problem = answer(b'{"code": "unauthenticated"}', status=b"401 Unauthorized")
    with rogue(lambda visit: visit.send(problem)) as server:
        assert ran(server, made(refused)).exit_code == 0


def test_a_key_of_any_form_is_kept_out_of_what_is_found() -> None:
    def tells(bench: Bench) -> None:
        bench.owner.raw("GET", "/rogue")
        bench.found(f"the key is {bench.owner.key}")

    with rogue(lambda visit: visit.send(answer(b"{}"))) as server:
        report = ran(server, made(tells))
    assert report.results[0].findings[0].text == "the key is •••"
