"""Memories as they are stored and found, on SQLite and on PostgreSQL."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, text, update

from orchestra.errors import ErrorCode, OrchestraError
from orchestra.sessions import memories
from orchestra.sessions.memories import MemoryRecord, MemoryRepository
from orchestra.sessions.messages import MessageRole, MessageStatus, add_message
from orchestra.sessions.sessions import SessionRepository
from orchestra.sessions.words import MOST_TERMS, search_terms
from orchestra.storage.database import Database
from orchestra.storage.ids import ANONYMOUS_OWNER, new_id
from orchestra.storage.pages import Cursors, Page
from orchestra.storage.tables import messages, owners, sessions

OTHER = "own_other"


class Store:
    """One database with two owners, and what they say."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.memories = MemoryRepository(database, ANONYMOUS_OWNER)
        self.others = MemoryRepository(database, OTHER)
        self.sessions = SessionRepository(database, ANONYMOUS_OWNER, idempotency_ttl=60.0)

    async def prepare(self) -> None:
        def work(connection: Connection) -> None:
            connection.execute(insert(owners), {"id": OTHER, "name": "other", "created_at": 0})
            for owner in (ANONYMOUS_OWNER, OTHER):
                for name in ("talk", "walk"):
                    row: dict[str, object] = {
                        "pk": f"pk_{owner}_{name}",
                        "owner_id": owner,
                        "session_id": name,
                        "metadata": {},
                    }
                    connection.execute(insert(sessions), {**row, "created_at": 0, "updated_at": 0})

        await self.database.write(work)

    async def say(
        self,
        *contents: str,
        owner: str = ANONYMOUS_OWNER,
        session: str = "talk",
        role: MessageRole = "user",
        status: MessageStatus = "complete",
    ) -> list[str]:
        """Keep messages; gives their ids."""

        def work(connection: Connection) -> list[str]:
            return [
                add_message(
                    connection,
                    session_pk=f"pk_{owner}_{session}",
                    run_id=new_id("run"),
                    role=role,
                    content=content,
                    status=status,
                    now=1_700_000_000_000,
                )
                for content in contents
            ]

        return await self.database.write(work)

    async def by_hand(self, statement: str, **values: object) -> None:
        await self.database.write(lambda connection: connection.execute(text(statement), values))

    async def found(self, query: str, owner: str = ANONYMOUS_OWNER) -> list[str]:
        page = await MemoryRepository(self.database, owner).list(query=query, limit=100)
        return said(page)

    async def all(self, query: str | None = None, limit: int = 3) -> list[MemoryRecord]:
        """Every memory, page by page."""
        found: list[MemoryRecord] = []
        after: str | None = None
        while True:
            page = await self.memories.list(query=query, limit=limit, after=after)
            found += page.data
            assert page.has_more == (page.next_cursor is not None)
            assert len(page.next_cursor or "") <= 512
            if page.next_cursor is None:
                return found
            after = page.next_cursor

    async def check_index(self) -> None:
        """SQLite compares its index with the texts; the words must be exactly theirs."""
        if "sqlite" in self.database.description:
            await self.by_hand("INSERT INTO memory_words (memory_words, rank) VALUES ('integrity-check', 1)")


@pytest.fixture
async def store(database: Database) -> Store:
    store = Store(database)
    await store.prepare()
    return store


def said(page: Page[MemoryRecord]) -> list[str]:
    return [memory.content for memory in page.data]


async def refusal_of_cursor(store: Store, cursor: str, query: str | None) -> ErrorCode:
    with pytest.raises(OrchestraError) as caught:
        await store.memories.list(query=query, limit=1, after=cursor)
    return caught.value.code


async def test_memories_are_listed_with_the_newest_first(store: Store) -> None:
    ids = await store.say(*(f"message {number}" for number in range(7)))
    answered = await store.say("the answer", session="walk", role="assistant")

    listed = await store.all()

    assert [memory.message_id for memory in listed] == [*answered, *reversed(ids)]
    assert listed[0] == MemoryRecord(answered[0], "walk", "assistant", "the answer", None, 1_700_000_000_000)


