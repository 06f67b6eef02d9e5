"""Writes the events of one run: offsets without gaps, each encoded once, nothing after the terminal one."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import msgspec

from orchestra.contract import events
from orchestra.live.log import RunWriter
from orchestra.providers.base import TokenCount
from orchestra.storage.ids import now_ms, rfc3339

_encode = msgspec.json.Encoder().encode


class Recorder:
    """The one writer of a run's events; also gathers what the terminal event needs (text, counts, times)."""

    def __init__(self, run_id: str, writer: RunWriter) -> None:
        self.run_id = run_id
        self.tokens = 0
        self.first_token_at: float | None = None
        self.last_token_at: float | None = None
        # The codes of the notices so far.
        self.notices: list[str] = []
        self._writer = writer
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        """The tokens so far, joined: the response."""
        return "".join(self._parts)

    @property
    def last_offset(self) -> int:
        """Offset of the last event written, -1 before the first."""
        return self._writer.next_offset - 1

    def token(self, text: str) -> None:
        """Add a token. On the path of every token: one object, one encoding, no waiting."""
        writer = self._writer
        writer.append(
            "token", _encode(events.TokenEvent(run_id=self.run_id, offset=writer.next_offset, text=text))
        )
        self._parts.append(text)
        self.tokens += 1
        self.last_token_at = time.monotonic()
        if self.first_token_at is None:
            self.first_token_at = self.last_token_at

    def queued(self, position: int) -> None:
        """Say that the run waits; `position` 1 is the next one."""
        self._append(events.RunQueuedEvent, position=position)

    def started(
        self, *, session_id: str, user_message_id: str, model: str, mode: str | None, swarm: str | None
    ) -> None:
        """Say that the model is being asked."""
        self._append(
            events.RunStartedEvent,
            session_id=session_id,
            user_message_id=user_message_id,
            model=model,
            execution_mode=mode,
            swarm=swarm,
        )

    def interpreted(
        self,
        *,
        intent: str,
        confidence: float,
        certain: bool,
        parameters: Mapping[str, Any],
        mood: str,
        response: str,
    ) -> None:
        """Say what the manager takes the message for."""
        self._append(
            events.ManagerIntentEvent,
            intent=intent,
            confidence=confidence,
            certain=certain,
            parameters=parameters,
            mood=mood,
            response=response,
        )

    def agent_started(self, agent: str, role: str, round: int) -> None:  # noqa: A002 - the event's own word
        """See swarms.task.Reporter, whose methods these are."""
        self._append(events.AgentStartedEvent, agent=agent, role=role, round=round)

    def agent_token(self, agent: str, text: str) -> None:
        """A piece of an agent's talk."""
        self._append(events.AgentTokenEvent, agent=agent, text=text)

    def agent_completed(
        self,
        agent: str,
        role: str,
        round: int,  # noqa: A002 - the event's own word
        text: str,
        quality_score: float | None,
        usage: TokenCount | None,
    ) -> None:
        """An agent has ended well."""
        self._append(
            events.AgentCompletedEvent,
            agent=agent,
            role=role,
            round=round,
            text=text,
            quality_score=quality_score,
            usage=None if usage is None else counted(usage),
        )

    def tool_called(self, call_id: str, server: str, tool: str, arguments: Mapping[str, Any]) -> None:
        """A tool is asked."""
        self._append(
            events.ToolCalledEvent, call_id=call_id, server=server, tool=tool, arguments=dict(arguments)
        )

    def tool_result(self, call_id: str, ok: bool, content: str) -> None:
        """What it answered."""
        self._append(events.ToolResultEvent, call_id=call_id, ok=ok, content=content)

    def notice(self, code: str, detail: str) -> None:
        """Tell the reader of something that did not stop the run."""
        self.notices.append(code)
        self._append(events.RunNoticeEvent, code=code, detail=detail)

    def end(self, event: type[msgspec.Struct], **fields: Any) -> None:
        """Write the terminal event; the log takes nothing after it."""
        self._append(event, **fields)
        self._writer.end()

    def _append(self, event: type[msgspec.Struct], **fields: Any) -> None:
        value = event(
            run_id=self.run_id, offset=self._writer.next_offset, created_at=rfc3339(now_ms()), **fields
        )
        self._writer.append(str(event.__struct_config__.tag), _encode(value))


def counted(usage: TokenCount) -> events.Usage:
    """Tokens as the contract says them."""
    return events.Usage(
        input_tokens=usage.input,
        output_tokens=usage.output,
        total_tokens=usage.input + usage.output,
        source=usage.source,
    )
