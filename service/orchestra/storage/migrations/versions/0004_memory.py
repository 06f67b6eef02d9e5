"""Memory: what may be remembered in other sessions, and the index of its words. ADR-015 says why it is so.

A row of `memories` says that a message may be remembered, and taking it away is to forget. Triggers keep both tables,
so that rows written in bulk or by hand are found too. The words are the database's own: on SQLite an FTS5 table over
the view `memory_texts` (which `INSERT INTO memory_words(memory_words) VALUES ('rebuild')` makes anew), on PostgreSQL a
table with a tsvector.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# Characters of a message that are indexed: a tsvector has a bound, and so has the time that writing one may take.
INDEXED = 20_000

# Scripts that put no spaces between words (Thai, Lao, Burmese, Khmer, kana, Han), and Hangul, whose words take endings
# on. Each of their characters is a word of the index. `sessions.words` reads queries by the same list.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)

# Owners have ranges of numbers, so that a search reads the postings of one owner only.
RANGE = 1 << 40


def upgrade() -> None:
    connection = op.get_bind()
    op.create_table(
        "memories",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("owner_id", IDENTIFIER, nullable=False),
        sa.Column("session_pk", IDENTIFIER, nullable=False),
        sa.Column("message_id", IDENTIFIER, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_memories"),
        sa.UniqueConstraint("message_id", name="uq_memories_message_id"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.message_id"], name="fk_memories_message_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_memories_owner_id_number", "memories", ["owner_id", "number"])
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)


# A number for each owner's range, the oldest message first; the same numbers as the trigger would have given.
_SQLITE_FILL = f"""
INSERT INTO memories (number, owner_id, session_pk, message_id)
SELECT dense_rank() OVER (ORDER BY sessions.owner_id) * {RANGE}
       + row_number() OVER (PARTITION BY sessions.owner_id ORDER BY messages.message_id),
       sessions.owner_id, sessions.pk, messages.message_id
FROM messages JOIN sessions ON sessions.pk = messages.session_pk
WHERE messages.status = 'complete' AND messages.content <> ''
"""  # noqa: S608 - made of this file's own constants

# Character by character, in pieces: the distance that substr has to walk stays short. It is in a view because triggers
# take no WITH.
_SQLITE_TEXTS = f"""
CREATE VIEW memory_texts AS
SELECT memories.number AS number,
       CASE WHEN substr(messages.content, 1, {INDEXED}) GLOB '*[{UNSPACED}]*' THEN (
           WITH RECURSIVE
               pieces (piece, rest) AS (
                   SELECT substr(messages.content, 1, 100), substr(messages.content, 101, {INDEXED - 100})
                   UNION ALL
                   SELECT substr(rest, 1, 100), substr(rest, 101) FROM pieces WHERE rest <> ''
               ),
               places (place) AS (
                   SELECT 1 UNION ALL SELECT place + 1 FROM places WHERE place < 100
               )
           SELECT group_concat(
               CASE WHEN substr(piece, place, 1) GLOB '[{UNSPACED}]'
                    THEN ' ' || substr(piece, place, 1) || ' ' ELSE substr(piece, place, 1) END, '')
           FROM pieces CROSS JOIN places WHERE place <= length(piece)
       ) ELSE substr(messages.content, 1, {INDEXED}) END AS content
FROM memories JOIN messages ON messages.message_id = memories.message_id
"""  # noqa: S608 - made of this file's own constants

# Marks belong to the word they stand in: the vowels of Hindi are marks.
_SQLITE_WORDS = """
CREATE VIRTUAL TABLE memory_words USING fts5(
    content, content='memory_texts', content_rowid='number',
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
)
"""

_SQLITE_ADDED = f"""
CREATE TRIGGER messages_remember AFTER INSERT ON messages
WHEN new.status = 'complete' AND new.content <> ''
BEGIN
    INSERT INTO memories (number, owner_id, session_pk, message_id)
    SELECT coalesce(
               (SELECT max(number) + 1 FROM memories WHERE owner_id = sessions.owner_id),
               (coalesce((SELECT max(number) FROM memories), 0) / {RANGE} + 1) * {RANGE} + 1
           ), owner_id, pk, new.message_id
    FROM sessions WHERE pk = new.session_pk;
