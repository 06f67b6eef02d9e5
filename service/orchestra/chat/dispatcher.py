"""The Command Dispatcher: what a client can tell the service to do, as words."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import Final
from weakref import WeakValueDictionary

from orchestra.access.keys import Principal
from orchestra.chat.commands import CommandOutcome, Commands, Order, unfit
from orchestra.errors import ErrorCode, OrchestraError

# Answers that are kept for their Idempotency-Keys; the oldest go first.
MOST_KEPT: Final = 10_000


class Dispatcher:
    """Carries commands out for their caller. `idempotency_ttl` is in seconds."""

    def __init__(self, commands: Commands, idempotency_ttl: float) -> None:
        self._commands = commands
        self._ttl = idempotency_ttl
        self._kept: OrderedDict[tuple[str, str], tuple[float, str, CommandOutcome]] = OrderedDict()
        # One at a time of each Idempotency-Key; a lock is there for as long as somebody holds it or waits for it.
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def carry_out(
        self, caller: Principal, order: Order, *, idempotency_key: str | None = None, fingerprint: str = ""
    ) -> CommandOutcome:
        """Do what the command says. The same key again gives the answer of then, and does nothing.

        Raises OrchestraError: validation_failed (no such command, or it takes other arguments), forbidden (it needs
        another scope), idempotency_key_reused where `fingerprint` is another one than the key came with first,
        and what the command itself meets.
        """
        if idempotency_key is None:
            return await self._work(caller, order)
        place = (caller.owner_id, idempotency_key)
        async with self._locks.setdefault(place, asyncio.Lock()):
            now = time.monotonic()
            while self._kept and next(iter(self._kept.values()))[0] <= now:
                self._kept.popitem(last=False)
            if (known := self._kept.get(place)) is not None:
                if known[1] != fingerprint:
                    raise OrchestraError(
                        ErrorCode.IDEMPOTENCY_KEY_REUSED,
                        "This Idempotency-Key was sent with another request; use a new key for a new request.",
                    )
                return known[2]
            outcome = await self._work(caller, order)
            if len(self._kept) >= MOST_KEPT:
                self._kept.popitem(last=False)
            self._kept[place] = (now + self._ttl, fingerprint, outcome)
            return outcome

    async def _work(self, caller: Principal, order: Order) -> CommandOutcome:
        # What stands behind the name stays as it is: a task may have lines.
        name, rest = (*order.words.split(None, 1), "", "")[:2]
        command = self._commands.by_name.get(name.lower())
        if command is None:
            raise unfit(f"is no command; there are {', '.join(self._commands.by_name)}")
        if command.scope not in caller.scopes:
            raise OrchestraError(
                ErrorCode.FORBIDDEN,
                f"The command {command.name} needs the scope {command.scope}. Use a key that has it.",
            )
        return await command.work(caller, order, rest.rstrip())
