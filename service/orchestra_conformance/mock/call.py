"""A request that was let in, and what is answered to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from orchestra_conformance.mock import version_one
from orchestra_conformance.mock.access import Key
from orchestra_conformance.mock.run import Run
from orchestra_conformance.mock.shelf import NumberedT, page


@dataclass(slots=True)
class Call:
    """A request that was let in and read; `key` is None where the operation needs none."""

    operation_id: str
    path: dict[str, str]
    query: dict[str, Any]
    headers: dict[str, str]
    body: Any
    address: str
    correlation_id: str
    key: Key | None

    @property
    def owner(self) -> str:
        """Whose request it is."""
        assert self.key is not None, f"{self.operation_id} is open to everybody"
        return self.key.owner


@dataclass(slots=True)
class Answer:
    """A body (JSON, or text of `media`), or the run whose events are streamed behind the offset `after`."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media: str = "application/json"
    run: Run | None = None
    after: int = -1
    talk: version_one.Talk | None = None


Handler = Callable[[Call], Awaitable[Answer]]


def paged(
    call: Call,
    items: Iterable[NumberedT],
    render: Callable[[NumberedT], Any],
    *,
    newest_first: bool = True,
) -> Answer:
    """The page of a list that was asked for. Raises Refusal(invalid_cursor)."""
    name = f"{call.address} {call.owner} {call.query.get('query', '')}"
    body = page(items, name, call.query, render, newest_first=newest_first)
    if not body["has_more"]:
        return Answer(body)
    query = urlencode({**call.query, "after": body["next_cursor"]})
    return Answer(body, headers={"Link": f'<{quote(call.address)}?{query}>; rel="next"'})