async def test_any_word_is_enough_and_more_words_are_more_relevant(store: Store) -> None:
    await store.say(
        "tuna is a fish", "the cat loves tuna", "a dog barks", "the cat sleeps on the sofa all day"
    )

    page = await store.memories.list(query="What does my CAT love? Tuna!", limit=10)

    assert said(page)[0] == "the cat loves tuna"
    assert sorted(said(page)[1:]) == ["the cat sleeps on the sofa all day", "tuna is a fish"]
    relevances = [memory.relevance or 0 for memory in page.data]
    assert relevances[0] == 1
    assert relevances == sorted(relevances, reverse=True)
    assert relevances[-1] > 0


async def test_a_search_gives_every_hit_once_while_more_is_being_said(store: Store) -> None:
    ids = await store.say(*("tuna " * (number % 3 + 1) + f"number {number}" for number in range(8)))
    first = await store.memories.list(query="tuna", limit=3)
    await store.say("tuna tuna tuna", "tuna")

    second = await store.memories.list(query="tuna", limit=3, after=first.next_cursor)
    third = await store.memories.list(query="tuna", limit=3, after=second.next_cursor)

    found = [memory for page in (first, second, third) for memory in page.data]
    assert sorted(memory.message_id for memory in found) == sorted(ids)
    relevances = [memory.relevance or 0 for memory in found]
    assert relevances == sorted(relevances, reverse=True)
    assert third.next_cursor is None


async def test_a_search_can_be_in_one_session(store: Store) -> None:
    await store.say("tuna here")
    await store.say("tuna there", session="walk")
    await store.say("tuna of another", owner=OTHER, session="walk")

    for query in ("tuna", None):
        page = await store.memories.list(query=query, limit=5, session_id="walk")
        assert said(page) == ["tuna there"]
        assert said(await store.memories.list(query=query, limit=5, session_id="nowhere")) == []


async def test_cursors_of_another_list_are_refused(store: Store) -> None:
    await store.say("tuna one", "tuna two", "tuna three")
    await store.say("tuna one", "tuna two", owner=OTHER)
    newest = (await store.memories.list(limit=1)).next_cursor or ""
    search = (await store.memories.list(query="tuna", limit=1)).next_cursor or ""
    others = (await store.others.list(query="tuna", limit=1)).next_cursor or ""

    for cursor, query in [(newest, "tuna"), (search, None), (search, "tuna two"), (others, "tuna")]:
        assert await refusal_of_cursor(store, cursor, query) is ErrorCode.INVALID_CURSOR


async def test_cursors_that_name_no_place_are_refused(store: Store) -> None:
    for place in ("msg_1", "x", "1_2_3", "1_2_7ff0000000000000", "1_2_7ff8000000000000", "9" * 30):
        search = Cursors("memories", ANONYMOUS_OWNER, "", "tuna").encode(place)
        newest = Cursors("memories", ANONYMOUS_OWNER, "").encode(place)

        assert await refusal_of_cursor(store, search, "tuna") is ErrorCode.INVALID_CURSOR
        assert await refusal_of_cursor(store, newest, None) is ErrorCode.INVALID_CURSOR


async def test_another_owners_memories_are_not_there(store: Store) -> None:
    (theirs,) = await store.say("tuna is theirs", owner=OTHER)

    assert await store.all() == await store.all("tuna") == []
    assert await store.memories.recall("tuna", not_session_pk="", limit=5) == []
    with pytest.raises(OrchestraError) as caught:
        await store.memories.forget(theirs)
    assert caught.value.code is ErrorCode.NOT_FOUND
    await store.memories.forget_all()
    assert await store.found("tuna", OTHER) == ["tuna is theirs"]


async def test_what_is_forgotten_is_found_no_more_and_stays_in_its_session(store: Store) -> None:
    forgotten, kept = await store.say("tuna is bad", "tuna is good")

    await store.memories.forget(forgotten)

    assert [memory.message_id for memory in await store.all()] == [kept]
    assert await store.found("tuna") == ["tuna is good"]
    assert [m.content for m in await store.memories.recall("tuna", not_session_pk="", limit=5)] == [
        "tuna is good"
    ]
    page = await store.sessions.messages("talk", limit=10)
    assert [message.content for message in page.data] == ["tuna is bad", "tuna is good"]
    with pytest.raises(OrchestraError) as caught:
        await store.memories.forget(forgotten)
    assert caught.value.code is ErrorCode.NOT_FOUND
    await store.check_index()


