"""Version 1's WebSocket frames: the same items as in its streams, each in a frame. Knows nothing of the connection."""

from __future__ import annotations

from orchestra.api.versions.records import Exchange, Json
from orchestra.api.versions.v1 import V1
from orchestra.errors import FieldError, OrchestraError


def frame(kind: str, data: Json, exchange: Exchange, correlation_id: str | None = None) -> Json:
    """A frame of the service's; `correlation_id` is the one of the frame that it answers, where that had one."""
    made: Json = {"type": kind, "data": data, "timestamp": exchange.now()}
    return made if correlation_id is None else {**made, "correlation_id": correlation_id}


def event_frames(event: Json, exchange: Exchange, correlation_id: str | None = None) -> list[Json]:
    """The frames for one event of a chat.

    `processing` and `error` have frames of their own, every other item is a stream_token, and behind `complete` a
    status says that nothing more comes.
    """
    frames: list[Json] = []
    for item in V1.event_down(event, exchange):
        about = {"run_id": event["run_id"], "request_id": exchange.request_id}
        if item["type"] == "error":
            envelope = {
                "success": False,
                "error": item["content"],
                "data": item["metadata"],
                "timestamp": item["timestamp"],
            }
            frames.append(frame("error", envelope, exchange, correlation_id))
        elif item["type"] == "status" and item["content"] == "processing":
            frames.append(frame("status", {"status": "processing", **about}, exchange, correlation_id))
        else:
            frames.append(frame("stream_token", item, exchange, correlation_id))
            if item["type"] == "complete":
                frames.append(frame("status", {"status": "completed", **about}, exchange, correlation_id))
    return frames


def error_frame(problem: Json, exchange: Exchange, correlation_id: str | None = None) -> Json:
    """The frame for a frame that was refused."""
    return frame("error", V1.error_down(problem, exchange), exchange, correlation_id)


def chat_up(data: Json, client_id: str, session_id: str) -> Json:
    """The v2 request behind a chat's data; whose and for which session the connection knows.

    Raises OrchestraError(validation_failed).
    """
    return V1.request_up("receiveChatV1", {**data, "client_id": client_id, "session_id": session_id})


def beneath(error: OrchestraError, place: str) -> OrchestraError:
    """The same refusal for the frame that had what is refused at `place` (a JSON Pointer)."""
    if not error.errors:
        return error
    errors = [FieldError(found.where, f"{place}{found.pointer}", found.detail) for found in error.errors]
    said = f"{errors[0].pointer} ({errors[0].where}): {errors[0].detail}."
    return OrchestraError(error.code, said, errors=errors)
