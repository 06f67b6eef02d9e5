"""Feedback as it is stored, and what is learned from it."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from orchestra.chat.manager.commands import intents_app
from orchestra.chat.manager.learning import Learned, load_feedback
from orchestra.contract.events import Intent
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.sessions import feedback as module
from orchestra.sessions.feedback import Correction, FeedbackRepository, accuracy, corrections
from orchestra.sessions.runs import NewRun, Outcome, RunRepository
from orchestra.sessions.sessions import SessionRepository
from orchestra.storage.database import Database
from orchestra.storage.ids import ANONYMOUS_OWNER, new_id
from orchestra.storage.tables import owners
from orchestra.telemetry.metrics import Metrics

DAY = 86_400.0
OTHER = "own_other"


class Book:
    """Runs to say something about, and the feedback of two owners."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = 1_700_000_000_000
        self.runs = RunRepository(database, instance_id="ins_1", idempotency_ttl=DAY, clock=lambda: self.now)
        self.mine = self.of(ANONYMOUS_OWNER)
        self.theirs = self.of(OTHER)

    def of(self, owner_id: str) -> FeedbackRepository:
        return FeedbackRepository(self.database, owner_id, idempotency_ttl=DAY, clock=lambda: self.now)

    async def run(
        self,
        message: str = "more of them",
        predicted: Intent | None = "deploy",
        owner_id: str = ANONYMOUS_OWNER,
    ) -> str:
        """A run that has ended, with what the manager took its message for."""
        new = NewRun(
            run_id=new_id("run"),
            owner_id=owner_id,
            session_id="talk",
            session_named=True,
            operation="createChat",
            message=message,
            on_disconnect="grace",
            queued=False,
        )
        await self.runs.admit(new)
        await self.runs.finish(
            new.run_id, Outcome(status="completed", ended_at=self.now, response="Fine.", intent=predicted)
        )
        self.now += 1
        return new.run_id

    async def corrections(self) -> list[Correction]:
        return [correction async for correction in corrections(self.database)]


@pytest.fixture
async def book(database: Database) -> Book:
    await database.write(
        lambda connection: connection.execute(insert(owners), {"id": OTHER, "name": "other", "created_at": 0})
    )
    return Book(database)


async def refusal(action: Awaitable[object]) -> ErrorCode:
    with pytest.raises(OrchestraError) as caught:
        await action
    return caught.value.code


async def test_what_is_left_out_is_null_and_the_message_and_the_guess_are_kept(book: Book) -> None:
    run_id = await book.run("more of them", "deploy")
    kept = await book.mine.put(run_id, rating=-0.5)
    record = kept.record
    assert (record.run_id, record.rating, record.comment, record.intent) == (run_id, -0.5, None, None)
    assert (record.message, record.predicted, record.created_at) == ("more of them", "deploy", book.now)


async def test_a_later_word_takes_the_earlier_ones_place(book: Book) -> None:
    run_id = await book.run()
    first = await book.mine.put(run_id, rating=1, intent="scale")
    second = await book.mine.put(run_id, comment="Hm.", intent="debug")
    third = await book.mine.put(run_id)
    assert (first.before, second.before, third.before) == (None, "scale", "debug")
    assert (second.record.rating, second.record.comment) == (None, "Hm.")
    assert await book.corrections() == []


async def test_the_same_key_gives_the_same_answer_and_another_body_is_refused(book: Book) -> None:
    run_id, other = await book.run(), await book.run()

    async def put(run: str, fingerprint: str, rating: float) -> Any:
        return await book.mine.put(run, rating=rating, idempotency_key="k", fingerprint=fingerprint)

    first = await put(run_id, "f", 1)
    book.now += 5
    again = await put(run_id, "f", 1)
    assert again.record == first.record
    assert (first.replay, again.replay) == (False, True)
    assert await refusal(put(run_id, "g", 0)) is ErrorCode.IDEMPOTENCY_KEY_REUSED
    assert await refusal(put(other, "f", 1)) is ErrorCode.IDEMPOTENCY_KEY_REUSED


