"""POST /v2/commands: what the Command Dispatcher does, in one answer."""

from __future__ import annotations

from orchestra.api.endpoint import Answer, Call
from orchestra.chat.commands import Order
from orchestra.chat.dispatcher import Dispatcher
from orchestra.chat.orchestrator import fingerprint
from orchestra.contract import models


async def create_command(
    call: Call,
    headers: models.CreateCommandHeaders,
    body: models.CreateCommandRequest,
    dispatcher: Dispatcher,
) -> Answer:
    """Carry a command out."""
    given = body.model_dump(mode="python", exclude_unset=True)
    key = headers.idempotency_key
    outcome = await dispatcher.carry_out(
        call.caller,
        Order(given["command"], given.get("session_id")),
        idempotency_key=key,
        fingerprint=fingerprint(call.raw) if key else "",
    )
    return Answer(models.CommandResult(command=outcome.command, output=outcome.output, data=outcome.data))
