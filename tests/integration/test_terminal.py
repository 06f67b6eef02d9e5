"""`orchestra chat`: whatever becomes of the connection, the person sees the answer, once."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest
import yaml

from orchestra.terminal.client import Client, Patience, Target, TerminalError, may_reconnect
from orchestra.terminal.exchange import End, Note, Text
from tests.raw import exchange
from tests.service import RunningService
from tests.terminal import EXAMPLES, Player, StandIn, piped, serving, to_client, typist, variables

QUESTION = "Say hello in one short sentence."
ANSWER = "Hello there, how can I help?"
QUICK = Patience(first=0.001, most=0.002, trying=20.0)


async def ask(
    client: Client, question: str = QUESTION, *, cancel_after: str | None = None
) -> tuple[str, End]:
    """What the person reads, and how it ends."""
    said, ends = "", []
    async with aclosing(client.ask(question)) as updates:
        async for update in updates:
            match update:
                case Text(text):
                    said += text
                    if said == cancel_after:
                        client.cancel()
                case End():
                    ends.append(update)
    assert len(ends) == 1
    return said, ends[0]


# --------------------------------------------------------------------------------------------- resume


async def test_every_cut_of_a_connection_leaves_the_answer_whole() -> None:
    """The connection is lost after every frame, welcome and the last event included."""
    frames = 2 + len(StandIn().events)
    for cut in range(frames + 1):
        stand_in = StandIn(cuts=[cut])
        async with serving(stand_in) as base_url, Client(Target(base_url, "ork_x"), QUICK) as client:
            assert await ask(client) == (ANSWER, End("completed")), f"lost after {cut} frames"
        assert stand_in.runs == 1
        assert stand_in.connections == (1 if cut == frames else 2)


async def test_two_cuts_at_every_pair_of_places() -> None:
    frames = 2 + len(StandIn().events)
    for cuts in product(range(frames), range(frames)):
        stand_in = StandIn(cuts=list(cuts))
        async with serving(stand_in) as base_url, Client(Target(base_url), QUICK) as client:
            assert await ask(client) == (ANSWER, End("completed")), f"lost after {cuts} frames"
        assert stand_in.runs == 1


async def test_a_connection_that_carries_one_event_at_a_time_gets_there() -> None:
    """Each connection brings welcome, one answer and one event; none brings an event twice."""
    stand_in = StandIn(cuts=[3] * 20)
    async with serving(stand_in) as base_url, Client(Target(base_url), QUICK) as client:
        assert await ask(client) == (ANSWER, End("completed"))
    assert [frame["after"] for frame in stand_in.sent("resume")] == [0, 1, 2, 3]


async def test_a_trimmed_log_gives_the_answer_whole_at_the_end() -> None:
    """Pieces that were lost are not guessed: what is lacking comes with run.completed."""

    class Trimmed(StandIn):
        def reply(self, frame: dict[str, object]) -> list[dict[str, object]]:
            if frame["type"] != "resume":
                return super().reply(frame)
            resumed = {
                "type": "resumed",
                "id": frame["id"],
                "run_id": frame["run_id"],
                "recovered": False,
                "from": 3,
            }
            return [resumed, *self.events[3:]]

    async with serving(Trimmed(cuts=[4])) as base_url, Client(Target(base_url), QUICK) as client:
        assert await ask(client) == (ANSWER, End("completed"))


async def test_a_service_that_stays_away_is_given_up() -> None:
    patience = Patience(first=0.001, most=0.002, trying=0.05)
    async with serving(StandIn(cuts=[3])) as base_url:
        client = Client(Target(base_url), patience)
        await client.open()
    async with client:
        with pytest.raises(TerminalError, match="cannot be reached"):
            await ask(client)


async def test_a_silent_service_counts_as_lost() -> None:
    """Frames stop without the connection being closed; the next connection brings the rest."""

    class Mute(StandIn):
        def reply(self, frame: dict[str, object]) -> list[dict[str, object]]:
            return super().reply(frame)[:3] if frame["type"] == "chat" else super().reply(frame)

    stand_in = Mute()
    async with (
        serving(stand_in) as base_url,
        Client(Target(base_url), Patience(first=0.001, most=0.002, silence=0.05)) as client,
    ):
        assert await ask(client) == (ANSWER, End("completed"))
    assert len(stand_in.sent("resume")) >= 1


async def test_a_long_absence_is_told() -> None:
    stand_in = StandIn(cuts=[3, 0, 0, 0])
    async with serving(stand_in) as base_url, Client(Target(base_url), QUICK) as client:
        updates = [update async for update in client.ask(QUESTION)]
    assert sum(isinstance(update, Note) and "Trying to get back" in update.text for update in updates) == 1


def test_close_codes_are_those_of_the_specification() -> None:
    codes = yaml.safe_load((EXAMPLES.parent / "close-codes.yaml").read_text("utf-8"))
    assert {entry["code"]: may_reconnect(entry["code"]) for entry in codes} == {
        entry["code"]: entry["reconnect"] for entry in codes
    }
    assert (may_reconnect(4499), may_reconnect(4999), may_reconnect(5000)) == (False, True, False)


# --------------------------------------------------------------------------------------------- transcripts


@pytest.mark.parametrize(
    ("name", "cancel_after", "said", "end"),
    [
        ("chat", None, ANSWER, End("completed")),
        ("resume", None, ANSWER, End("completed")),
        ("replay", None, ANSWER, End("completed")),
        ("cancel", "Hello", "Hello", End("cancelled", "The answer was cancelled: requested.")),
        ("failed", None, "Hello", End("failed", "The model's service broke the connection off.")),
        (
            "shutting-down",
            None,
            "Hello",
            End("failed", "The service was stopped before the answer was complete. Send the request again."),
        ),
    ],
)
async def test_the_recorded_scenes(name: str, cancel_after: str | None, said: str, end: End) -> None:
    """The terminal sends what stands in the transcript, word for word."""
    player = Player(f"websocket/{name}")
    async with (
        serving(player) as base_url,
        Client(Target(base_url, "ork_example", session_id="support-4711"), QUICK) as client,
    ):
        assert await ask(client, cancel_after=cancel_after) == (said, end)
    assert player.wrong == []


@pytest.mark.parametrize(
    ("name", "words"), [("handshake-refused", "No API key was sent"), ("ticket-refused", "used already")]
)
async def test_a_refusal_at_the_door_is_told_in_the_service_s_words(name: str, words: str) -> None:
    async with serving(Player(f"websocket/{name}")) as base_url, Client(Target(base_url)) as client:
        with pytest.raises(TerminalError, match=words):
            await client.open()


async def test_a_connection_that_was_closed_while_idle_is_opened_again() -> None:
    """4408 forbids to come back by oneself; the next question is a reason."""
    stand_in = StandIn(cuts=[1])
    async with serving(stand_in) as base_url, Client(Target(base_url), QUICK) as client:
        await client.open()
        assert await ask(client) == (ANSWER, End("completed"))
        assert await ask(client) == (ANSWER, End("completed"))
    assert (stand_in.connections, stand_in.runs) == (2, 2)


async def test_a_refused_question_costs_that_question_only() -> None:
    refusal = next(frame for frame in to_client("websocket/refused") if frame.get("id") == "c-1")

    class Strict(StandIn):
        def reply(self, frame: dict[str, object]) -> list[dict[str, object]]:
            if frame["type"] == "chat" and not str(frame["message"]).strip():
                return [{**refusal, "id": frame["id"]}]
            return super().reply(frame)

    stand_in = Strict()
    async with serving(stand_in) as base_url, Client(Target(base_url), QUICK) as client:
        with pytest.raises(TerminalError, match=r"/message \(body\): does not have the form"):
            await ask(client, "   ")
        assert await ask(client) == (ANSWER, End("completed"))


# --------------------------------------------------------------------------------------------- pipes


async def test_a_pipe_gets_the_answer_alone(tmp_path: Path) -> None:
    """Even where the connection is lost in mid-answer."""
    stand_in = StandIn(cuts=[4])
    async with serving(stand_in) as base_url:
        done = await piped(tmp_path, base_url, QUESTION + "\n", "--session", "s-1", "--model", "m-1")
    assert (done.returncode, done.stdout, done.stderr) == (0, ANSWER + "\n", "")
    chat = stand_in.sent("chat")[0]
    assert (chat["message"], chat["session_id"], chat["model"]) == (QUESTION, "s-1", "m-1")
    assert stand_in.keys == ["Bearer ork_example"] * 2


async def test_a_pipe_s_failures_are_on_standard_error(tmp_path: Path) -> None:
    async with serving(Player("websocket/failed")) as base_url:
        failed = await piped(tmp_path, base_url, QUESTION, "--session", "support-4711")
    assert (failed.returncode, failed.stdout) == (1, "Hello\n")
    assert failed.stderr == "orchestra: The model's service broke the connection off.\n"
    async with serving(Player("websocket/handshake-refused")) as base_url:
        refused = await piped(tmp_path, base_url, QUESTION)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("orchestra: No API key was sent")
    away = await piped(tmp_path, base_url, QUESTION)
    assert (away.returncode, away.stdout) == (1, "")
    assert away.stderr.startswith(f"orchestra: {base_url} cannot be reached: ")


@pytest.mark.parametrize(
    ("question", "arguments", "words"),
    [
        ("", [], "standard input is empty"),
        (" \n", [], "standard input is empty"),
        (b"\xff\xfe", [], "not text in UTF-8"),
        ("x", ["--base-url", "ftp://x"], "is no address"),
        ("x", ["--base-url", "http://[::1"], "is no address"),
        ("x", ["--api-key", "ork\n"], "The key has characters"),
        ("x", ["--v1", "--model", "m"], "Version 1 cannot choose the model"),
    ],
)
async def test_what_cannot_be_asked_is_one_line(
    tmp_path: Path, question: str | bytes, arguments: list[str], words: str
) -> None:
    done = await piped(tmp_path, "http://127.0.0.1:9", question, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


async def test_an_interrupted_pipe_cancels_and_says_so(tmp_path: Path) -> None:
    stand_in = StandIn(hold_after=1)
    async with serving(stand_in) as base_url:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "orchestra", "chat", "--base-url", base_url,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=variables(tmp_path, base_url),
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(QUESTION.encode())
        process.stdin.close()
        async with asyncio.timeout(30):
            assert await process.stdout.readexactly(5) == b"Hello"
            process.send_signal(signal.SIGINT)
            assert await process.stdout.read() == b"\n"
            assert await process.wait() == 130
    assert len(stand_in.sent("cancel")) == 1


async def test_a_reader_that_has_gone_is_no_crash(tmp_path: Path) -> None:
    """As with `orchestra chat | head -0`."""
    reading, writing = os.pipe()
    os.close(reading)
    async with serving(StandIn()) as base_url:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "orchestra", "chat",
            stdin=asyncio.subprocess.PIPE, stdout=writing, stderr=asyncio.subprocess.PIPE,
            env=variables(tmp_path, base_url),
        )  # fmt: skip
        os.close(writing)
        async with asyncio.timeout(30):
            _, err = await process.communicate(QUESTION.encode())
    assert (process.returncode, err) == (1, b"")


# --------------------------------------------------------------------------------------------- a person


async def test_a_conversation(tmp_path: Path) -> None:
    """Commands, the session that is kept, and a new one."""
    stand_in = StandIn()
    async with serving(stand_in) as base_url, typist(tmp_path, base_url) as person:
        await person.sees("/help")
        person.type("/help\r")
        await person.sees("begin a new conversation")
        for _ in range(2):
            person.type(f"{QUESTION}\r")
            await person.sees(ANSWER)
        person.type("/new\r")
        await person.sees("A new conversation.")
        person.type("//etc?\r")
        await person.sees(ANSWER)
        await person.sees(">")
        person.type("/cancel\r")
        await person.sees("No answer is being given.")
        person.type("/nonsense\r")
        await person.sees("There is no command /nonsense")
        person.type("/quit\r")
        await person.sees("orchestra chat --session ses_new")
        assert await person.left() == 0
    assert [chat.get("session_id") for chat in stand_in.sent("chat")] == [None, "ses_new", None]
    assert stand_in.sent("chat")[-1]["message"] == "/etc?"
    assert stand_in.connections == 1


async def test_what_was_typed_is_there_the_next_time_and_for_nobody_else(tmp_path: Path) -> None:
    stand_in = StandIn()
    async with serving(stand_in) as base_url:
        for keys in (f"{QUESTION}\r", "\x1b[A\x1b[A\r"):
            async with typist(tmp_path, base_url) as person:
                await person.sees(">")
                person.type(keys)
                await person.sees(ANSWER)
                person.type("/quit\r")
                assert await person.left() == 0
    assert [chat["message"] for chat in stand_in.sent("chat")] == [QUESTION, QUESTION]
    kept = tmp_path / "share" / "orchestra" / "history"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text("utf-8").splitlines()[0]) == QUESTION


async def test_ctrl_c_cancels_the_answer_and_the_conversation_goes_on(tmp_path: Path) -> None:
    stand_in = StandIn(hold_after=1)
    async with serving(stand_in) as base_url, typist(tmp_path, base_url) as person:
        await person.sees(">")
        person.type(f"{QUESTION}\r")
        await person.sees("Hello")
        person.type("\x03")
        await person.sees("cancelled: requested")
        await person.sees(">")
        stand_in.hold_after = None
        person.type(f"{QUESTION}\r")
        await person.sees(ANSWER)
        await person.sees(">")
        person.type("\x03")
        await person.sees("Ctrl-C again")
        await person.sees(">")
        person.type("\x03")
        assert await person.left() == 130
    assert len(stand_in.sent("cancel")) == 1


async def test_ctrl_c_twice_leaves_a_service_that_does_not_answer(tmp_path: Path) -> None:
    stand_in = StandIn(hold_after=1)
    stand_in.grants_cancel = False
    async with serving(stand_in) as base_url, typist(tmp_path, base_url) as person:
        await person.sees(">")
        person.type(f"{QUESTION}\r")
        await person.sees("Hello")
        person.type("\x03")
        await stand_in.until_sent("cancel")
        person.type("\x03")
        assert await person.left() == 130


async def test_cancel_can_be_typed_and_what_else_is_typed_is_asked_after_it(tmp_path: Path) -> None:
    stand_in = StandIn(hold_after=1)
    async with serving(stand_in) as base_url, typist(tmp_path, base_url) as person:
        await person.sees(">")
        person.type(f"{QUESTION}\r")
        await person.sees("Hello")
        person.type("And then?\r/cancel\r")
        await person.sees("cancelled: requested")
        await person.sees("Hello")
        person.type("/quit\r")
        assert await person.left() == 0
    assert [chat["message"] for chat in stand_in.sent("chat")] == [QUESTION, "And then?"]


async def test_a_model_cannot_command_the_terminal(tmp_path: Path) -> None:
    """Control characters reach a pipe as they are, and a screen never."""
    stand_in = StandIn()
    stand_in.events = [*stand_in.events[:1], {**stand_in.events[1], "text": "\x1b]0;owned\x07ok\x9b2J"}]
    stand_in.events.append({**StandIn().events[-1], "offset": 2, "response": stand_in.events[1]["text"]})
    async with serving(stand_in) as base_url:
        async with typist(tmp_path, base_url) as person:
            await person.sees(">")
            person.type(f"{QUESTION}\r")
            await person.sees("�]0;owned�ok�2J")
        done = await piped(tmp_path, base_url, QUESTION)
    assert done.stdout == "\x1b]0;owned\x07ok\x9b2J\n"


# --------------------------------------------------------------------------------------------- version 1


async def test_version_1(tmp_path: Path) -> None:
    player = Player("v1/websocket-chat")
    async with serving(player) as base_url:
        done = await piped(tmp_path, base_url, QUESTION, "--v1", "--session", "support-4711")
    assert (done.returncode, done.stdout, done.stderr) == (0, ANSWER + "\n", "")
    assert player.wrong == []


async def test_version_1_fails_as_it_is_recorded(tmp_path: Path) -> None:
    player = Player("v1/websocket-failed")
    async with serving(player) as base_url:
        done = await piped(tmp_path, base_url, QUESTION, "--v1", "--session", "support-4711")
    assert (done.returncode, done.stdout) == (1, "Hello\n")
    assert done.stderr == "orchestra: The model's service broke the connection off.\n"
    assert player.wrong == []


async def test_version_1_says_that_a_lost_answer_is_lost(tmp_path: Path) -> None:
    """It has no resume; asking again by itself could ask twice."""
    player = Player("v1/websocket-chat")
    player.lines = [*player.lines[:6], {"direction": "to_client", "cut": True}]
    async with serving(player) as base_url:
        done = await piped(tmp_path, base_url, QUESTION, "--v1", "--session", "support-4711")
    assert (done.returncode, done.stdout) == (1, "Hello\n")
    assert "Version 1 cannot go on with an answer; ask again." in done.stderr


async def test_version_1_is_cancelled_by_stop() -> None:
    lines = Player("v1/websocket-chat").lines[:6]
    item = json.loads((EXAMPLES / "v1" / "stream-cancelled.ndjson").read_text("utf-8").splitlines()[-1])
    envelope = {"success": False, "error": item["content"], "data": item["metadata"]}
    player = Player("v1/websocket-chat")
    player.lines = [
        *lines,
        {"direction": "to_server", "frame": {"type": "command", "data": {"command": "stop"}, "correlation_id": "c-2"}},
        {"direction": "to_client", "frame": {"type": "error", "data": envelope, "correlation_id": "c-1"}},
    ]  # fmt: skip
    async with (
        serving(player) as base_url,
        Client(Target(base_url, session_id="support-4711", v1=True), QUICK) as client,
    ):
        assert await ask(client, cancel_after="Hello") == ("Hello", End("cancelled", item["content"]))
    assert player.wrong == []


async def test_a_service_without_version_1_is_spoken_to_in_version_2(tmp_path: Path) -> None:
    async with serving(StandIn()) as base_url:
        done = await piped(tmp_path, base_url, QUESTION, "--v1")
    assert (done.returncode, done.stdout) == (0, ANSWER + "\n")
    assert (
        done.stderr == "orchestra: This service has no WebSocket of version 1; version 2 is used instead.\n"
    )


# --------------------------------------------------------------------------------------------- the real service


@asynccontextmanager
async def losing(port: int, cuts: list[int]) -> AsyncIterator[str]:
    """A way to a service on which each connection is lost after so many bytes of the service's; gives its address."""
    left = iter(cuts)

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None) -> None:
        while most is None or most > 0:
            data = await reader.read(65_536 if most is None else min(most, 65_536))
            if not data:
                return
            writer.write(data)
            await writer.drain()
            most = None if most is None else most - len(data)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        ways = [
            asyncio.create_task(pump(reader, back, None)),
            asyncio.create_task(pump(there, writer, next(left, None))),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for end in (writer, back):
                end.close()

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_the_real_service_at_every_cut(service: RunningService) -> None:
    """Bytes, not frames: the handshake, frame headers and characters of several bytes are cut too."""
    text = "Grüße, 世界! 🎻🎼 tutti."
    for cut in range(0, 2400, 37):
        async with (
            losing(service.port, [cut, cut + 400]) as base_url,
            Client(Target(base_url, service.key), QUICK) as client,
        ):
            assert await ask(client, f"[[delay 0.002]][[text {text}]]") == (text, End("completed")), cut


async def test_the_real_service_and_a_person(service: RunningService, tmp_path: Path) -> None:
    async with typist(tmp_path, service.base_url, "--api-key", service.key) as person:
        await person.sees(">")
        person.type("Hello.[[hang after=2]]\r")
        await person.sees("You said")
        person.type("\x03")
        await person.sees("cancelled: requested")
        await person.sees(">")
        person.type("Are you there?\r")
        await person.sees("3 word(s)")
        person.type("/quit\r")
        assert await person.left() == 0


async def test_the_real_service_in_version_1_through_a_pipe(service: RunningService, tmp_path: Path) -> None:
    more = ("--api-key", service.key, "--v1")
    done = await piped(tmp_path, service.base_url, "[[text One, two.]]", *more)
    assert (done.returncode, done.stdout, done.stderr) == (0, "One, two.\n", "")
    failed = await piped(tmp_path, service.base_url, "[[text One, two.]][[fail after=1]]", *more)
    assert (failed.returncode, failed.stdout, failed.stderr.count("\n")) == (1, "One,\n", 1)
    refused = await piped(tmp_path, service.base_url, "Hello", "--api-key", "ork_unknown", "--v1")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    nowhere = await piped(tmp_path, service.base_url, "Hello", *more, "--session", "a b")
    assert (nowhere.returncode, "session_id in the path" in nowhere.stderr) == (1, True)


async def test_the_real_service_in_version_1_and_a_person(service: RunningService, tmp_path: Path) -> None:
    """Ctrl-C stops the answer and keeps the conversation; a new one is another session."""
    async with typist(tmp_path, service.base_url, "--api-key", service.key, "--v1") as person:
        await person.sees(">")
        person.type("Hello.[[hang after=2]]\r")
        await person.sees("You said")
        person.type("\x03")
        await person.sees("cancelled: requested")
        await person.sees(">")
        person.type("Are you there?\r")
        await person.sees("3 word(s)")
        person.type("/new\r")
        await person.sees("A new conversation.")
        person.type("And now?\r")
        await person.sees("2 word(s)")
        person.type("/quit\r")
        assert await person.left() == 0


async def test_the_real_service_in_version_1_and_lost_connections(service: RunningService) -> None:
    """Lost in mid-answer, the answer is lost; the next question has a new connection to the same session."""
    target = Target(service.base_url, service.key, session_id=f"lost-{uuid4()}", v1=True)
    async with Client(target, QUICK) as client:
        assert await ask(client, "[[text One]]") == ("One", End("completed"))
        assert await ask(client, "Hello.[[hang after=2]]", cancel_after="You said") == (
            "You said", End("cancelled", "The run was cancelled: requested."),
        )  # fmt: skip
    async with (
        losing(service.port, [1500]) as base_url,
        Client(replace(target, base_url=base_url), QUICK) as client,
    ):
        with pytest.raises(TerminalError, match="Version 1 cannot go on with an answer; ask again"):
            await ask(client, "[[delay 0.002]][[tokens 200]]")
        assert await ask(client, "[[text Two]]") == ("Two", End("completed"))
    path = f"/v1/sessions/{target.session_id}"
    found = (await exchange(service.port, "GET", path, service.headers)).json()
    said = [message["content"] for message in found["messages"] if message["role"] == "assistant"]
    assert (said[0], said[-1]) == ("One", "Two")


async def test_the_real_service_through_a_pipe(service: RunningService, tmp_path: Path) -> None:
    done = await piped(tmp_path, service.base_url, "[[text One, two.]]", "--api-key", service.key)
    assert (done.returncode, done.stdout, done.stderr) == (0, "One, two.\n", "")


async def test_a_swarm_is_asked_for_and_who_is_at_work_is_said(service: RunningService) -> None:
    target = Target(service.base_url, service.key, swarm="simple-agents")
    async with Client(target) as client:
        await client.open()
        async with aclosing(client.ask("Say hello.")) as answer:
            updates = [update async for update in answer]
    notes = [update.text for update in updates if isinstance(update, Note)]
    assert notes and all(note.startswith("· ") and note.endswith(", round 1") for note in notes)
    assert any(isinstance(update, Text) for update in updates)
