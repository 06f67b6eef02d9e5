"""The swarms that a chat may ask for."""

from __future__ import annotations

from orchestra.api.endpoint import Answer, Call, next_link
from orchestra.chat.facade import Facade
from orchestra.contract import models


async def list_swarms(call: Call, query: models.ListSwarmsQuery, facade: Facade) -> Answer:
    """The swarms, by name."""
    rest = [swarm for swarm in facade.list() if query.after is None or swarm.swarm_type > query.after]
    page = rest[: query.limit]
    data = [
        models.Swarm(
            swarm_type=swarm.swarm_type,
            description=swarm.description,
            roles=list(swarm.roles),
            available=swarm.available,
        )
        for swarm in page
    ]
    cursor = page[-1].swarm_type if len(rest) > len(page) else None
    body = models.SwarmList(data=data, has_more=cursor is not None, next_cursor=cursor)
    return Answer(body, headers=next_link(call, cursor))
