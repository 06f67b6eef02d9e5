# Generated from spec/ by `orchestra generate`. Do not edit.
"""Version v1 as JSON: requests, answers, lines of streams, and the parameters of its operations.

Unknown fields pass. Which of a field's older and newer names has to be there is not said here: the
service's change records give every field its new name first.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    MISSING,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
)
from typing_extensions import TypeAliasType

ApiVersionV1 = TypeAliasType("ApiVersionV1", Literal["v1"])
"""The version that the answer is written in. Always `v1` here."""


ChatRequestV1Timestamp = TypeAliasType(
    "ChatRequestV1Timestamp", Annotated[str, Field(max_length=100, pattern="^[^\\u0000]*$")]
)
"""
When the client sent it, in whatever form its library writes: text of up to 100 characters, or a
number. Taken and without effect; the service keeps its own time.
"""


ExecutionModeV1 = TypeAliasType("ExecutionModeV1", Literal["lite", "balanced", "quality"])
"""How much work the service put into the answer."""


class FieldErrorV1(BaseModel):
    """One thing that is wrong with the request."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    in_: Annotated[Literal["body", "query", "path", "header"], Field(alias="in")]
    """Where it stands."""
    pointer: str
    """
    A JSON Pointer (RFC 6901) to the value, empty for the whole body; for a parameter or header `/`
    and its name.
    """
    detail: str
    """What is wrong with it, for a person."""


FinishReasonV1 = TypeAliasType("FinishReasonV1", Literal["stop", "length", "content_filter"])
"""
Why the model stopped: `stop` (it was done), `length` (the limit of tokens was reached),
`content_filter` (the model's operator held the rest back).
"""


class ManagerConclusionItemV1Metadata(BaseModel):
    """The run that it is about."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    run_id: Annotated[str, Field(max_length=64)]
    """The run that it is about."""


class ManagerItemV1Metadata(BaseModel):
    """What the manager made of the message."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    run_id: Annotated[str, Field(max_length=64)]
    """The run that it is about."""
    intent: str | MISSING = MISSING
    """What the message wants."""
    confidence: Annotated[StrictFloat | MISSING, Field(ge=0.0, le=1.0)] = MISSING
    """How sure the manager is, 0–1."""
    parameters: dict[str, Any] | MISSING = MISSING
    """What the manager read out of the message, by name."""
    mood: str | MISSING = MISSING
    """The tone that the manager answers in."""


class MessageMetadataV1(BaseModel):
    """What v2 says of the message. More keys may come."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    message_id: Annotated[str, Field(max_length=64)]
    """The message's id."""
    run_id: Annotated[str, Field(max_length=64)]
    """The run that the message belongs to."""
    status: Literal["complete", "partial"]
    """`complete`, or `partial` where the run ended before the text did."""


MessageTextV1 = TypeAliasType(
    "MessageTextV1",
    Annotated[
        str,
        Field(
            max_length=10000,
            min_length=1,
            pattern="^[\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]*[^\\u0000\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff][^\\u0000]*$",
        ),
    ],
)
"""
What the person says: 1–10,000 characters (Unicode code points), at least one of them no white
space, and none of them U+0000.
"""


SessionIdV1 = TypeAliasType(
    "SessionIdV1",
    Annotated[
        str,
        Field(
            max_length=100,
            min_length=1,
            pattern="^([A-Za-z0-9_:~-]|[.][A-Za-z0-9_:~-]|[.][.][A-Za-z0-9._:~-])[A-Za-z0-9._:~-]*$",
        ),
    ],
)
"""
The name of a conversation, chosen by the client: 1–100 characters of `A–Z a–z 0–9 . _ : ~ -`, and
neither `.` nor `..`. It is unique within the owner of the key, and the same name means the same
session in v1 and v2. A chat creates a session that it names; a name that begins with `ses_` is
one that the service made, and is answered with 404 where it is not there.
"""