async def test_everything_up_to_now_can_be_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memories, "FORGET_AT_ONCE", 2)
    await store.say(*(f"tuna {number}" for number in range(5)))

    await store.memories.forget_all()
    await store.memories.forget_all()

    assert await store.all() == await store.all("tuna") == []
    await store.say("tuna again")
    assert await store.found("tuna") == [memory.content for memory in await store.all()] == ["tuna again"]
    await store.check_index()


async def test_half_answers_are_not_remembered(store: Store) -> None:
    await store.say("tuna is a", role="assistant", status="partial")
    await store.say("", role="assistant")
    await store.say("is tuna a fish?")

    assert [memory.content for memory in await store.all()] == ["is tuna a fish?"]
    assert await store.found("tuna") == ["is tuna a fish?"]


async def test_a_run_is_told_what_other_sessions_say_and_each_text_once(store: Store) -> None:
    await store.say("tuna in this session")
    await store.say("I like tuna", "I like tuna", "tuna?", "a trout is no cat", session="walk")

    found = await store.memories.recall("tuna?", not_session_pk=f"pk_{ANONYMOUS_OWNER}_talk", limit=5)

    assert [(memory.content, memory.session_id) for memory in found] == [("I like tuna", "walk")]


async def test_a_run_is_told_no_more_than_it_asked_for(store: Store) -> None:
    await store.say(*(f"tuna {number}" for number in range(9)))

    found = await store.memories.recall("tuna", not_session_pk="", limit=4)

    assert len({memory.content for memory in found}) == 4
    assert found[0].relevance == 1


# What a run asks, and what is to be found for it: the same words with other endings.
INFLECTED = (
    ("How many violins do I have?", "I own one violin"),
    ("Где моя кошка?", "Вчера видел кошку дома"),
    ("Welche Wohnung war das?", "Die Wohnungen sind teuer"),
)

# What is searched for, and what is to be found.
LANGUAGES = (
    ("violin", "Two VIOLINS!"),
    ("über", "ÜBER alles"),
    ("café", "das Café ist zu"),
    ("量子力学", "量子计算的基本原理是什么"),
    ("原理", "量子计算的基本原理是什么"),
    ("量", "量子计算的基本原理是什么"),
    ("バイオリン", "バイオリンの練習は毎日です"),
    ("바이올린이", "바이올린을 연습했습니다"),
    ("बिल्ली", "मेरी बिल्ली का नाम मिमी है"),
    ("แมว", "แมวของฉันชื่อมีมี่"),
    ("кошка", "моя Кошка любит рыбу"),
    ("قطتي", "قطتي تحب السمك"),
    ("example", "see https://www.example.com/a/path?x=1"),
    ("path", "see https://www.example.com/a/path?x=1"),
    ("foo", "call foo_bar(1)"),
    ("3.14", "about 3.14 or so"),
    ("who are you", "who are you?"),
    ("GPT4模型", "用GPT4模型回答"),
)


async def test_a_run_is_told_of_words_with_another_ending(store: Store) -> None:
    await store.say("Something else, другое, anderes", *(memory for _, memory in INFLECTED))

    for message, memory in INFLECTED:
        found = await store.memories.recall(message, not_session_pk="", limit=1)
        assert [record.content for record in found] == [memory]


async def test_words_of_many_languages_are_found(store: Store) -> None:
    memories_of_all = dict.fromkeys(memory for _, memory in LANGUAGES)
    await store.say("nothing of the kind", "無関係な文章", "совсем другое", *memories_of_all)

    for query, memory in LANGUAGES:
        assert (await store.found(query))[:1] == [memory], query
    await store.check_index()


async def test_a_deleted_session_takes_its_memories_and_their_words_along(store: Store) -> None:
    await store.say("old tuna", "原理 alt")
    await store.say("kept tuna", session="walk")

    await store.sessions.delete("talk")

    assert [memory.content for memory in await store.all()] == await store.found("tuna") == ["kept tuna"]
    await store.say("new trout", session="walk")
    assert await store.found("old 原理") == []
    await store.check_index()


