"""A run's events as chunks of a completion, over Server-Sent Events in OpenAI's manner."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from orchestra.api.door.errors import failure, response
from orchestra.api.stream import HEARTBEAT, EventStream
from orchestra.errors import ErrorCode, OrchestraError, problem
from orchestra.live.log import LoggedEvent

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

DONE: Final = b"data: [DONE]\n\n"


class Delta(msgspec.Struct, omit_defaults=True):
    """What is new."""

    role: Literal["assistant"] | None = None
    content: str | None = None


class Piece(msgspec.Struct):
    """A piece of the one answer."""

    delta: Delta
    finish_reason: str | None = None
    index: int = 0
    logprobs: None = None


class Usage(msgspec.Struct):
    """Tokens as OpenAI counts them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Chunk(msgspec.Struct):
    """One chunk. `usage` is there where it was asked for, and null until the last one."""

    id: str
    created: int
    model: str
    choices: tuple[Piece, ...]
    usage: Usage | msgspec.UnsetType | None
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    system_fingerprint: None = None


class _Token(msgspec.Struct):
    text: str


class _Counted(msgspec.Struct):
    input_tokens: int
    output_tokens: int
    total_tokens: int


class _Completed(msgspec.Struct):
    finish_reason: str
    usage: _Counted


class _Dated(msgspec.Struct):
    created_at: str


_encode = msgspec.json.Encoder().encode
_token = msgspec.json.Decoder(_Token).decode
_completed = msgspec.json.Decoder(_Completed).decode
_dated = msgspec.json.Decoder(_Dated).decode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def completion_id(run_id: str) -> str:
    """What a run is called here."""
    return f"chatcmpl-{run_id.removeprefix('run_')}"


class Chunks:
    """Rendering of a run as chunks. Agents' talk, tools and notices are not told, but for a comment in long silence.

    `silence` is in seconds. `refused` is the problem of a run that failed before its first piece, `over` whether the
    end was rendered.
    """

    media_type = "text/event-stream; charset=utf-8"
    opening = b""
    heartbeat = HEARTBEAT

    def __init__(self, run_id: str, model: str, *, with_usage: bool, silence: float) -> None:
        self.refused: dict[str, Any] | None = None
        self.over = False
        self._id = completion_id(run_id)
        self._run_id = run_id
        self._model = model
        self._usage: msgspec.UnsetType | None = None if with_usage else msgspec.UNSET
        self._silence = silence
        self._created: int | None = None
        self._begun = False
        self._said_at = time.monotonic()

    def render(self, events: Sequence[LoggedEvent]) -> bytes:
        """See Rendering.render."""
        parts: list[bytes] = []
        for event in events:
            if event.type == "token":
                self._begin(parts)
                parts.append(self._chunk(Piece(Delta(content=_token(event.data).text))))
            elif event.type == "run.completed":
                self._begin(parts)
                parts += self._end(_completed(event.data))
            elif event.type == "run.failed":
                parts.append(self._failed(_decode(event.data)["error"]))
            elif event.type == "run.cancelled":
                reason = _decode(event.data)["reason"]
                parts.append(self._failed(self._cancelled(reason)))
            elif self._created is None:
                moment = datetime.fromisoformat(_dated(event.data).created_at)
                self._created = int(moment.timestamp())
        now = time.monotonic()
        if not parts and now - self._said_at >= self._silence:
            parts.append(HEARTBEAT)
        if parts:
            self._said_at = now
        return b"".join(parts)

    def broken(self) -> bytes:
        """What to say where the stream stops before its end."""
        self.over = True
        error = OrchestraError(
            ErrorCode.RUN_LOG_EXPIRED,
            f"The stream was read too slowly and cannot go on; GET /v2/runs/{self._run_id} has the answer.",
            run_id=self._run_id,
        )
        return _event(failure(_problem(error))[1])

    def _begin(self, parts: list[bytes]) -> None:
        if not self._begun:
            self._begun = True
            parts.append(self._chunk(Piece(Delta(role="assistant", content=""))))

    def _end(self, completed: _Completed) -> list[bytes]:
        self.over = True
        parts = [self._chunk(Piece(Delta(), completed.finish_reason))]
        if self._usage is None:
            told = completed.usage
            usage = Usage(told.input_tokens, told.output_tokens, told.total_tokens)
            parts.append(_event(self._with((), usage)))
        return [*parts, DONE]

    def _failed(self, found: dict[str, Any]) -> bytes:
        self.over = True
        found = {**found, "run_id": self._run_id}
        if not self._begun:
            self.refused = found
        return _event(failure(found)[1])

    def _cancelled(self, reason: str) -> dict[str, Any]:
        return _problem(
            OrchestraError(
                ErrorCode.RUN_CANCELLED,
                f"The run was cancelled ({reason}); GET /v2/runs/{self._run_id} has what came before.",
            )
        )

    def _chunk(self, piece: Piece) -> bytes:
        return _event(self._with((piece,), self._usage))

    def _with(self, choices: tuple[Piece, ...], usage: Usage | msgspec.UnsetType | None) -> Chunk:
        if self._created is None:
            self._created = int(time.time())
        return Chunk(self._id, self._created, self._model, choices, usage)


class CompletionStream:
    """An ASGI answer: a run as chunks. The headers wait for the first byte of the body.

    So a run that fails at once is answered with its error's status, as clients of this API expect.
    """

    def __init__(self, stream: EventStream, chunks: Chunks, headers: dict[str, str]) -> None:
        self._stream = stream.rendered(chunks)
        self._chunks = chunks
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream, or the error that is in its place."""
        chunks = self._chunks
        held: Message | None = None

        async def send_held(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                held = message
                return
            more = message.get("more_body", False)
            if held is not None and chunks.refused is not None:
                held = None
                await response(chunks.refused, self._headers)(scope, receive, send)
                return
            if not more and not chunks.over:
                message["body"] += chunks.broken()
            if not message["body"] and more:
                return
            if held is not None:
                start, held = held, None
                await send(start)
            await send(message)

        await self._stream(scope, receive, send_held)


def _event(value: Any) -> bytes:
    return b"data: " + _encode(value) + b"\n\n"


def _problem(error: OrchestraError) -> dict[str, Any]:
    return problem(error, docs_url="", instance="", correlation_id=None)