class StatusItemV1Metadata(BaseModel):
    """
    The run; for `processing` nothing else. For the others what v2's event says, without `type`,
    `offset` and `created_at`: for `queued` the `position`, for `agent_started` the `agent`, `role`
    and `round`, for `notice` the `code` and `detail`, and so on.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    run_id: Annotated[str, Field(max_length=64)]
    """The run that it is about."""


StatusNameV1 = TypeAliasType(
    "StatusNameV1",
    Literal[
        "queued", "processing", "agent_started", "agent_completed", "tool_called", "tool_result", "notice"
    ],
)
"""
What is happening: `queued` (v2's run.queued), `processing` (run.started), `agent_started` and
`agent_completed` (agent.started, agent.completed), `tool_called` and `tool_result` (tool.called,
tool.result), `notice` (run.notice). New names may come.
"""


TimestampV1 = TypeAliasType("TimestampV1", str)
"""A moment in UTC, RFC 3339 with milliseconds."""


class TokenItemV1(BaseModel):
    """The next piece of the answer. From v2's `token`."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["token"]
    """The kind of item."""
    content: Annotated[str, Field(min_length=1)]
    """The piece of text. A piece is never taken back."""
    metadata: dict[str, Any]
    """Empty, so that a token stays small."""
    timestamp: TimestampV1
    """When the piece was sent."""


class UsageV1(BaseModel):
    """The tokens that a run took."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    input_tokens: Annotated[StrictInt, Field(ge=0)]
    """Tokens that were given to the model."""
    output_tokens: Annotated[StrictInt, Field(ge=0)]
    """Tokens that the model wrote."""
    total_tokens: Annotated[StrictInt, Field(ge=0)]
    """Both together."""
    source: Literal["reported", "estimated"]
    """`reported` by the model, or `estimated` by the service where the model said nothing."""


class ChatRequestV1(BaseModel):
    """
    One message to a session. `message` and `session_id` are needed; the older names `text`,
    `sessionId` and `userContext` are still taken, and where both names are given the newer one
    counts. Unknown fields are ignored.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    message: MessageTextV1 | MISSING = MISSING
    """What the person says. 1–10,000 characters, not only white space, no U+0000."""
    text: Annotated[MessageTextV1 | MISSING, Field(deprecated=True)] = MISSING
    """The older name of `message`."""
    session_id: SessionIdV1 | MISSING = MISSING
    """The session that the message belongs to. It is created when it is not there yet."""
    sessionId: Annotated[SessionIdV1 | MISSING, Field(deprecated=True)] = MISSING
    """The older name of `session_id`."""
    client_id: Annotated[
        str | None | MISSING, Field(max_length=100, min_length=1, pattern="^[^\\u0000]*$")
    ] = MISSING
    """The client's name for itself, for logs and for the limit of connections. 1–100 characters."""
    user_context: dict[str, Any] | None | MISSING = MISSING
    """What the client knows about the person or the situation, in a form of its own. Kept with the run."""
    userContext: Annotated[dict[str, Any] | None | MISSING, Field(deprecated=True)] = MISSING
    """The older name of `user_context`."""
    stream: StrictBool | None | MISSING = MISSING
    """Taken and without effect. The path decides whether the answer is streamed."""
    metadata: dict[str, Any] | None | MISSING = MISSING
    """Anything that the client wants to keep with the run. The service stores it and does not read it."""
    request_id: Annotated[
        str | None | MISSING, Field(max_length=100, min_length=1, pattern="^[^\\u0000]*$")
    ] = MISSING
    """
    The client's name for this request, 1–100 characters; it comes back. Made by the service when
    absent.
    """
    api_version: Annotated[str | None | MISSING, Field(max_length=100, pattern="^[^\\u0000]*$")] = MISSING
    """
    The version that the client means. On a path that begins with `/v1` the path decides, and this is
    taken and without effect.
    """
    timestamp: ChatRequestV1Timestamp | StrictFloat | None | MISSING = MISSING
    """
    When the client sent it, in whatever form its library writes: text of up to 100 characters, or a
    number. Taken and without effect; the service keeps its own time.
    """


class CompleteMetadataV1(BaseModel):
    """What `POST /v1/chat` says beside the text. More keys may come."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    api_version: ApiVersionV1
    """The version that the stream is written in."""
    request_id: Annotated[str, Field(max_length=100, min_length=1)]
    """The `request_id` of the request, or the one that the service made."""
    session_id: SessionIdV1
    """The session that the answer belongs to."""
    run_id: Annotated[str, Field(max_length=64)]
    """The run that wrote the answer."""
    message_id: Annotated[str | MISSING, Field(max_length=64)] = MISSING
    """The message that holds the answer."""
    execution_mode: ExecutionModeV1 | None
    """How much work the service put into the answer, or null where it does not know."""
    execution_time: Annotated[StrictFloat, Field(ge=0.0)]
    """How long the run took, in seconds."""
    quality_score: Annotated[StrictFloat | None, Field(ge=0.0, le=1.0)]
    """How good the service judges the answer to be, 0–1, or null where nobody judged it."""
    success: Literal[True]
    """Always true here."""
    finish_reason: FinishReasonV1 | MISSING = MISSING
    """Why the model stopped."""
    model: str | MISSING = MISSING
    """The model that wrote the answer."""
    usage: UsageV1 | MISSING = MISSING
    """The tokens that the run took."""
    tokens_used: Annotated[StrictInt | MISSING, Field(ge=0)] = MISSING
    """Tokens that the run took, in all."""
    intent: str | None | MISSING = MISSING
    """What the Orchestra Manager took the message to want, or null where it is not known."""
    confidence: Annotated[StrictFloat | None | MISSING, Field(ge=0.0, le=1.0)] = MISSING
    """How sure the Orchestra Manager is of the intent, 0–1, or null where it is not known."""
    swarm_used: str | None | MISSING = MISSING
    """The swarm that worked on the answer, or null where none did."""


class ErrorDataV1(BaseModel):
    """What a program needs to know about an error. The same facts as in v2's problem documents."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    code: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    """The code of the error in the catalogue. New codes may come; switch on `status` for those."""
    status: Annotated[StrictInt, Field(ge=400, le=599)]
    """The HTTP status that belongs to the code."""
    retryable: StrictBool
    """Whether the same request may succeed later."""
    type: str | MISSING = MISSING
    """The address of the code's page in the documentation."""
    correlation_id: str
    """What to name when asking for help. It is in the service's logs too."""
    errors: list[FieldErrorV1] | MISSING = MISSING
    """What exactly is wrong with the request. Only with `validation_failed` and its like."""
    retry_after: Annotated[StrictFloat | MISSING, Field(ge=0.0)] = MISSING
    """How long to wait before the next try, in seconds."""
    run_id: Annotated[str | MISSING, Field(max_length=64)] = MISSING
    """The run that the error ended. Absent where the request was refused before a run began."""
    reason: Literal["requested", "disconnected", "interrupted"] | MISSING = MISSING
    """Why the run was cancelled. Only with `run_cancelled`."""
    response: str | MISSING = MISSING
    """What the model had written when the run ended. Only for a run that ended early."""
    usage: UsageV1 | None | MISSING = MISSING
    """The tokens that the run took until then, or null where nobody knows."""


class ErrorItemV1(BaseModel):
    """
    The end of a stream that did not go well. From v2's `run.failed`, and from `run.cancelled` with
    the code `run_cancelled`. The stream's HTTP status was 200 already, so this is where the failure
    is told.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["error"]
    """The kind of item."""
    content: Annotated[str, Field(min_length=1)]
    """What went wrong, for a person."""
    metadata: ErrorDataV1
    """What went wrong, for a program, with what the model had written until then."""
    timestamp: TimestampV1
    """When the run ended."""


class ErrorResponseV1(BaseModel):
    """Every error of v1, whatever its status."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    success: Literal[False]
    """Always false here."""
    error: Annotated[str, Field(min_length=1)]
    """What went wrong, for a person."""
    data: ErrorDataV1
    """What went wrong, for a program."""
    timestamp: TimestampV1
    """When it went wrong."""


class ManagerConclusionItemV1(BaseModel):
    """
    What the Orchestra Manager says at the end, right before `complete`. From `manager_response` of
    v2's `run.completed`; left out where that is null.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["manager_conclusion"]
    """The kind of item."""
    content: str
    """What the manager says."""
    metadata: ManagerConclusionItemV1Metadata
    """The run that it is about."""
    timestamp: TimestampV1
    """When it was said."""


class ManagerItemV1(BaseModel):
    """What the Orchestra Manager says first, before the answer. From v2's `manager.intent`."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["manager"]
    """The kind of item."""
    content: str
    """What the manager says."""
    metadata: ManagerItemV1Metadata
    """What the manager made of the message."""
    timestamp: TimestampV1
    """When it was said."""


class MessageV1(BaseModel):
    """One message of a session."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    role: Literal["user", "assistant"]
    """Who said it."""
    content: str
    """What was said."""
    timestamp: TimestampV1
    """When it was stored."""
    metadata: MessageMetadataV1
    """What the service says beside the message."""


class ResponseMetadataV1(BaseModel):
    """What v2 says of the run beside the answer. More keys may come."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    run_id: Annotated[str, Field(max_length=64)]
    """The run that wrote the answer."""
    message_id: Annotated[str | MISSING, Field(max_length=64)] = MISSING
    """The message that holds the answer."""
    user_message_id: Annotated[str | MISSING, Field(max_length=64)] = MISSING
    """The message that holds what the person said."""
    finish_reason: FinishReasonV1 | MISSING = MISSING
    """Why the model stopped."""
    model: str | MISSING = MISSING
    """The model that wrote the answer."""
    usage: UsageV1 | MISSING = MISSING
    """The tokens that the run took."""
    tokens_used: Annotated[StrictInt | MISSING, Field(ge=0)] = MISSING
    """Tokens that the run took, in all."""
    manager_response: str | None | MISSING = MISSING
    """What the Orchestra Manager says about the answer, or null where it says nothing."""
    intent: str | None | MISSING = MISSING
    """What the Orchestra Manager took the message to want, or null where it is not known."""
    confidence: Annotated[StrictFloat | None | MISSING, Field(ge=0.0, le=1.0)] = MISSING
    """How sure the Orchestra Manager is of the intent, 0–1, or null where it is not known."""
    swarm_used: str | None | MISSING = MISSING
    """The swarm that worked on the answer, or null where none did."""


class SessionResponseV1(BaseModel):
    """A session and its latest messages."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    api_version: ApiVersionV1
    """The version that the answer is written in."""
    timestamp: TimestampV1
    """When the answer was written."""
    session_id: SessionIdV1
    """The session's name."""
    created_at: TimestampV1
    """When the session was created."""
    updated_at: TimestampV1
    """When the session last changed, a new message included."""
    message_count: Annotated[StrictInt, Field(ge=0)]
    """How many messages the session has in all. `messages` may show fewer."""
    messages: Annotated[list[MessageV1], Field(max_length=100)]
    """The latest 100 messages, oldest first. The whole history is to be had from v2."""
    metadata: dict[str, Any]
    """What was stored with the session."""
    success: Literal[True]
    """Always true here. A failure is answered with an error status and `success` false."""
    error: None
    """Always null here. Kept for clients that read it."""


class StatusItemV1(BaseModel):
    """How the work goes on. Nothing in it belongs to the answer."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["status"]
    """The kind of item."""
    content: StatusNameV1
    """What is happening."""
    metadata: StatusItemV1Metadata
    """
    The run; for `processing` nothing else. For the others what v2's event says, without `type`,
    `offset` and `created_at`: for `queued` the `position`, for `agent_started` the `agent`, `role`
    and `round`, for `notice` the `code` and `detail`, and so on.
    """
    timestamp: TimestampV1
    """When it happened."""


class ChatResponseV1(BaseModel):
    """The whole answer to one message."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    api_version: ApiVersionV1
    """The version that the answer is written in."""
    request_id: Annotated[str, Field(max_length=100, min_length=1)]
    """The `request_id` of the request, or the one that the service made."""
    timestamp: TimestampV1
    """When the answer was finished."""
    session_id: SessionIdV1
    """The session that the answer belongs to."""
    response: str
    """The text of the answer. Empty where the model wrote nothing."""
    execution_mode: ExecutionModeV1 | None
    """How much work the service put into the answer, or null where it does not know."""
    execution_time: Annotated[StrictFloat, Field(ge=0.0)]
    """How long the run took, in seconds."""
    quality_score: Annotated[StrictFloat | None, Field(ge=0.0, le=1.0)]
    """How good the service judges the answer to be, 0–1, or null where nobody judged it."""
    success: Literal[True]
    """Always true here. A failure is answered with an error status and `success` false."""
    error: None
    """Always null here. Kept for clients that read it."""
    metadata: ResponseMetadataV1
    """What the service says beside the answer."""


class CompleteItemV1(BaseModel):
    """The end of a stream that went well. From v2's `run.completed`."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["complete"]
    """The kind of item."""
    content: str
    """The whole answer, exactly the `token` items joined."""
    metadata: CompleteMetadataV1
    """What the service says beside the answer."""
    timestamp: TimestampV1
    """When the run ended."""


StreamItemV1 = TypeAliasType(
    "StreamItemV1",
    TokenItemV1 | StatusItemV1 | ManagerItemV1 | ManagerConclusionItemV1 | CompleteItemV1 | ErrorItemV1,
)
"""
One line of `POST /v1/chat/stream`, told apart by `type`. The stream ends with exactly one
`complete` or `error`. The texts of the `token` items, joined, are the answer.
"""


class GetSessionV1Path(BaseModel):
    """The path parameters of `GET /v1/sessions/{session_id}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    session_id: SessionIdV1
    """The session's name, 1–100 characters."""
