"""What is remembered of the caller's sessions."""

from __future__ import annotations

from orchestra.api.answers import memory_model, page_model
from orchestra.api.endpoint import Answer, Call, next_link
from orchestra.contract import models
from orchestra.sessions.memories import MemoryRepository


async def list_memories(call: Call, query: models.ListMemoriesQuery, memories: MemoryRepository) -> Answer:
    """The caller's memories: the newest first, or the most relevant first for a query."""
    page = await memories.list(query=query.query, limit=query.limit, after=query.after)
    body = page_model(models.MemoryList, page, memory_model)
    return Answer(body, headers=next_link(call, page.next_cursor))


async def delete_memory(path: models.DeleteMemoryPath, memories: MemoryRepository) -> Answer:
    """Forget one message."""
    await memories.forget(path.message_id)
    return Answer(status=204)


async def delete_memories(memories: MemoryRepository) -> Answer:
    """Forget everything that was said up to now."""
    await memories.forget_all()
    return Answer(status=204)