async def test_rows_written_changed_and_deleted_by_hand_are_found_as_they_are(store: Store) -> None:
    await store.by_hand(
        "INSERT INTO messages (message_id, session_pk, run_id, role, content, status, created_at) "
        "VALUES ('msg_hand', :pk, 'run_hand', 'user', 'tuna by hand', 'complete', 1)",
        pk=f"pk_{ANONYMOUS_OWNER}_talk",
    )
    assert await store.found("tuna") == ["tuna by hand"]
    change = update(messages).where(messages.c.message_id == "msg_hand")

    await store.database.write(lambda connection: connection.execute(change.values(content="trout 原理")))

    assert (await store.found("tuna"), await store.found("原理")) == ([], ["trout 原理"])
    await store.check_index()
    await store.memories.forget("msg_hand")
    await store.database.write(lambda connection: connection.execute(change.values(content="tuna again")))
    assert await store.found("tuna trout") == []
    await store.database.write(
        lambda connection: connection.execute(delete(messages).where(messages.c.message_id == "msg_hand"))
    )
    assert await store.all() == []
    await store.check_index()


async def test_messages_of_any_length_are_kept_and_their_beginning_is_found(store: Store) -> None:
    many = " ".join(f"word{number}" for number in range(150_000))
    han = "量子计算" * 10_000

    ids = await store.say(many, han, "x" * 1_000_000)

    assert len(await store.all()) == len(ids)
    assert await store.found("word17") == [many]
    assert await store.found("子计") == [han]
    assert await store.found("word149999") == []
    await store.check_index()


async def test_a_query_without_a_word_finds_nothing(store: Store) -> None:
    await store.say("tuna")

    # The last is a digit by its category, and no word to PostgreSQL.
    for query in ("?!", "🎻", "\u2028", "²"):
        assert await store.found(query) == []
        assert await store.memories.recall(query, not_session_pk="", limit=5) == []


async def test_an_owner_of_many_messages_and_one_of_few_find_only_their_own(store: Store) -> None:
    for number in range(3):
        await store.say(f"tuna {number}")
        await store.say(f"tuna of others {number}", owner=OTHER)

    assert sorted(await store.found("tuna")) == [f"tuna {number}" for number in range(3)]
    assert sorted(await store.found("tuna", OTHER)) == [f"tuna of others {number}" for number in range(3)]


async def test_a_search_that_takes_too_long_is_given_up(store: Store) -> None:
    await store.say("tuna")

    with pytest.raises(TimeoutError):
        await store.memories.recall("tuna", not_session_pk="", limit=1, within=0.0)

    assert await store.found("tuna") == ["tuna"]


SYNTAX = ("tuna", "NEAR", "NOT", "OR", "AND", "content:", *string.punctuation)
CONTENTS = ("tuna and trout", "not or near", "a b c 1 2 3", "原理", "x" * 70)


@given(
    query=st.one_of(
        st.text(max_size=200),
        st.text(alphabet=string.printable, max_size=60),
        st.lists(st.sampled_from(SYNTAX)).map(" ".join),
    )
)
@example("²")
@example("tuna\x00trout")
@example('NEAR(tuna trout, 2) OR "')
@example("content : tuna")
@example("'tuna':* & !x <-> 'y")
@example("ัั")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_query_is_ever_syntax(prepared: Callable[[], Store], query: str) -> None:
    page = await prepared().memories.list(query=query, limit=100)

    assert set(said(page)) <= set(CONTENTS)
    relevances = [memory.relevance or 0 for memory in page.data]
    assert relevances == sorted(relevances, reverse=True)
    assert relevances[:1] in ([], [1])
    if query.isascii():
        words = [term.words[0] for term in search_terms(query)]
        assert all(any(word in content for word in words) for content in said(page))


@pytest.fixture
async def prepared(store: Store) -> Callable[[], Store]:
    await store.say(*CONTENTS)
    await store.say("tuna trout NEAR NOT OR AND x y a b c 1 2 3", owner=OTHER)
    return lambda: store


@given(st.text())
def test_a_text_is_looked_for_by_few_words_of_letters_and_digits(message: str) -> None:
    terms = search_terms(message, loosely=True)

    assert len(terms) <= 2 * MOST_TERMS
    assert all(
        word and not set(word) & set(string.punctuation + string.whitespace)
        for t in terms
        for word in t.words
    )
    assert all(len(word) <= 64 for term in terms for word in term.words)


def test_common_words_are_looked_for_only_where_there_are_no_others() -> None:
    assert [term.words for term in search_terms("What is the name of my cat?")] == [("name",), ("cat",)]
    assert [term.words for term in search_terms("who are you")] == [("who",), ("are",), ("you",)]
    assert search_terms("?!… 🎻 \u0000") == ()