END
"""  # noqa: S608 - made of this file's own constants

# Before, because the words are taken out of the index by what they were, and that stands in the message.
_SQLITE_TAKE_OUT = """
INSERT INTO memory_words (memory_words, rowid, content)
SELECT 'delete', number, content FROM memory_texts WHERE number =
"""

_SQLITE_PUT_IN = (
    "INSERT INTO memory_words (rowid, content) SELECT number, content FROM memory_texts WHERE number ="
)

_SQLITE_NUMBER = "(SELECT number FROM memories WHERE message_id = new.message_id)"

SQLITE = (
    _SQLITE_FILL,
    _SQLITE_TEXTS,
    _SQLITE_WORDS,
    "INSERT INTO memory_words (memory_words) VALUES ('rebuild')",
    _SQLITE_ADDED,
    f"CREATE TRIGGER memories_added AFTER INSERT ON memories BEGIN {_SQLITE_PUT_IN} new.number; END",
    f"CREATE TRIGGER memories_forgotten BEFORE DELETE ON memories BEGIN {_SQLITE_TAKE_OUT} old.number; END",
    """CREATE TRIGGER messages_deleted BEFORE DELETE ON messages
    BEGIN DELETE FROM memories WHERE message_id = old.message_id; END""",
    f"""CREATE TRIGGER messages_changing BEFORE UPDATE OF content ON messages
    BEGIN {_SQLITE_TAKE_OUT} {_SQLITE_NUMBER}; END""",
    f"""CREATE TRIGGER messages_changed AFTER UPDATE OF content ON messages
    BEGIN {_SQLITE_PUT_IN} {_SQLITE_NUMBER}; END""",
)

# Signs of ASCII, of the languages that write with its letters, and of East Asia.
_SIGNS = (
    r"\u0001-/:-@\[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf"
    r"\u2000-\u206f\u3000-\u3004\u3008-\u303f\uff00-\uff0f"
)

# Signs become spaces first: PostgreSQL would read addresses and paths as one word each. The configuration is `simple`
# because a message says in no way which language it is in. The owner is a word too, of no text: the index finds the
# words of one owner only.
_POSTGRESQL_WORDS = rf"""
CREATE FUNCTION memory_lexemes(owner text, content text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector('simple', regexp_replace(regexp_replace(
               left(content, {INDEXED}), '[{_SIGNS}]+', ' ', 'g'), '([{UNSPACED}])', ' \1 ', 'g'))
        || array_to_tsvector(ARRAY['@' || owner])
$$
"""

POSTGRESQL = (
    """CREATE TABLE memory_words (
        number bigint PRIMARY KEY REFERENCES memories (number) ON DELETE CASCADE,
        words tsvector NOT NULL
    )""",
    _POSTGRESQL_WORDS,
    """INSERT INTO memories (owner_id, session_pk, message_id)
    SELECT sessions.owner_id, sessions.pk, messages.message_id
    FROM messages JOIN sessions ON sessions.pk = messages.session_pk
    WHERE messages.status = 'complete' AND messages.content <> '' ORDER BY messages.message_id""",
    """INSERT INTO memory_words (number, words)
    SELECT memories.number, memory_lexemes(memories.owner_id, messages.content)
    FROM memories JOIN messages ON messages.message_id = memories.message_id""",
    "CREATE INDEX ix_memory_words_words ON memory_words USING gin (words)",
    """CREATE FUNCTION remember_message() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO memories (owner_id, session_pk, message_id)
        SELECT owner_id, pk, new.message_id FROM sessions WHERE pk = new.session_pk;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER messages_remember AFTER INSERT ON messages FOR EACH ROW
    WHEN (new.status = 'complete' AND new.content <> '') EXECUTE FUNCTION remember_message()""",
    """CREATE FUNCTION index_memory() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO memory_words (number, words)
        SELECT new.number, memory_lexemes(new.owner_id, content)
        FROM messages WHERE message_id = new.message_id;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER memories_added AFTER INSERT ON memories FOR EACH ROW
    EXECUTE FUNCTION index_memory()""",
    """CREATE FUNCTION index_changed_message() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE memory_words SET words = memory_lexemes(memories.owner_id, new.content)
        FROM memories WHERE memories.message_id = new.message_id AND memory_words.number = memories.number;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER messages_changed AFTER UPDATE OF content ON messages FOR EACH ROW
    EXECUTE FUNCTION index_changed_message()""",
)
