"""Sessions, messages and runs as they are stored."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import insert, select

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.sessions.runs import Admission, NewRun, Outcome, OwnerRuns, RunRecord, RunRepository
from orchestra.sessions.sessions import SessionRepository
from orchestra.storage.database import Database
from orchestra.storage.ids import ANONYMOUS_OWNER, new_id
from orchestra.storage.pages import Page
from orchestra.storage.tables import messages, owners, runs
from tests.postgres import PostgresPlace, PostgresServer

DAY = 86_400.0
OTHER = "own_other"
USAGE = {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7, "source": "reported"}


class Clock:
    """A time of day that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1_700_000_000_000

    def __call__(self) -> int:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += round(seconds * 1000)


class Store:
    """The repositories of one database, for the owner that every database has."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.runs = self.runs_of("ins_1")
        self.sessions = self.sessions_of(ANONYMOUS_OWNER)
        self.own_runs = OwnerRuns(database, ANONYMOUS_OWNER)

    def runs_of(self, instance_id: str) -> RunRepository:
        return RunRepository(self.database, instance_id=instance_id, idempotency_ttl=DAY, clock=self.clock)

    def sessions_of(self, owner_id: str) -> SessionRepository:
        return SessionRepository(self.database, owner_id, idempotency_ttl=DAY, clock=self.clock)

    async def admit(self, session_id: str | None = "talk", **changes: Any) -> Admission:
        return await self.runs.admit(new_run(session_id, **changes))

    async def answer(self, run: RunRecord, text: str) -> bool:
        return await self.runs.finish(run.run_id, completed(text, self.clock()))

    async def contents(self, session_id: str = "talk") -> list[str]:
        page = await self.sessions.messages(session_id, limit=100)
        return [message.content for message in page.data]

    async def count(self, table: Any) -> int:
        return await self.database.read(lambda connection: len(connection.execute(select(table)).all()))


@pytest.fixture
async def store(database: Database) -> Store:
    await database.write(
        lambda connection: connection.execute(insert(owners), {"id": OTHER, "name": "other", "created_at": 0})
    )
    return Store(database)


def new_run(session_id: str | None = "talk", **changes: Any) -> NewRun:
    values: dict[str, Any] = {
        "run_id": new_id("run"),
        "owner_id": ANONYMOUS_OWNER,
        "session_id": session_id or new_id("ses"),
        "session_named": session_id is not None,
        "operation": "createChat",
        "message": "Hello?",
        "on_disconnect": "grace",
        "queued": False,
        **changes,
    }
    return NewRun(**values)


def completed(text: str, ended_at: int) -> Outcome:
    return Outcome(
        status="completed",
        ended_at=ended_at,
        response=text,
        model="m-1",
        finish_reason="stop",
        usage=USAGE,
        last_offset=9,
        log_expires_at=ended_at + 1000,
    )


def failed(*, retryable: bool, text: str = "", ended_at: int = 1) -> Outcome:
    return Outcome(
        status="failed",
        ended_at=ended_at,
        response=text,
        error={"code": "x", "retryable": retryable},
        usage=USAGE,
    )


async def refusal(action: Awaitable[object]) -> ErrorCode:
    with pytest.raises(OrchestraError) as caught:
        await action
    return caught.value.code


async def everything(fetch: Callable[[str | None], Awaitable[Page[Any]]]) -> list[Any]:
    """All items of a list, page by page."""
    found: list[Any] = []
    after: str | None = None
    while True:
        page = await fetch(after)
        found += page.data
        assert page.has_more == (page.next_cursor is not None)
        if page.next_cursor is None:
            return found
        after = page.next_cursor


# --- Admission


async def test_an_admitted_run_and_its_message_can_be_read_at_once(store: Store) -> None:
    new = new_run(message="Grüße 🎻", metadata={"deep": [1, 2.5, None, {"ü": True}]}, request={"model": "m"})

    admission = await store.runs.admit(new)

    stored = await store.own_runs.get(new.run_id)
    assert stored == admission.run
    assert not admission.replay
    assert (stored.status, stored.started_at) == ("running", store.clock.now)
    assert (stored.metadata, stored.request) == (new.metadata, new.request)
    page = await store.sessions.messages("talk", limit=10)
    assert [(m.message_id, m.run_id, m.role, m.content, m.status) for m in page.data] == [
        (stored.user_message_id, new.run_id, "user", "Grüße 🎻", "complete")
    ]


async def test_a_run_that_has_to_wait_is_queued_until_it_starts(store: Store) -> None:
    run = (await store.admit(queued=True)).run
    assert (run.status, run.started_at) == ("queued", None)
    store.clock.advance(2)

    assert await store.runs.start(run.run_id, model="m-2")

    started = await store.own_runs.get(run.run_id)
    assert (started.status, started.model, started.started_at) == ("running", "m-2", store.clock.now)


async def test_a_chat_makes_the_session_it_names_and_later_ones_find_it(store: Store) -> None:
    first = await store.admit("mine")
    store.clock.advance(5)
    second = await store.admit("mine")

    assert first.run.session_pk == second.run.session_pk
    session = await store.sessions.get("mine")
    assert session.updated_at == session.created_at + 5000


async def test_a_chat_that_names_no_session_gets_a_new_one_and_may_go_on_in_it(store: Store) -> None:
    first = await store.admit(None)

    second = await store.admit(first.run.session_id)

    assert first.run.session_id.startswith("ses_")
    assert second.run.session_pk == first.run.session_pk


async def test_an_unknown_session_of_the_services_own_is_not_found_and_nothing_is_kept(store: Store) -> None:
    assert await refusal(store.admit(new_id("ses"))) is ErrorCode.NOT_FOUND

    assert await store.count(messages) == 0


async def test_another_owners_session_is_not_found(store: Store) -> None:
    theirs = await store.admit(None, owner_id=OTHER)

    assert await refusal(store.admit(theirs.run.session_id)) is ErrorCode.NOT_FOUND


async def test_two_owners_may_use_the_same_session_id(store: Store) -> None:
    mine = await store.admit("same")
    theirs = await store.admit("same", owner_id=OTHER)

    assert mine.run.session_pk != theirs.run.session_pk


async def test_first_messages_to_a_new_session_all_find_the_same_one(store: Store) -> None:
    admissions = await asyncio.gather(*(store.admit("new", message=str(number)) for number in range(20)))

    assert len({admission.run.session_pk for admission in admissions}) == 1
    assert sorted(await store.contents("new"), key=int) == [str(number) for number in range(20)]


# --- Idempotency


async def test_fifty_requests_with_one_key_make_one_run(store: Store) -> None:
    admissions = await asyncio.gather(
        *(store.admit(None, idempotency_key="k", fingerprint="f") for _ in range(50))
    )

    assert len({admission.run.run_id for admission in admissions}) == 1
    assert Counter(admission.replay for admission in admissions) == {True: 49, False: 1}
    assert (await store.count(runs), await store.count(messages)) == (1, 1)


async def test_a_replay_gives_the_run_as_it_is_now(store: Store) -> None:
    first = await store.admit(idempotency_key="k", fingerprint="f")
    await store.answer(first.run, "Hi.")

    replay = await store.admit(idempotency_key="k", fingerprint="f")
    looked_up = await store.runs.find_replay(ANONYMOUS_OWNER, "createChat", "k", "f")

    assert replay.replay
    assert replay.run.response == "Hi."
    assert looked_up == replay.run


async def test_a_key_with_another_request_is_refused(store: Store) -> None:
    await store.admit(idempotency_key="k", fingerprint="f")

    assert (
        await refusal(store.admit(idempotency_key="k", fingerprint="g")) is ErrorCode.IDEMPOTENCY_KEY_REUSED
    )
    look_up = store.runs.find_replay(ANONYMOUS_OWNER, "createChat", "k", "g")
    assert await refusal(look_up) is ErrorCode.IDEMPOTENCY_KEY_REUSED


async def test_a_key_belongs_to_one_owner_and_one_operation(store: Store) -> None:
    same = {"idempotency_key": "k", "fingerprint": "f"}

    found = [
        await store.admit(**same),
        await store.admit(**same, owner_id=OTHER),
        await store.admit(**same, operation="createChatStream"),
    ]

    assert not any(admission.replay for admission in found)


async def test_a_key_is_free_again_after_its_time(store: Store) -> None:
    first = await store.admit(idempotency_key="k", fingerprint="f")
    store.clock.advance(DAY)

    assert await store.runs.find_replay(ANONYMOUS_OWNER, "createChat", "k", "g") is None
    second = await store.admit(idempotency_key="k", fingerprint="g")

    assert not second.replay
    assert (await store.own_runs.get(first.run.run_id)).idempotency_key is None


@pytest.mark.parametrize(
    ("outcome", "released"),
    [
        (failed(retryable=True), True),
        (failed(retryable=False), False),
        (completed("Hi.", 1), False),
        (Outcome(status="cancelled", ended_at=1, cancel_reason="requested"), False),
    ],
)
async def test_only_a_failure_that_a_retry_may_mend_gives_the_key_back(
    store: Store, outcome: Outcome, *, released: bool
) -> None:
    first = await store.admit(idempotency_key="k", fingerprint="f")
    await store.runs.finish(first.run.run_id, outcome)

    second = await store.admit(idempotency_key="k", fingerprint="f")

    assert second.replay is not released


async def test_a_refused_chat_does_not_keep_its_key(store: Store) -> None:
    await refusal(store.admit(new_id("ses"), idempotency_key="k", fingerprint="f"))

    assert not (await store.admit(idempotency_key="k", fingerprint="g")).replay


# --- The end of a run


async def test_a_completed_run_and_its_answer_are_stored_together(store: Store) -> None:
    run = (await store.admit()).run
    store.clock.advance(3)
    outcome = completed("Hi.", store.clock.now)

    assert await store.runs.finish(run.run_id, outcome)

    ended = await store.own_runs.get(run.run_id)
    assert (ended.status, ended.response, ended.message_id) == ("completed", "Hi.", outcome.message_id)
    assert (ended.usage, ended.finish_reason, ended.model) == (USAGE, "stop", "m-1")
    assert (ended.last_offset, ended.ended_at, ended.log_expires_at) == (
        9,
        outcome.ended_at,
        outcome.log_expires_at,
    )
    page = await store.sessions.messages("talk", limit=10)
    assert [(m.role, m.content, m.status) for m in page.data] == [
        ("user", "Hello?", "complete"),
        ("assistant", "Hi.", "complete"),
    ]
    assert (await store.sessions.get("talk")).updated_at == outcome.ended_at


async def test_what_came_before_a_failure_is_kept_as_a_partial_answer(store: Store) -> None:
    run = (await store.admit()).run

    await store.runs.finish(run.run_id, failed(retryable=True, text="Hi, I w"))

    page = await store.sessions.messages("talk", limit=10, order="desc")
    assert (page.data[0].content, page.data[0].status) == ("Hi, I w", "partial")
    assert (await store.own_runs.get(run.run_id)).message_id == page.data[0].message_id


async def test_a_run_that_ended_without_a_word_adds_no_message(store: Store) -> None:
    run = (await store.admit()).run

    await store.runs.finish(run.run_id, Outcome(status="cancelled", ended_at=1, cancel_reason="disconnected"))

    ended = await store.own_runs.get(run.run_id)
    assert (ended.status, ended.cancel_reason, ended.message_id) == ("cancelled", "disconnected", None)
    assert await store.contents() == ["Hello?"]


async def test_of_several_ends_exactly_one_counts(store: Store) -> None:
    run = (await store.admit()).run

    ends = await asyncio.gather(*(store.answer(run, f"Answer {number}") for number in range(10)))

    assert Counter(ends) == {True: 1, False: 9}
    assert len(await store.contents()) == 2


async def test_a_run_that_has_ended_does_not_start(store: Store) -> None:
    run = (await store.admit()).run
    await store.answer(run, "Hi.")

    assert not await store.runs.start(run.run_id, model="m-2")
    assert (await store.own_runs.get(run.run_id)).status == "completed"


async def test_the_end_of_a_run_whose_session_was_deleted_does_nothing(store: Store) -> None:
    run = (await store.admit()).run
    await store.sessions.delete("talk")

    assert not await store.answer(run, "Hi.")
    assert not await store.runs.start(run.run_id, model="m-2")
    assert await store.count(messages) == 0


async def test_deleting_sessions_while_their_runs_end_never_fails(store: Store) -> None:
    admitted = [(await store.admit(f"s{number}")).run for number in range(25)]

    await asyncio.gather(
        *(store.answer(run, "Hi.") for run in admitted),
        *(store.sessions.delete(run.session_id) for run in admitted),
        *(store.admit(run.session_id) for run in admitted),
    )

    stored = await store.database.read(
        lambda connection: connection.execute(select(messages.c.run_id)).scalars().all()
    )
    known = await store.database.read(
        lambda connection: connection.execute(select(runs.c.run_id)).scalars().all()
    )
    assert set(stored) == set(known)


async def test_an_end_and_a_deletion_never_wait_for_each_other(
    postgres_server: PostgresServer,
) -> None:
    async with PostgresPlace(postgres_server).new(migrated=True) as url:
        database = Database(url)
        store = Store(database)
        run = (await store.admit()).run
        deleting = await asyncpg.connect(url)
        deletion = deleting.transaction()
        await deletion.start()
        # What a deletion does first; the end of the run comes in before it gets any further.
        await deleting.execute("SELECT pk FROM sessions FOR UPDATE")
        end = asyncio.ensure_future(store.answer(run, "Hi."))
        while not await deleting.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            assert not end.done()

        await deleting.execute("DELETE FROM sessions")
        await deletion.commit()

        assert not await end
        await deleting.close()
        await database.close()


async def test_parallel_conversations_lose_nothing(store: Store) -> None:
    async def converse(number: int) -> None:
        for turn in range(3):
            run = (await store.admit(f"s{number}", message=f"Q{turn}")).run
            await store.runs.start(run.run_id, model="m")
            assert await store.answer(run, f"A{turn}")

    await asyncio.gather(*(converse(number) for number in range(20)))

    for number in range(20):
        assert await store.contents(f"s{number}") == ["Q0", "A0", "Q1", "A1", "Q2", "A2"]


# --- A process that died


async def test_runs_of_a_process_that_died_are_found_failed_and_their_keys_free(store: Store) -> None:
    running = (await store.admit(idempotency_key="k", fingerprint="f")).run
    queued = (await store.admit(queued=True)).run
    done = (await store.admit()).run
    await store.answer(done, "Hi.")
    store.clock.advance(60)
    next_start = store.runs_of("ins_2")

    ended = await next_start.interrupt_orphans(lambda run_id: {"code": "run_interrupted", "instance": run_id})

    assert ended == 2
    for run in (running, queued):
        found = await store.own_runs.get(run.run_id)
        assert (found.status, found.usage, found.ended_at) == ("failed", None, store.clock.now)
        assert found.error == {"code": "run_interrupted", "instance": run.run_id}
    assert (await store.own_runs.get(done.run_id)).status == "completed"
    assert await store.contents() == ["Hello?", "Hello?", "Hello?", "Hi."]
    assert not (await store.admit(idempotency_key="k", fingerprint="f")).replay


async def test_a_run_of_a_process_that_died_keeps_what_its_start_wrote(store: Store) -> None:
    run = (await store.admit()).run
    await store.runs.start(run.run_id, model="m", execution_mode="quality", swarm="coding-debate")

    await store.runs_of("ins_2").interrupt_orphans(lambda _: {})

    found = await store.own_runs.get(run.run_id)
    assert (found.model, found.execution_mode, found.swarm_used) == ("m", "quality", "coding-debate")


async def test_a_process_does_not_interrupt_its_own_runs(store: Store) -> None:
    run = (await store.admit()).run

    assert await store.runs.interrupt_orphans(lambda _: {}) == 0
    assert (await store.own_runs.get(run.run_id)).status == "running"


async def test_more_orphans_than_fit_one_transaction_are_all_ended(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestra.sessions.runs.ORPHANS_AT_ONCE", 2)
    for _ in range(5):
        await store.admit()

    assert await store.runs_of("ins_2").interrupt_orphans(lambda _: {}) == 5


# --- What the model is shown


async def history(store: Store, before: RunRecord, limit: int = 100) -> list[tuple[str, str]]:
    entries = await store.runs.history(before.session_pk, before_run=before.run_id, limit=limit)
    return [(entry.role, entry.content) for entry in entries]


async def test_history_is_run_by_run_however_late_the_answers_came(store: Store) -> None:
    first = (await store.admit(message="Q1")).run
    second = (await store.admit(message="Q2", queued=True)).run
    third = (await store.admit(message="Q3", queued=True)).run
    await store.answer(first, "A1")
    await store.answer(second, "A2")

    assert await history(store, third) == [
        ("user", "Q1"),
        ("assistant", "A1"),
        ("user", "Q2"),
        ("assistant", "A2"),
    ]
    assert await history(store, second) == [("user", "Q1"), ("assistant", "A1")]


async def test_history_has_partial_answers_and_questions_without_one(store: Store) -> None:
    first = (await store.admit(message="Q1")).run
    await store.runs.finish(first.run_id, failed(retryable=True, text="A1, cut"))
    second = (await store.admit(message="Q2")).run
    await store.runs.finish(second.run_id, failed(retryable=True))
    third = (await store.admit(message="Q3")).run
    await store.answer(third, "")
    last = (await store.admit(message="Q4")).run

    assert await history(store, last) == [
        ("user", "Q1"),
        ("assistant", "A1, cut"),
        ("user", "Q2"),
        ("user", "Q3"),
    ]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (0, []),
        (1, []),
        (2, ["Q2", "A2"]),
        (3, ["Q2", "A2"]),
        (4, ["Q1", "A1", "Q2", "A2"]),
    ],
)
async def test_history_keeps_the_last_messages_and_begins_with_a_question(
    store: Store, limit: int, expected: list[str]
) -> None:
    for number in range(3):
        await store.answer((await store.admit(message=f"Q{number}")).run, f"A{number}")
    last = (await store.admit(message="Q3")).run

    assert [content for _, content in await history(store, last, limit)] == expected


# --- Sessions


async def test_a_session_is_what_was_asked_for(store: Store) -> None:
    made = await store.sessions.create(session_id="mine", title="Title", metadata={"a": 1})

    assert await store.sessions.get("mine") == made
    assert (made.session_id, made.title, made.metadata) == ("mine", "Title", {"a": 1})


async def test_a_session_without_an_id_gets_one(store: Store) -> None:
    made = await store.sessions.create()

    assert made.session_id.startswith("ses_")
    assert (await store.sessions.get(made.session_id)).title is None


async def test_clients_do_not_choose_ids_that_are_the_services_own(store: Store) -> None:
    assert await refusal(store.sessions.create(session_id="ses_x")) is ErrorCode.VALIDATION_FAILED


async def test_a_session_is_made_once(store: Store) -> None:
    results = await asyncio.gather(
        *(store.sessions.create(session_id="mine") for _ in range(10)), return_exceptions=True
    )

    refused = [result for result in results if isinstance(result, OrchestraError)]
    assert [error.code for error in refused] == [ErrorCode.SESSION_EXISTS] * 9


async def test_making_a_session_again_with_its_key_gives_the_same_one(store: Store) -> None:
    made = await asyncio.gather(
        *(store.sessions.create(title="T", idempotency_key="k", fingerprint="f") for _ in range(10))
    )

    assert len({session.session_id for session in made}) == 1
    other = store.sessions.create(idempotency_key="k", fingerprint="g")
    assert await refusal(other) is ErrorCode.IDEMPOTENCY_KEY_REUSED
    elsewhere = await store.sessions_of(OTHER).create(idempotency_key="k", fingerprint="g")
    assert elsewhere.session_id != made[0].session_id


async def test_a_sessions_key_is_free_again_after_its_time(store: Store) -> None:
    first = await store.sessions.create(idempotency_key="k", fingerprint="f")
    store.clock.advance(DAY)

    second = await store.sessions.create(idempotency_key="k", fingerprint="g")

    assert second.session_id != first.session_id


async def test_an_update_changes_what_it_names(store: Store) -> None:
    made = await store.sessions.create(session_id="mine", title="Old", metadata={"a": 1})
    store.clock.advance(1)

    renamed = await store.sessions.update("mine", title="New")
    replaced = await store.sessions.update("mine", metadata={"b": 2})
    untitled = await store.sessions.update("mine", title=None)

    assert (renamed.title, renamed.metadata) == ("New", {"a": 1})
    assert (replaced.title, replaced.metadata) == ("New", {"b": 2})
    assert (untitled.title, untitled.metadata) == (None, {"b": 2})
    assert untitled == await store.sessions.get("mine")
    assert (untitled.created_at, untitled.updated_at) == (made.created_at, store.clock.now)


async def test_a_deleted_session_takes_its_messages_and_runs_with_it(store: Store) -> None:
    run = (await store.admit(idempotency_key="k", fingerprint="f")).run
    await store.answer(run, "Hi.")
    await store.admit("other")

    await store.sessions.delete("talk")

    assert await refusal(store.sessions.get("talk")) is ErrorCode.NOT_FOUND
    assert await refusal(store.own_runs.get(run.run_id)) is ErrorCode.NOT_FOUND
    assert (await store.count(runs), await store.count(messages)) == (1, 1)


async def test_an_owner_reaches_nothing_of_another(store: Store) -> None:
    run = (await store.admit("mine")).run
    theirs = store.sessions_of(OTHER)

    attempts = [
        theirs.get("mine"),
        theirs.update("mine", title="x"),
        theirs.delete("mine"),
        theirs.messages("mine", limit=1),
        theirs.runs("mine", limit=1),
        OwnerRuns(store.database, OTHER).get(run.run_id),
    ]

    assert [await refusal(attempt) for attempt in attempts] == [ErrorCode.NOT_FOUND] * 6
    assert (await theirs.list(limit=10)).data == []
    assert (await store.sessions.get("mine")).title is None


# --- Lists


async def test_sessions_are_listed_newest_first_page_by_page(store: Store) -> None:
    made = [(await store.sessions.create()).session_id for _ in range(7)]
    await store.sessions_of(OTHER).create()

    listed = await everything(lambda after: store.sessions.list(limit=3, after=after))

    assert [session.session_id for session in listed] == made[::-1]


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("limit", [1, 3, 6, 7])
async def test_messages_are_listed_in_both_orders_page_by_page(store: Store, order: Any, limit: int) -> None:
    for number in range(3):
        await store.answer((await store.admit(message=f"Q{number}")).run, f"A{number}")

    listed = await everything(
        lambda after: store.sessions.messages("talk", limit=limit, after=after, order=order)
    )

    expected = ["Q0", "A0", "Q1", "A1", "Q2", "A2"]
    assert [message.content for message in listed] == (expected if order == "asc" else expected[::-1])


async def test_runs_are_listed_newest_first_page_by_page(store: Store) -> None:
    admitted = [(await store.admit()).run for _ in range(5)]
    await store.admit("other")

    listed = await everything(lambda after: store.sessions.runs("talk", limit=2, after=after))

    assert listed == admitted[::-1]


async def test_a_page_holds_its_place_when_the_list_grows_or_shrinks(store: Store) -> None:
    made = [(await store.sessions.create()).session_id for _ in range(4)]
    first = await store.sessions.list(limit=2)
    await store.sessions.create()
    await store.sessions.delete(made[2])

    second = await store.sessions.list(limit=2, after=first.next_cursor)

    assert [session.session_id for session in second.data] == [made[1], made[0]]


async def test_a_cursor_of_another_list_is_refused(store: Store) -> None:
    for session in ("talk", "other"):
        await store.admit(session)
        await store.admit(session)
    cursor = (await store.sessions.messages("talk", limit=1)).next_cursor

    attempts = [
        store.sessions.messages("other", limit=1, after=cursor),
        store.sessions.messages("talk", limit=1, after=cursor, order="desc"),
        store.sessions.runs("talk", limit=1, after=cursor),
        store.sessions.list(limit=1, after=cursor),
        store.sessions.list(limit=1, after="nonsense"),
    ]

    assert [await refusal(attempt) for attempt in attempts] == [ErrorCode.INVALID_CURSOR] * 5
