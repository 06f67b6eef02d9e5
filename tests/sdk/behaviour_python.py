"""What the Python SDK gives, read field by field: a field that is gone or renamed is a type error here."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from orchestra_sdk import (
    APIStatusError,
    AsyncRunStream,
    ConnectionClosedError,
    OrchestraDeprecationWarning,
    OrchestraError,
    RunCancelledError,
    RunFailedError,
    RunStream,
)
from orchestra_sdk.types import (
    ChatResponse,
    CommandResult,
    CommandResultFrame,
    IntentReport,
    ManagerIntentEvent,
    Memory,
    Message,
    Model,
    Run,
    RunCompletedEvent,
    RunEvent,
    RunFeedback,
    Session,
    StatusReportFrame,
    Swarm,
    TokenEvent,
    UnknownEvent,
    Usage,
    WsTicket,
)

Data = dict[str, Any]
# What a shell may say about the SDK; a case says it itself.
_VARIABLES: Final = ("ORCHESTRA_API_KEY", "ORCHESTRA_BASE_URL", "ORCHESTRA_LOG")


def chat_answer(answer: ChatResponse, also: list[str]) -> Data:
    return {
        "run_id": answer.run_id,
        "session_id": answer.session_id,
        "message_id": answer.message_id,
        "response": answer.response,
        "finish_reason": answer.finish_reason,
        "model": answer.model,
        "usage": usage(answer.usage),
        "also": {name: answer.additional_properties.get(name) for name in also},
    }


def usage(found: Usage | None) -> Data | None:
    if found is None:
        return None
    return {
        "input_tokens": found.input_tokens,
        "output_tokens": found.output_tokens,
        "total_tokens": found.total_tokens,
        "source": found.source,
    }


def run_answer(run: Run) -> Data:
    return {
        "run_id": run.run_id,
        "status": run.status,
        "response": run.response,
        "finish_reason": run.finish_reason,
        "last_offset": run.last_offset,
        "cancel_reason": run.cancel_reason,
        "error": run.error.code if run.error is not None else None,
    }


def session_answer(session: Session) -> Data:
    return {
        "session_id": session.session_id,
        "title": session.title,
        "metadata": session.metadata.to_dict(),
        "settings": session.settings.to_dict(),
    }


def message_answer(message: Message) -> Data:
    return {"message_id": message.message_id, "role": message.role, "content": message.content}


def model_answer(model: Model) -> Data:
    return {"id": model.id, "provider": model.provider, "context_tokens": model.context_tokens}


def memory_answer(memory: Memory) -> Data:
    return {
        "message_id": memory.message_id,
        "session_id": memory.session_id,
        "role": memory.role,
        "content": memory.content,
        "relevance": memory.relevance,
    }


def swarm_answer(swarm: Swarm) -> Data:
    return {"swarm_type": swarm.swarm_type, "roles": swarm.roles, "available": swarm.available}


def intent_answer(report: IntentReport | ManagerIntentEvent) -> Data:
    return {
        "intent": report.intent,
        "confidence": report.confidence,
        "certain": report.certain,
        "parameters": report.parameters.to_dict(),
        "mood": report.mood,
        "response": report.response,
        "ranking": [one.intent for one in report.ranking] if isinstance(report, IntentReport) else None,
    }


def feedback_answer(feedback: RunFeedback) -> Data:
    return {
        "run_id": feedback.run_id,
        "rating": feedback.rating,
        "comment": feedback.comment,
        "intent": feedback.intent,
    }


def command_answer(result: CommandResult | CommandResultFrame) -> Data:
    return {"command": result.command, "output": result.output}


def ticket_answer(ticket: WsTicket) -> Data:
    return {"ticket": ticket.ticket, "expires_at": ticket.expires_at.isoformat()}


def status_answer(report: StatusReportFrame) -> Data:
    return {"runs": [{"run_id": run.run_id, "status": run.status} for run in report.runs]}


def completed(event: RunCompletedEvent) -> Data:
    return {
        "response": event.response,
        "finish_reason": event.finish_reason,
        "message_id": event.message_id,
        "usage": usage(event.usage),
    }


def error_answer(error: OrchestraError) -> Data:
    """An error by its class and the fields of it."""
    kinds = [kind.__name__ for kind in type(error).__mro__ if issubclass(kind, OrchestraError)]
    found: Data = {"error": kinds[0], "is": kinds, "message": str(error)}
    if isinstance(error, APIStatusError):
        found |= {
            "status": error.status,
            "code": error.code,
            "title": error.title,
            "detail": error.detail,
            "retryable": error.retryable,
            "correlation_id": error.correlation_id,
            "errors": [{"pointer": one.pointer, "detail": one.detail} for one in error.errors],
            "retry_after": error.retry_after,
            "run_id": error.run_id,
            "has_problem": error.problem is not None,
        }
    elif isinstance(error, RunFailedError):
        found |= {
            "run_id": error.run_id,
            "code": error.code,
            "detail": error.detail,
            "retryable": error.retryable,
            "correlation_id": error.correlation_id,
            "response": error.response,
            "usage": usage(error.usage),
            "offset": error.event.offset,
        }
    elif isinstance(error, RunCancelledError):
        found |= {
            "run_id": error.run_id,
            "reason": error.reason,
            "response": error.response,
            "usage": usage(error.usage),
            "offset": error.event.offset,
        }
    elif isinstance(error, ConnectionClosedError):
        found |= {"close_code": error.code, "reason": error.reason, "reconnect": error.reconnect}
    return found


@dataclass(slots=True)
class Seen:
    """What was read of a stream."""

    types: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    deltas: list[str] = field(default_factory=list)
    unknown: list[Data] = field(default_factory=list)

    def take(self, event: RunEvent) -> None:
        if isinstance(event, UnknownEvent):
            self.unknown.append({"type": event.unknown_type, "data": event.data})
        elif isinstance(event, TokenEvent):
            self.tokens.append(event.text)
        self.types.append(event.type)
        self.offsets.append(event.offset)

    def outcome(self, stream: RunStream | AsyncRunStream, more: Data) -> Data:
        try:
            run_id: str | None = stream.run_id
        except OrchestraError:
            run_id = None
        return {
            "run_id": run_id,
            "text": stream.text,
            "recovered": stream.recovered,
            "last_event_id": stream.last_event_id,
            "correlation_id": stream.response_headers.get("x-correlation-id"),
            "types": self.types,
            "offsets": self.offsets,
            "tokens": self.tokens,
            "deltas": self.deltas,
            "unknown": self.unknown,
            **beside_the_answer(stream),
            **more,
        }


def beside_the_answer(stream: RunStream | AsyncRunStream) -> Data:
    """What a stream knows of the manager, the agents and the tools."""
    return {
        "intent": None if stream.intent is None else intent_answer(stream.intent),
        "agents": [
            {
                "agent": turn.agent,
                "role": turn.role,
                "round": turn.round,
                "text": turn.text,
                "completed": turn.completed,
                "quality_score": turn.quality_score,
                "usage": usage(turn.usage),
            }
            for turn in stream.agents
        ],
        "tools": [
            {
                "call_id": call.call_id,
                "server": call.server,
                "tool": call.tool,
                "arguments": call.arguments,
                "ok": call.ok,
                "content": call.content,
            }
            for call in stream.tools
        ],
        "notices": [{"code": notice.code, "detail": notice.detail} for notice in stream.notices],
    }


def call_options(step: Data) -> Data:
    """What a step says about its call, as keywords."""
    said = step.get("call", {})
    return {"extra_headers" if name == "headers" else name: value for name, value in said.items()}


class Listener(logging.Handler):
    """Keeps the lines of the SDK's log; `told` is called with each."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname.lower()} {record.getMessage()}")
        self.told(self.lines[-1])

    def told(self, line: str) -> None:
        """Set by who waits for a line."""


@contextmanager
def surroundings(case: Data, results: Data, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    """The environment of a case; its log lines and warnings are in `results` afterwards."""
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in case["env"].items():
        monkeypatch.setenv(name, value)
    logger, listener = logging.getLogger("orchestra_sdk"), Listener()
    level, handlers = logger.level, list(logger.handlers)
    if "ORCHESTRA_LOG" not in os.environ:
        logger.setLevel(logging.DEBUG)
    logger.addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", OrchestraDeprecationWarning)
            yield listener
    finally:
        logger.handlers[:] = handlers
        logger.setLevel(level)
    results["log"] = listener.lines
    results["warnings"] = [str(one.message) for one in caught]