async def test_a_key_is_free_again_after_its_time_and_is_its_owners_own(book: Book) -> None:
    run_id, other = await book.run(), await book.run()
    foreign = await book.run(owner_id=OTHER)
    await book.mine.put(run_id, rating=1, idempotency_key="k", fingerprint="f")
    await book.theirs.put(foreign, rating=1, idempotency_key="k", fingerprint="g")
    book.now += round(DAY * 1000)
    kept = await book.mine.put(other, rating=0, idempotency_key="k", fingerprint="h")
    assert not kept.replay
    assert kept.record.run_id == other


async def test_nobody_says_anything_of_a_run_that_is_not_theirs(book: Book) -> None:
    run_id = await book.run()
    assert await refusal(book.theirs.put(run_id, rating=1)) is ErrorCode.NOT_FOUND
    assert await refusal(book.mine.put(new_id("run"), rating=1)) is ErrorCode.NOT_FOUND


async def test_feedback_goes_with_its_session(book: Book) -> None:
    await book.mine.put(await book.run(), intent="scale")
    await SessionRepository(book.database, ANONYMOUS_OWNER, idempotency_ttl=DAY).delete("talk")
    assert await book.corrections() == []


async def test_the_accuracy_is_of_what_was_judged(book: Book) -> None:
    assert await accuracy(book.database) is None
    judged: list[tuple[Intent | None, Intent | None]] = [
        ("deploy", None),  # nobody said
        (None, "deploy"),  # the manager was left out
        ("deploy", "deploy"),
        ("deploy", "scale"),
        ("help", "help"),
        ("help", "query"),
    ]
    shares = [
        (await book.mine.put(await book.run(predicted=predicted), rating=1, intent=intent)).accuracy
        for predicted, intent in judged
    ]
    assert shares == [None, None, 1.0, 0.5, pytest.approx(2 / 3), 0.5]


async def test_only_the_latest_judgements_count(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    guesses: tuple[Intent, ...] = ("help", "help", "scale")
    for predicted in guesses:
        await book.mine.put(await book.run(predicted=predicted), intent="scale")
    limited = module._judged(2)
    monkeypatch.setattr(module, "_ACCURACY", limited)
    assert await accuracy(book.database) == 0.5


async def test_corrections_come_with_the_latest_word_first_and_over_all_pages(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    intents: list[Intent] = ["scale", "debug", "help", "query", "deploy"]
    for number, intent in enumerate(intents):
        # Two at each moment.
        run_id = await book.run(f"message {number}", "general")
        book.now = 1_800_000_000_000 + number // 2
        await book.mine.put(run_id, intent=intent)
    found = await book.corrections()
    assert sorted(correction.text for correction in found) == [f"message {number}" for number in range(5)]
    assert found[0] == Correction(ANONYMOUS_OWNER, "message 4", "deploy", "general")
    assert {correction.text for correction in found[1:3]} == {"message 2", "message 3"}


async def test_a_start_takes_in_what_was_said_before_and_the_last_word_counts(book: Book) -> None:
    words: tuple[Intent, ...] = ("help", "scale")
    for intent in words:
        await book.mine.put(await book.run("More of them!", "scale"), intent=intent)
        book.now += 1
    await book.theirs.put(await book.run("more of them", "scale", OTHER), intent="query")
    learned, metrics = Learned(), Metrics()

    await load_feedback(book.database, learned, metrics)

    assert learned.recall(ANONYMOUS_OWNER, "more of them") == "scale"
    assert learned.recall(OTHER, "more of them") == "query"
    value = metrics.registry.get_sample_value("orchestra_manager_intent_accuracy")
    assert value is not None and math.isclose(value, 1 / 3)


async def test_the_command_prints_each_message_once_with_its_last_intent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'orchestra.db'}")
    await database.upgrade()
    book = Book(database)
    said: list[tuple[str, Intent]] = [("größer", "debug"), ("größer", "scale"), ("what?", "help")]
    for message, intent in said:
        await book.mine.put(await book.run(message), intent=intent)
    await database.close()
    monkeypatch.setenv("ORCHESTRA_DATA_DIR", str(tmp_path))

    done = await asyncio.to_thread(CliRunner().invoke, intents_app, ["corrections"])

    assert done.exit_code == 0, done.output
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"text": "what?", "intent": "help"},
        {"text": "größer", "intent": "scale"},
    ]
