"""One question and its answer, as frames: what to send, and what a frame of the service means for the reader.

Nothing here waits or knows of a network: frames in, updates out. `ExchangeV2` holds to spec/v2/asyncapi.yaml,
`ExchangeV1` to spec/v1/asyncapi.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

Frame: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """The next piece of the answer. No piece comes twice."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth knowing that is no part of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class End:
    """The answer is over; nothing comes after it. `detail` is for people, and empty where all went well."""

    outcome: Literal["completed", "failed", "cancelled"]
    detail: str = ""


Update: TypeAlias = Text | Note | End


class RefusedError(Exception):
    """The service refused what was sent. `retry_after` is in seconds."""

    def __init__(self, detail: str, *, code: str, retryable: bool, retry_after: float | None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code
        self.retryable = retryable
        self.retry_after = retry_after

    @classmethod
    def from_problem(cls, problem: Frame) -> RefusedError:
        """Read a v2 problem document, or the error envelope of v1 (`error` and `data`)."""
        data = problem.get("data")
        facts: Frame = data if isinstance(data, Mapping) else problem
        detail = str(problem.get("detail") or problem.get("error") or "The service refused the message.")
        places = facts.get("errors")
        for place in places if isinstance(places, list) else []:
            # Where there is one place only, the detail names it already.
            if isinstance(place, Mapping) and str(place.get("detail")) not in detail:
                detail += f" {place.get('pointer', '')}: {place.get('detail', '')}"
        retry_after = facts.get("retry_after")
        return cls(
            detail,
            code=str(facts.get("code", "")),
            retryable=facts.get("retryable") is True,
            retry_after=float(retry_after) if isinstance(retry_after, int | float) else None,
        )


class Exchange(Protocol):
    """What the connection needs to know of a question."""

    resumable: bool
    session_id: str | None
    # Counts what was new; a connection that brings nothing new gets the next one no further.
    progress: int

    def opening(self) -> Frame:
        """What to send at the beginning of a connection."""
        ...

    def cancellation(self) -> Frame | None:
        """What to send to stop the answer, or None while that cannot be said yet."""
        ...

    def take(self, frame: Frame) -> list[Update]:
        """What a frame means. Frames of others mean nothing.

        Raises RefusedError where the question itself was refused.
        """
        ...


class _Written:
    """What the reader has of an answer."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def piece(self, text: str) -> list[Update]:
        if not text:
            return []
        self._parts.append(text)
        return [Text(text)]

    def rest(self, whole: str) -> list[Update]:
        """What the reader lacks of the whole answer."""
        have = "".join(self._parts)
        if whole.startswith(have):
            return self.piece(whole[len(have) :])
        return [Note("What was shown is not how the answer begins; here it is whole."), Text(f"\n{whole}")]


class ExchangeV2:
    """A question over /v2/ws: sent with an idempotency key until it is accepted, resumed by offset after that."""

    resumable = True

    def __init__(
        self,
        message: str,
        *,
        key: str,
        name: Callable[[], str],
        session_id: str | None,
        model: str | None,
        swarm: str | None = None,
    ) -> None:
        """`key` is the idempotency key; `name` gives a new frame id with every call."""
        self.session_id = session_id
        self.run_id: str | None = None
        self.last_offset = -1
        self.progress = 0
        self._name = name
        self._gap = False
        self._written = _Written()
        self._chat: dict[str, Any] = {
            "type": "chat",
            "id": name(),
            "message": message,
            "idempotency_key": key,
        }
        if session_id is not None:
            self._chat["session_id"] = session_id
        if model is not None:
            self._chat["model"] = model
        if swarm is not None:
            self._chat["swarm_type"] = swarm
        self._ids = {self._chat["id"]}

    def opening(self) -> Frame:
        """The chat, or, once there is a run, where to go on with it."""
        if self.run_id is None:
            return self._chat
        frame: dict[str, Any] = {"type": "resume", "id": self._name(), "run_id": self.run_id}
        if self.last_offset >= 0:
            frame["after"] = self.last_offset
        self._ids.add(frame["id"])
        return frame

    def cancellation(self) -> Frame | None:
        """Possible as soon as the run has a name. A refusal of it is not listened to: the run's end tells all."""
        if self.run_id is None:
            return None
        return {"type": "cancel", "id": self._name(), "run_id": self.run_id}

    def take(self, frame: Frame) -> list[Update]:
        """Fold a frame of the service in."""
        kind = frame.get("type")
        if kind == "error" and frame.get("id") in self._ids:
            problem = frame.get("problem")
            raise RefusedError.from_problem(problem if isinstance(problem, Mapping) else {})
        if kind == "accepted" and frame.get("id") == self._chat["id"]:
            self.progress += 1
            self.run_id, self.session_id = frame["run_id"], frame["session_id"]
            return []
        if self.run_id is None or frame.get("run_id") != self.run_id:
            return []
        offset = frame.get("offset")
        if not isinstance(offset, int) or offset <= self.last_offset:
            return []
        # Events that the log has lost: the pieces that come now do not join on, the whole answer at the end does.
        self._gap = self._gap or offset > self.last_offset + 1
        self.last_offset = offset
        self.progress += 1
        return self._event(kind, frame)

    def _event(self, kind: object, event: Frame) -> list[Update]:
        match kind:
            case "token":
                return [] if self._gap else self._written.piece(event["text"])
            case "run.queued":
                return [Note(f"Waiting; number {event['position']} in the session's queue.")]
            case "run.notice":
                return [Note(str(event["detail"]))]
            case "agent.started" | "tool.called":
                return [Note(_at_work(event))]
            case "run.completed":
                cut = event.get("finish_reason")
                notes: list[Update] = (
                    [] if cut in ("stop", None) else [Note(f"The answer ends early: {cut}.")]
                )
                return [*self._written.rest(event["response"]), *notes, End("completed")]
            case "run.failed":
                detail = RefusedError.from_problem(event["error"]).detail
                return [*self._written.rest(event["response"]), End("failed", detail)]
            case "run.cancelled":
                detail = f"The answer was cancelled: {event['reason']}."
                return [*self._written.rest(event["response"]), End("cancelled", detail)]
        return []


def _at_work(facts: Frame) -> str:
    """Who of a swarm begins, or which tool is asked."""
    if "tool" in facts:
        return f"· {facts.get('server')}: {facts['tool']}"
    return f"· {facts.get('agent')}, round {facts.get('round')}"


class ExchangeV1:
    """A question over /v1/ws/…: version 1 cancels what it says to a connection that is lost, so there is no resume."""

    resumable = False

    def __init__(self, message: str, *, name: Callable[[], str], session_id: str) -> None:
        self.session_id: str | None = session_id
        self.progress = 0
        self._name = name
        self._id = name()
        self._message = message
        self._written = _Written()

    def opening(self) -> Frame:
        """The chat."""
        return {"type": "chat", "data": {"message": self._message}, "correlation_id": self._id}

    def cancellation(self) -> Frame | None:
        """The command `stop` ends what the connection has asked for, and that is this question alone."""
        return {"type": "command", "data": {"command": "stop"}, "correlation_id": self._name()}

    def take(self, frame: Frame) -> list[Update]:
        """Fold a frame of the service in."""
        data = frame.get("data")
        if frame.get("correlation_id") != self._id or not isinstance(data, Mapping):
            return []
        self.progress += 1
        match frame.get("type"):
            case "stream_token":
                return self._item(data)
            case "status" if data.get("status") == "completed":
                return [End("completed")]
            case "error":
                return self._error(data)
        return []

    def _item(self, item: Frame) -> list[Update]:
        told = item.get("metadata")
        metadata: Frame = told if isinstance(told, Mapping) else {}
        match item.get("type"), item.get("content"):
            case "token", str(text):
                return self._written.piece(text)
            case "complete", str(text):
                return self._written.rest(text)
            case "status", "queued":
                return [Note(f"Waiting; number {metadata.get('position', '?')} in the session's queue.")]
            case "status", "notice":
                return [Note(str(metadata.get("detail", "")))]
            case "status", "agent_started" | "tool_called":
                return [Note(_at_work(metadata))]
        return []

    def _error(self, envelope: Frame) -> list[Update]:
        error = RefusedError.from_problem(envelope)
        data = envelope.get("data")
        facts: Frame = data if isinstance(data, Mapping) else {}
        if "run_id" not in facts:
            raise error
        rest = self._written.rest(str(facts.get("response", "")))
        outcome: Literal["failed", "cancelled"] = "cancelled" if error.code == "run_cancelled" else "failed"
        return [*rest, End(outcome, error.detail)]
