"""Memory over REST: what is remembered is listed, searched, told to other sessions, and forgotten."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import uuid4

from tests.raw import RawAnswer, exchange
from tests.service import RunningService


class Owner:
    """An owner of a test's own, with a key."""

    def __init__(self, service: RunningService, secret: str) -> None:
        self.service = service
        self.headers = {"Authorization": f"Bearer {secret}"}

    async def call(self, method: str, path: str, body: Any = None) -> RawAnswer:
        return await exchange(self.service.port, method, path, self.headers, body)

    async def say(self, session: str, message: str, **more: Any) -> Any:
        answer = await self.call("POST", "/v2/chat", {"session_id": session, "message": message, **more})
        assert answer.status == 200, answer.body
        return answer.json()

    async def remembered(self, query: str | None = None, **more: Any) -> list[str]:
        """What the first page says."""
        return [memory["content"] for memory in (await self.page(query, **more))["data"]]

    async def page(self, query: str | None = None, **more: Any) -> Any:
        asked = {"limit": 100, **more} | ({} if query is None else {"query": query})
        path = "&".join(f"{name}={quote(str(value))}" for name, value in asked.items())
        answer = await self.call("GET", f"/v2/memories?{path}")
        assert answer.status == 200, answer.body
        return answer.json()


async def new_owner(service: RunningService, *scopes: str) -> Owner:
    wanted = {"owner": f"owner-{uuid4()}", "scopes": scopes or ["chat", "read"]}
    answer = await exchange(service.port, "POST", "/v2/keys", service.headers, wanted)
    assert answer.status == 201, answer.body
    return Owner(service, answer.json()["secret"])


async def test_what_was_said_is_listed_searched_and_forgotten(service: RunningService) -> None:
    owner = await new_owner(service)
    said = await owner.say("talk", "My cat Mimi loves tuna.")
    await owner.say("walk", "The weather is fine.")

    newest, oldest = (await owner.page())["data"][::3]
    assert (newest["session_id"], newest["role"], newest["relevance"]) == ("walk", "assistant", None)
    assert oldest["message_id"] == said["user_message_id"]
    found = (await owner.page("tuna"))["data"]
    assert (found[0]["relevance"], found[0]["session_id"]) == (1.0, "talk")
    forgotten = await owner.call("DELETE", f"/v2/memories/{found[0]['message_id']}")
    again = await owner.call("DELETE", f"/v2/memories/{found[0]['message_id']}")

    assert (forgotten.status, forgotten.body) == (204, b"")
    assert (again.status, again.json()["code"]) == (404, "not_found")
    assert found[0]["content"] not in await owner.remembered("tuna")
    messages = (await owner.call("GET", "/v2/sessions/talk/messages")).json()["data"]
    assert found[0]["content"] in [message["content"] for message in messages]


async def test_everything_is_read_page_by_page(service: RunningService) -> None:
    owner = await new_owner(service)
    for number in range(3):
        await owner.say("talk", f"tuna {number}")

    for query in (None, "tuna"):
        found: list[str] = []
        path = f"/v2/memories?limit=2{'' if query is None else '&query=tuna'}"
        while path:
            answer = await owner.call("GET", path)
            page = answer.json()
            found += [memory["message_id"] for memory in page["data"]]
            link = answer.headers.get("link", "")
            assert bool(link) == page["has_more"]
            path = link.partition(">")[0].removeprefix("<")
            path = path[path.find("/v2/") :] if path else ""
        assert found == [memory["message_id"] for memory in (await owner.page(query))["data"]]
        assert len(set(found)) == len(found) >= 3


async def test_forgetting_everything_can_be_done_twice(service: RunningService) -> None:
    owner = await new_owner(service)
    await owner.say("talk", "tuna")

    statuses = [(await owner.call("DELETE", "/v2/memories")).status for _ in range(2)]

    assert statuses == [204, 204]
    assert await owner.remembered() == await owner.remembered("tuna") == []


async def test_another_owner_sees_and_forgets_nothing(service: RunningService) -> None:
    one, other = await new_owner(service), await new_owner(service)
    said = await one.say("talk", "tuna")

    assert await other.remembered() == await other.remembered("tuna") == []
    refused = await other.call("DELETE", f"/v2/memories/{said['user_message_id']}")
    assert (refused.status, refused.json()["code"]) == (404, "not_found")
    assert (await other.call("DELETE", "/v2/memories")).status == 204
    assert "tuna" in await one.remembered("tuna")


async def test_a_deleted_session_is_remembered_no_more(service: RunningService) -> None:
    owner = await new_owner(service)
    await owner.say("talk", "tuna")
    await owner.say("walk", "trout")

    assert (await owner.call("DELETE", "/v2/sessions/talk")).status == 204

    assert await owner.remembered("tuna") == []
    assert {memory["session_id"] for memory in (await owner.page())["data"]} == {"walk"}


async def test_a_cursor_of_another_search_is_refused(service: RunningService) -> None:
    owner = await new_owner(service)
    await owner.say("talk", "tuna trout")
    cursor = (await owner.page("tuna trout", limit=1))["next_cursor"]

    refused = await owner.call("GET", f"/v2/memories?query=trout&after={cursor}")

    assert (refused.status, refused.json()["code"]) == (400, "invalid_cursor")


async def test_reading_needs_one_scope_and_forgetting_another(service: RunningService) -> None:
    reader, talker = await new_owner(service, "read"), await new_owner(service, "chat")

    statuses = [
        (await owner.call(method, path)).status
        for owner in (reader, talker)
        for method, path in (("GET", "/v2/memories"), ("DELETE", "/v2/memories"))
    ]

    assert statuses == [200, 403, 403, 204]


async def test_a_chat_is_told_of_other_sessions_only_where_it_asks_for_that(service: RunningService) -> None:
    owner = await new_owner(service)
    await owner.say("talk", "My cat is called Mimi.")

    notices = {}
    for wanted in (True, False, None):
        more: dict[str, Any] = {"optimization_mode": "balanced"}
        more |= {} if wanted is None else {"use_memory": wanted}
        said = await owner.say(f"other-{wanted}", "What is my cat called?", **more)
        log = await owner.call("GET", f"/v2/runs/{said['run_id']}/events")
        notices[wanted] = b'"memory_used"' in log.body

    assert notices == {True: True, False: False, None: False}
