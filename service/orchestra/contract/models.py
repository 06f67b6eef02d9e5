# Generated from spec/ by `orchestra generate`. Do not edit.
"""What goes over the wire as JSON, and the parameters of every operation.

A field that may be left out and is not there is MISSING, which is not None: null has to be allowed by
the contract. Integers, numbers and booleans of bodies are not converted from anything else. Parameters
arrive as text and are read.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import (
    MISSING,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
)
from typing_extensions import TypeAliasType

from orchestra.contract.errors import ErrorCode

ApiVersionName = TypeAliasType("ApiVersionName", Literal["v1", "v2"])
"""A version of the API."""


class AsyncapiDocument(BaseModel):
    """A specification as AsyncAPI 3 writes it down, in one file."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    asyncapi: Annotated[str, Field(pattern="^3[.][0-9]+[.][0-9]+$")]
    """The version of AsyncAPI that the document is written in."""
    info: dict[str, Any]
    """The title, version and description."""
    channels: dict[str, Any]
    """The channels by name."""


CancelReason = TypeAliasType("CancelReason", Literal["requested", "disconnected", "interrupted"])
"""
Why a run was cancelled: `requested` (somebody asked for it), `disconnected` (nobody followed it
any more), `interrupted` (a later message of its session took its place).
"""


ChosenSessionId = TypeAliasType(
    "ChosenSessionId",
    Annotated[
        str,
        Field(
            max_length=100,
            min_length=1,
            pattern="^([A-Za-rt-z0-9_:~-][A-Za-z0-9._:~-]*|[.][A-Za-z0-9_:~-][A-Za-z0-9._:~-]*|[.][.][A-Za-z0-9._:~-]+|s([A-Za-df-z0-9._:~-][A-Za-z0-9._:~-]*|e([A-Za-rt-z0-9._:~-][A-Za-z0-9._:~-]*|s([A-Za-z0-9.:~-][A-Za-z0-9._:~-]*)?)?)?)$",
        ),
    ],
)
"""
A session id that does not begin with `ses_`: those names are the service's to give. 1 to 100
letters, digits and `. _ : ~ -`, but not `.` or `..`.
"""


class CommandResult(BaseModel):
    """What came of a command."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    command: str
    """The name of the command that was carried out."""
    output: str
    """The result, for people."""
    data: dict[str, Any]
    """The result, for programs; empty where there is none."""


class CompletionAnswer(BaseModel):
    """What the assistant says."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    role: Literal["assistant"]
    """The assistant."""
    content: str
    """The text."""
    refusal: None
    """Always null."""


CompletionErrorType = TypeAliasType(
    "CompletionErrorType",
    Literal[
        "invalid_request_error",
        "authentication_error",
        "permission_error",
        "rate_limit_error",
        "server_error",
    ],
)
"""
The kind of error: the request (`invalid_request_error`), the key (`authentication_error`,
`permission_error`), its limit (`rate_limit_error`), or the service and its model
(`server_error`).
"""


CompletionId = TypeAliasType(
    "CompletionId", Annotated[str, Field(max_length=80, pattern="^chatcmpl-[A-Za-z0-9]{1,60}$")]
)
"""The name of a completion. Opaque."""


CompletionModality = TypeAliasType("CompletionModality", Literal["text"])
"""What an answer is made of."""


CompletionModelId = TypeAliasType(
    "CompletionModelId", Annotated[str, Field(max_length=400, min_length=1, pattern="^[!-~]+$")]
)
"""
A model, a swarm or a session, or two or three of them with `/` between: `session:<session_id>`,
`swarm:<name>`, a model of `GET /v2/models`, in this order. 1 to 400 visible ASCII characters.
"""


CompletionNoBias = TypeAliasType("CompletionNoBias", Annotated[dict[str, Any], Field(max_length=0)])
"""An object without members."""


CompletionRole = TypeAliasType("CompletionRole", Literal["system", "developer", "user", "assistant"])
"""Who says something. `tool` and `function` are refused, as `tools` are."""


class CompletionStreamOptions(BaseModel):
    """What a stream tells beside the answer. What does not stand here is ignored."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    include_usage: StrictBool | None | MISSING = MISSING
    """Whether one more chunk comes at the end, without a choice, that has the usage."""


CompletionText = TypeAliasType("CompletionText", str)
"""A text."""


class CompletionTextFormat(BaseModel):
    """Plain text."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["text"]
    """The form."""


class CompletionTextPart(BaseModel):
    """A part of a text. Images, audio and files are refused."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["text"]
    """What kind of part it is."""
    text: str
    """The text."""


class CompletionUsage(BaseModel):
    """What a completion cost, in tokens, all agents of a swarm together."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    prompt_tokens: Annotated[StrictInt, Field(ge=0)]
    """Tokens that went to the model, in tokens."""
    completion_tokens: Annotated[StrictInt, Field(ge=0)]
    """Tokens that the model made, in tokens."""
    total_tokens: Annotated[StrictInt, Field(ge=0)]
    """Both together, in tokens."""


class DetectChatRequest(BaseModel):
    """
    A chat as v1 or v2 writes it. A version that is named decides, else a field that only v2 has means
    v2, else it is v1.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    api_version: ApiVersionName | None | MISSING = MISSING
    """
    The version that is meant. Null is the same as not naming one, because v1's clients write out
    empty fields.
    """
    message: Annotated[str | MISSING, Field(max_length=10000, min_length=1)] = MISSING
    """What the user says, 1 to 10,000 characters."""


class DetectChatResponse(BaseModel):
    """The answer as the version writes it that the request was taken for. `X-API-Version` names it."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )


ExecutionMode = TypeAliasType("ExecutionMode", Literal["lite", "balanced", "quality"])
"""How much work the service put into the answer."""


FinishReason = TypeAliasType("FinishReason", Literal["stop", "length", "content_filter"])
"""
Why the model stopped: `stop` (it was done), `length` (the limit of tokens was reached),
`content_filter` (the model's operator held the rest back).
"""


HealthStatus = TypeAliasType("HealthStatus", Literal["ok", "degraded", "unavailable"])
"""
`ok`, `degraded` (some requests are refused, such as chats while the model cannot be reached), or
`unavailable` (hardly any request can be answered).
"""


IdempotencyKey = TypeAliasType(
    "IdempotencyKey", Annotated[str, Field(max_length=255, min_length=1, pattern="^[!-~]+$")]
)
"""A name for this one try, 1 to 255 visible ASCII characters. A UUID is a good choice."""


IfBusy = TypeAliasType("IfBusy", Literal["queue", "reject", "interrupt"])
"""
What to do when the session has a run already. `queue`: wait behind it (at most 4 may wait).
`reject`: refuse with 409 session_busy. `interrupt`: cancel what runs and waits in the session,
and begin.
"""


Intent = TypeAliasType(
    "Intent",
    Literal[
        "deploy",
        "configure",
        "monitor",
        "analyze",
        "optimize",
        "debug",
        "scale",
        "secure",
        "query",
        "help",
        "general",
    ],
)
"""
What a message wants: something to start running (`deploy`), a setting changed (`configure`), the
present state (`monitor`), material examined (`analyze`), something made better (`optimize`), a
fault found (`debug`), a number of running things changed (`scale`), protection (`secure`), a fact
(`query`), guidance on this system (`help`), or anything else (`general`).
"""


KeyId = TypeAliasType(
    "KeyId", Annotated[str, Field(max_length=64, min_length=5, pattern="^key_[A-Za-z0-9]{1,60}$")]
)
"""The name of an API key, which is not the key itself."""


KeyStatus = TypeAliasType("KeyStatus", Literal["active", "expired", "revoked"])
"""
Whether a key works: `active` does, `expired` does not any more, `revoked` was taken back (whether
or not its time was over).
"""


ListCursor = TypeAliasType(
    "ListCursor", Annotated[str, Field(max_length=512, min_length=1, pattern="^[!-~]+$")]
)
"""
Where a page begins, the `next_cursor` of the page before. Opaque; 1 to 512 visible ASCII
characters.
"""


ListOrder = TypeAliasType("ListOrder", Literal["asc", "desc"])
"""`asc`, the oldest first, or `desc`, the newest first."""


class LivenessReport(BaseModel):
    """A sign of life. Where it does not come, the process should be started again."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    status: Literal["alive"]
    """The process answers."""


MessageId = TypeAliasType(
    "MessageId", Annotated[str, Field(max_length=64, min_length=5, pattern="^msg_[A-Za-z0-9]{1,60}$")]
)
"""The name of a message. Opaque; ids that were made later sort behind earlier ones."""


MessageRole = TypeAliasType("MessageRole", Literal["user", "assistant"])
"""Who said something, the `user` or the `assistant`."""


MessageStatus = TypeAliasType("MessageStatus", Literal["complete", "partial"])
"""`complete`, or `partial` where the run failed or was cancelled in the middle of its answer."""


Metadata = TypeAliasType("Metadata", Annotated[dict[str, Any], Field(max_length=64)])
"""
What the client wants to remember: a JSON object of at most 64 members, kept and given back as it
is. The service never reads it. Texts in it must not contain U+0000.
"""


ModelId = TypeAliasType("ModelId", Annotated[str, Field(max_length=200, min_length=1, pattern="^[!-~]+$")])
"""The name of a model, as `GET /v2/models` lists it. 1 to 200 visible ASCII characters."""


Mood = TypeAliasType(
    "Mood", Literal["focused", "creative", "analytical", "supportive", "concerned", "excited", "patient"]
)
"""The tone of the manager, which follows the state of the system."""


OnDisconnect = TypeAliasType("OnDisconnect", Literal["grace", "continue", "cancel"])
"""
What becomes of a run when nobody follows it any more, on any transport. `grace`: it goes on for
60 seconds (a setting) and is cancelled when nobody came back. `continue`: it goes on to its end.
`cancel`: it ends at once.
"""


class OpenapiDocument(BaseModel):
    """A specification as OpenAPI 3.1 writes it down, in one file."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    openapi: Annotated[str, Field(pattern="^3[.]1[.][0-9]+$")]
    """The version of OpenAPI that the document is written in."""
    info: dict[str, Any]
    """The title, version and description."""
    paths: dict[str, Any]
    """The operations by path."""


OptimizationHints = TypeAliasType("OptimizationHints", Annotated[dict[str, Any], Field(max_length=32)])
"""
Wishes that help to choose mode and swarm, a JSON object of at most 32 members. Read are `urgent`
(true: less work, sooner) and `complexity` (`low`, `medium` or `high`, in the place of the
service's own guess); others are ignored.
"""


OptimizationMode = TypeAliasType("OptimizationMode", Literal["lite", "balanced", "quality", "auto"])
"""
How much work an answer is worth: `lite` (one quick answer), `balanced`, `quality` (a swarm, with
more rounds and stricter gates), or `auto`: the service looks at how hard and how urgent the
message is.
"""


class RankedIntent(BaseModel):
    """One of several things that a message may want."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    intent: Intent
    """What the message may want."""
    confidence: Annotated[StrictFloat, Field(ge=0.0, le=1.0)]
    """How likely it is, from 0 to 1."""


ReadinessStatus = TypeAliasType("ReadinessStatus", Literal["ready", "not_ready"])
"""`ready`, or `not_ready` while the service starts, stops, or cannot reach its storage."""


RequestPart = TypeAliasType("RequestPart", Literal["body", "query", "path", "header"])
"""Where in a request something stands."""


RunId = TypeAliasType(
    "RunId", Annotated[str, Field(max_length=64, min_length=5, pattern="^run_[A-Za-z0-9]{1,60}$")]
)
"""The name of a run. Opaque; ids that were made later sort behind earlier ones."""


RunStatus = TypeAliasType("RunStatus", Literal["queued", "running", "completed", "failed", "cancelled"])
"""
`queued` (waits in its session), `running`, and one of the three ends: `completed`, `failed`,
`cancelled`.
"""


Scope = TypeAliasType("Scope", Literal["chat", "read", "admin"])
"""What a key may do. `read` looks, `chat` speaks and changes sessions, `admin` may do everything."""


SessionId = TypeAliasType(
    "SessionId",
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
The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100
letters, digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with
`ses_`.
"""


SwarmType = TypeAliasType("SwarmType", Annotated[str, Field(max_length=64, pattern="^[a-z][a-z0-9-]*$")])
"""
The name of a swarm: `simple-agents` (one agent after the other), `coding-debate` (agents argue
until they agree), `improved-solve` (several drafts that are judged and mended), `mcp-coordinated`
(agents with tools), `auto-select` (the service chooses), or one of the deployment's own. 1 to 64
lower-case letters, digits and hyphens.
"""


Timestamp = TypeAliasType("Timestamp", str)
"""A moment as RFC 3339 writes it, in UTC and with milliseconds."""


UsageSource = TypeAliasType("UsageSource", Literal["reported", "estimated"])
"""
`reported`: the model's server counted. `estimated`: at least a part was counted by this service,
because a run ended before the server had said how many there were.
"""


class WsTicket(BaseModel):
    """Opens one WebSocket, once."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    ticket: Annotated[str, Field(max_length=200)]
    """What the page brings to the handshake."""
    expires_at: Timestamp
    """Until when it works."""


class ChatRequest(BaseModel):
    """A message, and how it should be answered. Fields that do not stand here are refused."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    message: Annotated[
        str,
        Field(
            max_length=10000,
            min_length=1,
            pattern="^[\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]*[^\\u0000\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff][^\\u0000]*$",
        ),
    ]
    """
    What the user says: 1 to 10,000 characters (Unicode code points), of which at least one is not
    white space. U+0000 and lone surrogates are refused.
    """
    session_id: SessionId | MISSING = MISSING
    """
    The conversation that the message belongs to. A name of the client's own that is not there yet
    makes a new session; one that begins with `ses_` must be there. Absent: a new session.
    """
    model: ModelId | MISSING = MISSING
    """The model that should answer. Absent, the one that `GET /v2/models` marks as default."""
    instructions: Annotated[str | MISSING, Field(max_length=10000, min_length=1, pattern="^[^\\u0000]*$")] = (
        MISSING
    )
    """
    How the model should behave in this answer, put before the conversation. 1 to 10,000 characters
    without U+0000. They are not kept for the next message.
    """
    max_response_tokens: Annotated[StrictInt | MISSING, Field(ge=1, le=100000)] = MISSING
    """
    The length of the answer at the most, in tokens. A longer one ends with the finish reason
    `length`.
    """
    temperature: Annotated[StrictFloat | MISSING, Field(ge=0.0, le=2.0)] = MISSING
    """
    How freely the model chooses its words, from 0 (always the likeliest) to 2. Absent, the session's
    setting, or the model's own.
    """
    deadline: Annotated[StrictFloat | MISSING, Field(gt=0.0, le=3600.0)] = MISSING
    """
    How long the run may take, in seconds, the wait in the session's queue included. Absent, the
    service's default (120 unless it was set otherwise). After it the run fails with
    `deadline_exceeded`.
    """
    on_disconnect: OnDisconnect | MISSING = MISSING
    """
    What becomes of the run when nobody follows it any more. Absent: `grace`, and `cancel` for `POST
    /v2/chat` without an `Idempotency-Key`, because such a client cannot come back.
    """
    if_busy: IfBusy | MISSING = MISSING
    """What to do when the session has a run already. Absent, `queue`."""
    metadata: Metadata | MISSING = MISSING
    """What the client wants to remember with the run. It comes back in the run."""
    optimization_mode: OptimizationMode | MISSING = MISSING
    """
    How much work the service should put into the answer. Absent, the session's setting, or `auto`.
    `quality` without a `swarm_type` means the swarm `auto-select`.
    """
    swarm_type: SwarmType | MISSING = MISSING
    """
    The swarm that should work on the answer, by its name in `GET /v2/swarms`; one that is not there
    is 404. Absent, the session's setting, or no swarm unless the mode asks for one.
    """
    use_memory: StrictBool | MISSING = MISSING
    """
    Whether what was said in the owner's other sessions may be looked up for the answer. Absent, the
    session's setting, or false: the sessions of one key's owner may belong to several people.
    """
    optimization_hints: OptimizationHints | MISSING = MISSING
    """What the client knows of its wishes, for the part that chooses mode and swarm."""


class CompletionChoice(BaseModel):
    """An answer."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    index: Annotated[StrictInt, Field(ge=0, le=0)]
    """Always 0."""
    message: CompletionAnswer
    """What the assistant says."""
    finish_reason: FinishReason
    """Why the answer ends where it ends."""
    logprobs: None
    """Always null."""


class CompletionError(BaseModel):
    """What went wrong, as OpenAI's clients read it."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    message: str
    """What happened this time and what to do, for people."""
    type: CompletionErrorType
    """The kind of error."""
    param: str | None
    """The field of the request that is meant (`messages[0].content`), or null."""
    code: Annotated[str, Field(max_length=100)]
    """What kind of error it is, for programs."""


class CompletionFailure(BaseModel):
    """What went wrong."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    error: CompletionError
    """The error."""


class CompletionModel(BaseModel):
    """A model or a swarm that answers completions."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    id: CompletionModelId
    """What a completion sends as its model."""
    object: Literal["model"]
    """What this is."""
    created: Annotated[StrictInt, Field(ge=0)]
    """Always 0, because nobody knows it."""
    owned_by: Annotated[str, Field(max_length=64)]
    """Where the model runs, or `orchestra` for swarms."""


class CompletionModelList(BaseModel):
    """The names that a completion may have as its model, sessions not among them."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    object: Literal["list"]
    """What this is."""
    data: list[CompletionModel]
    """The names."""


CompletionParts = TypeAliasType(
    "CompletionParts", Annotated[list[CompletionTextPart], Field(max_length=2048)]
)
"""A text in parts, which are joined with nothing between."""


class CreateCommandRequest(BaseModel):
    """A command to the service."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    command: Annotated[str, Field(max_length=1000, min_length=1, pattern="^[^\\u0000]*$")]
    """The command with its arguments, 1 to 1,000 characters without U+0000."""
    context: Metadata | MISSING = MISSING
    """What the command may need to know."""
    session_id: SessionId | MISSING = MISSING
    """The session that the command is about."""


class CreateIntentRequest(BaseModel):
    """A message to interpret."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    message: Annotated[str, Field(max_length=10000, min_length=1, pattern="^[^\\u0000]*$")]
    """What the user says, 1 to 10,000 characters without U+0000."""
    session_id: SessionId | MISSING = MISSING
    """The conversation that the message belongs to. Absent, it is read on its own."""


class CreateKeyRequest(BaseModel):
    """A key to make."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    owner: Annotated[str, Field(max_length=100, min_length=1, pattern="^[!-~]+$")]
    """
    Whose sessions and runs the key opens, 1 to 100 visible ASCII characters. Any owner may be named,
    the caller's own too; one that is not there yet begins with this key.
    """
    name: Annotated[str | MISSING, Field(max_length=200, min_length=1, pattern="^[^\\u0000]*$")] = MISSING
    """What the key is for, 1 to 200 characters without U+0000."""
    scopes: Annotated[list[Scope], Field(max_length=3, min_length=1)]
    """What the key may do. A scope that stands twice counts once."""
    requests_per_minute: Annotated[StrictInt | None | MISSING, Field(ge=1, le=1000000000)] = MISSING
    """How many requests a minute the key may make. Absent, the service's setting; null, no limit."""
    expires_in: Annotated[StrictFloat | MISSING, Field(gt=0.0, le=3155760000.0)] = MISSING
    """After how long the key stops working, in seconds, at most 100 years. Absent, never."""


class CreateRunFeedbackRequest(BaseModel):
    """
    What a user thought of an answer, or what the message had really wanted. What is left out is null;
    an empty object takes back what was said before.
    """

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    rating: Annotated[StrictFloat | MISSING, Field(ge=-1.0, le=1.0)] = MISSING
    """How good the answer was, from -1 (bad) over 0 to 1 (good)."""
    comment: Annotated[str | MISSING, Field(max_length=2000, min_length=1, pattern="^[^\\u0000]*$")] = MISSING
    """The user's own words, 1 to 2,000 characters without U+0000."""
    intent: Intent | MISSING = MISSING
    """What the message wanted in truth. The Orchestra Manager is measured by it, and can learn from it."""


class CreateWsTicketRequest(BaseModel):
    """Asks for a ticket that opens one WebSocket from a page in a browser."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    origin: Annotated[
        str,
        Field(
            max_length=255,
            min_length=8,
            pattern="^https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$",
        ),
    ]
    """The page's origin, such as `https://app.example.com`. The ticket works from there only."""
    session_id: SessionId | MISSING = MISSING
    """The one session that the ticket opens. Absent, all of the owner's."""


class FieldError(BaseModel):
    """One place in a request that is wrong."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    in_: Annotated[RequestPart, Field(alias="in")]
    """The part of the request."""
    pointer: str
    """
    Where it is, as a JSON Pointer (RFC 6901): into the body (the empty text is the body itself), or
    `/name` of a parameter or header.
    """
    detail: str
    """What is wrong there."""


class HealthCheck(BaseModel):
    """How one part of the service is."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    status: HealthStatus
    """How the part is."""
    detail: str | None
    """More about it, for people, or null."""


class HealthReport(BaseModel):
    """How the service and its parts are."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    status: HealthStatus
    """How the whole is."""
    version: Annotated[str, Field(max_length=64)]
    """The version of the service's software."""
    contract_version: Annotated[str, Field(max_length=64)]
    """The version of the published specification that the service holds to."""
    uptime: Annotated[StrictFloat, Field(ge=0.0)]
    """How long the process has been up, in seconds."""
    checks: dict[str, HealthCheck]
    """How each part is, by its name."""


class IntentReport(BaseModel):
    """What a message wants."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    intent: Intent
    """What the message wants, most likely."""
    confidence: Annotated[StrictFloat, Field(ge=0.0, le=1.0)]
    """
    How sure the service is of it, from 0 to 1: of a hundred messages with 0.8, about eighty are what
    they were taken for.
    """
    certain: StrictBool
    """Whether that is sure enough to act on. Where it is false, `response` asks what is meant."""
    ranking: list[RankedIntent]
    """The likeliest intents, the first one first."""
    parameters: dict[str, Any]
    """
    What the message names, by name: `count`, `from`, `to`, `by`, `percent` (numbers), `direction`
    (`up`, `down`), `target`, `name`, `model`, `mode`, `language`, `temperature`, `duration_seconds`
    and others that may come.
    """
    mood: Mood
    """The manager's tone."""
    response: str
    """What the manager would say first."""


class Key(BaseModel):
    """An API key, without its secret."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    key_id: KeyId
    """The key's name, which is not its secret."""
    owner: Annotated[str, Field(max_length=100)]
    """Whose sessions and runs the key opens."""
    name: Annotated[str | None, Field(max_length=200)]
    """What the key is for, or null."""
    status: KeyStatus
    """Whether the key works now."""
    scopes: Annotated[list[Scope], Field(max_length=3)]
    """What the key may do, each scope once."""
    requests_per_minute: Annotated[StrictInt | None, Field(ge=1)]
    """
    How many requests a minute the key may make, or null for a key without a limit. For a key that has
    no limit of its own it is the service's setting.
    """
    created_at: Timestamp
    """When the key was made."""
    expires_at: Timestamp | None
    """When the key stops working, or null."""
    revoked_at: Timestamp | None
    """When the key was taken back, or null."""


class KeyList(BaseModel):
    """Some API keys, the newest first."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    data: list[Key]
    """The keys of this page."""
    has_more: StrictBool
    """Whether another page follows."""
    next_cursor: Annotated[str | None, Field(max_length=512)]
    """What to send as `after` for the next page, or null on the last one."""


class Memory(BaseModel):
    """A message that can be remembered in other sessions of its owner."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    message_id: MessageId
    """The message."""
    session_id: SessionId
    """The session that it was said in."""
    role: MessageRole
    """Who said it."""
    content: str
    """What was said."""
    relevance: Annotated[StrictFloat | None, Field(ge=0.0, le=1.0)]
    """How well it fits `query`, from 0 to 1 (the best of all that were found), or null without a query."""
    created_at: Timestamp
    """When it was said."""


class MemoryList(BaseModel):
    """Some memories, the newest first; with `query`, the most relevant first."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    data: list[Memory]
    """The memories of this page."""
    has_more: StrictBool
    """Whether another page follows."""
    next_cursor: Annotated[str | None, Field(max_length=512)]
    """What to send as `after` for the next page, or null on the last one."""


class Message(BaseModel):
    """Something that was said in a session."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    message_id: MessageId
    """The message's name."""
    session_id: SessionId
    """The session that it was said in."""
    run_id: RunId
    """The run that the message began, or that made it."""
    role: MessageRole
    """Who said it."""
    content: str
    """What was said."""
    status: MessageStatus
    """Whether all of it is there."""
    created_at: Timestamp
    """When the message was stored."""


class MessageList(BaseModel):
    """Some messages of a session, in the order that was asked for."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    data: list[Message]
    """The messages of this page."""
    has_more: StrictBool
    """Whether another page follows."""
    next_cursor: Annotated[str | None, Field(max_length=512)]
    """What to send as `after` for the next page, or null on the last one."""


class Model(BaseModel):
    """A language model that answers chats."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    id: ModelId
    """The model's name, as a chat sends it."""
    provider: Annotated[str, Field(max_length=64)]
    """Where the model runs, for example `local` or `openai`."""
    context_tokens: Annotated[StrictInt | None, Field(ge=1)]
    """
    How much the model can look at at once, question and answer together, in tokens. Null where
    unknown.
    """
    is_default: StrictBool
    """Whether this model answers where a chat names none."""


class ModelList(BaseModel):
    """Some models, sorted by their names."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    data: list[Model]
    """The models of this page."""
    has_more: StrictBool
    """Whether another page follows."""
    next_cursor: Annotated[str | None, Field(max_length=512)]
    """What to send as `after` for the next page, or null on the last one."""


class Problem(BaseModel):
    """
    What went wrong, as `application/problem+json` (RFC 9457). Programs decide by `code`, which never
    changes its meaning; `title` and `detail` are for people and may be worded anew.
    """

    model_config = ConfigDict(
        validate_by_name=True,
    )
    type: Annotated[str, Field(max_length=2048)]
    """The address of the page that explains the code and says what to do."""
    title: Annotated[str, Field(max_length=200)]
    """The kind of error in a few words, the same for every error with this code."""
    status: Annotated[StrictInt, Field(ge=400, le=599)]
    """The HTTP status. Inside of an event, the one that a waiting request would have got."""
    detail: str
    """What happened this time."""
    instance: str
    """The path of the request, or of the run that failed."""
    code: ErrorCode
    """What kind of error it is, for programs."""
    retryable: StrictBool
    """Whether the same request may succeed later."""
    correlation_id: Annotated[str, Field(max_length=128)]
    """What to name when asking for help; the service's log has the same."""
    errors: Annotated[list[FieldError] | MISSING, Field(max_length=100)] = MISSING
    """Each place in the request that is wrong, where there are such places. At most 100."""
    retry_after: Annotated[StrictFloat | MISSING, Field(ge=0.0)] = MISSING
    """How long to wait before the next try, in seconds, where that is known."""
    run_id: RunId | MISSING = MISSING
    """The run that the error is about, where there is one."""


class ReadinessReport(BaseModel):
    """Whether requests should be sent to this process."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    status: ReadinessStatus
    """Whether requests should be sent here."""
    checks: dict[str, HealthCheck]
    """How each part is, by its name."""


class RunFeedback(BaseModel):
    """What a user thought of an answer, as it was kept."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    run_id: RunId
    """The run that the feedback is about."""
    rating: Annotated[StrictFloat | None, Field(ge=-1.0, le=1.0)]
    """How good the answer was, from -1 (bad) over 0 to 1 (good), or null."""
    comment: str | None
    """The user's own words, or null."""
    intent: Intent | None
    """What the message wanted in truth, or null where nobody said."""
    created_at: Timestamp
    """When the feedback was stored."""


class SessionSettings(BaseModel):
    """
    Defaults for the chats of a session. Each may be left out; a chat that says something itself goes
    before.
    """

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    model: ModelId | MISSING = MISSING
    """The model that answers."""
    optimization_mode: OptimizationMode | MISSING = MISSING
    """How much work the service puts into an answer."""
    swarm_type: SwarmType | MISSING = MISSING
    """The swarm that works on answers. Where it is not there, such a chat's run fails with not_found."""
    temperature: Annotated[StrictFloat | MISSING, Field(ge=0.0, le=2.0)] = MISSING
    """How freely the model chooses its words, from 0 to 2."""
    use_memory: StrictBool | MISSING = MISSING
    """Whether the owner's other sessions may be looked up."""


class Swarm(BaseModel):
    """A swarm that a chat may ask for."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    swarm_type: SwarmType
    """Its name, as a chat sends it."""
    description: str
    """What the swarm is good for."""
    roles: list[str]
    """The roles of its agents, in the order of their work."""
    available: StrictBool
    """
    Whether all of it works at present. One that is not available may still be asked for: it does
    without what is missing, and says so in a run.notice.
    """


class SwarmList(BaseModel):
    """Some swarms, sorted by their names."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    data: list[Swarm]
    """The swarms of this page."""
    has_more: StrictBool
    """Whether another page follows."""
    next_cursor: Annotated[str | None, Field(max_length=512)]
    """What to send as `after` for the next page, or null on the last one."""


class UpdateSessionRequest(BaseModel):
    """What should change. What is left out stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    title: Annotated[str | None | MISSING, Field(max_length=200, min_length=1, pattern="^[^\\u0000]*$")] = (
        MISSING
    )
    """The new title, 1 to 200 characters without U+0000, or null for none."""
    metadata: Metadata | MISSING = MISSING
    """The new metadata. It takes the place of all that there was."""
    settings: SessionSettings | MISSING = MISSING
    """The new settings. They take the place of all that there were."""


class Usage(BaseModel):
    """What a run cost, in tokens."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    input_tokens: Annotated[StrictInt, Field(ge=0)]
    """Tokens that went to the model, in tokens."""
    output_tokens: Annotated[StrictInt, Field(ge=0)]
    """Tokens that the model made, in tokens."""
    total_tokens: Annotated[StrictInt, Field(ge=0)]
    """Both together, in tokens."""
    source: UsageSource
    """Where the numbers come from."""


class ChatResponse(BaseModel):
    """
    The answer to a message. What a part of the service does not know (yet) is null, never a made-up
    constant.
    """

    model_config = ConfigDict(
        validate_by_name=True,
    )
    run_id: RunId
    """The run that made the answer."""
    session_id: SessionId
    """The session that the message and the answer are kept in."""
    user_message_id: MessageId
    """The user's message."""
    message_id: MessageId
    """The answer as a message of the session."""
    response: str
    """The answer's text."""
    finish_reason: FinishReason
    """Why the answer ends where it ends."""
    manager_response: str | None
    """What the Orchestra Manager adds in its own words, or null."""
    intent: Intent | None
    """What the message wanted, or null where nobody worked it out."""
    confidence: Annotated[StrictFloat | None, Field(ge=0.0, le=1.0)]
    """How sure the service is of the intent, from 0 to 1, or null."""
    execution_mode: ExecutionMode | None
    """How much work the service put into the answer, or null."""
    execution_time: Annotated[StrictFloat, Field(ge=0.0)]
    """How long the run worked on the answer, in seconds, the wait in the session's queue not included."""
    quality_score: Annotated[StrictFloat | None, Field(ge=0.0, le=1.0)]
    """How good the answer was judged to be, from 0 to 1, or null where nobody judged it."""
    swarm_used: str | None
    """The swarm that worked on the answer, or null."""
    model: ModelId
    """The model that answered."""
    usage: Usage
    """What the run cost, in tokens."""
    tokens_used: Annotated[StrictInt, Field(ge=0)]
    """The same as `usage.total_tokens`, in tokens."""
    created_at: Timestamp
    """When the answer was stored."""


class Completion(BaseModel):
    """The answer to a conversation."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    id: CompletionId
    """The run's id with `chatcmpl-` in the place of `run_`."""
    object: Literal["chat.completion"]
    """What this is."""
    created: Annotated[StrictInt, Field(ge=0)]
    """When the run was admitted, in whole seconds since 1970 (UTC)."""
    model: CompletionModelId
    """The name that the request had; `GET /v2/runs/{run_id}` says which model answered."""
    choices: Annotated[list[CompletionChoice], Field(max_length=1, min_length=1)]
    """The one answer."""
    usage: CompletionUsage
    """What it cost."""
    system_fingerprint: None
    """Always null, because nothing is known of the model's state."""


class CompletionMessage(BaseModel):
    """Something that was said. What does not stand here (a `name`) is ignored."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    role: CompletionRole
    """Who said it."""
    content: CompletionText | CompletionParts | None | MISSING = MISSING
    """The text. Messages without any are left out."""
    refusal: str | None | MISSING = MISSING
    """What the assistant said instead of an answer; it counts as text where there is none."""
    tool_calls: Annotated[list[Any] | None | MISSING, Field(max_length=0)] = MISSING
    """Tools that the assistant called. Refused, as `tools` are."""
    function_call: None | MISSING = MISSING
    """The older name of `tool_calls`, refused too."""
    audio: None | MISSING = MISSING
    """What the assistant said aloud. Refused."""


class CompletionRequest(BaseModel):
    """A conversation, and how it should be answered. What does not stand here is ignored."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    model: CompletionModelId
    """Who should answer."""
    messages: Annotated[list[CompletionMessage], Field(max_length=2048, min_length=1)]
    """
    What was said so far. The last message is the user's and has text. What `system` and `developer`
    say is put before the conversation. In a session of this service only the last message is sent
    into it, with what `system` and `developer` say to it; what was said before is known.
    """
    stream: StrictBool | None | MISSING = MISSING
    """Whether to answer piece by piece."""
    stream_options: CompletionStreamOptions | None | MISSING = MISSING
    """What a stream tells beside the answer."""
    max_completion_tokens: Annotated[StrictInt | None | MISSING, Field(ge=1)] = MISSING
    """
    The length of the answer at the most, in tokens; more than 100,000 means 100,000. It counts where
    `max_tokens` is there too.
    """
    max_tokens: Annotated[StrictInt | None | MISSING, Field(ge=1)] = MISSING
    """The older name of `max_completion_tokens`."""
    temperature: Annotated[StrictFloat | None | MISSING, Field(ge=0.0, le=2.0)] = MISSING
    """How freely the model chooses its words, from 0 (always the likeliest) to 2."""
    metadata: Metadata | None | MISSING = MISSING
    """What to remember with the run; `GET /v2/runs/{run_id}` gives it back."""
    n: Annotated[StrictInt | None | MISSING, Field(ge=1, le=1)] = MISSING
    """How many answers. There is one; more are refused."""
    stop: Annotated[list[Any] | None | MISSING, Field(max_length=0)] = MISSING
    """Texts to stop at. Refused, because no model of this service is told of them."""
    tools: Annotated[list[Any] | None | MISSING, Field(max_length=0)] = MISSING
    """Tools of the client. Refused, because they would never be called; swarms have tools of their own."""
    functions: Annotated[list[Any] | None | MISSING, Field(max_length=0)] = MISSING
    """The older name of `tools`, refused too."""
    response_format: CompletionTextFormat | None | MISSING = MISSING
    """The form of the answer. Any but text is refused, because nothing holds the model to it."""
    logprobs: Literal[False] | None | MISSING = MISSING
    """How likely each token was. Refused, because nobody knows."""
    top_logprobs: Annotated[StrictInt | None | MISSING, Field(ge=0, le=0)] = MISSING
    """How likely others would have been. Refused, because nobody knows."""
    logit_bias: CompletionNoBias | None | MISSING = MISSING
    """Tokens to favour or forbid. Refused, because no model of this service is told of them."""
    modalities: list[CompletionModality] | None | MISSING = MISSING
    """What to answer with. Any but text is refused."""
    audio: None | MISSING = MISSING
    """The voice to answer with. Refused."""
    web_search_options: None | MISSING = MISSING
    """How to search the web. Refused, because nothing is searched."""


class CreateSessionRequest(BaseModel):
    """A session to make. All of it may be left out."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    session_id: ChosenSessionId | MISSING = MISSING
    """
    The session's name. Absent, the service makes one. A name that the owner has already is refused
    with 409 session_exists, one that begins with `ses_` with 422, because only the service makes such
    names.
    """
    title: Annotated[str | None | MISSING, Field(max_length=200, min_length=1, pattern="^[^\\u0000]*$")] = (
        MISSING
    )
    """What the session is about, for people. 1 to 200 characters without U+0000, or null for none."""
    metadata: Metadata | MISSING = MISSING
    """What the client wants to remember."""
    settings: SessionSettings | MISSING = MISSING
    """What chats of the session take where they say nothing themselves."""


class CreatedKey(BaseModel):
    """A key that was just made. The secret is shown this once and cannot be had again."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    key: Key
    """The key."""
    secret: Annotated[str | None, Field(max_length=128)]
    """
    What a client sends to show that it has the key. Null where the Idempotency-Key made the key
    before: then the first answer had it. If that one is lost, revoke the key and make another.
    """


class Run(BaseModel):
    """The work on one message. It can be looked up while it works and after its end."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    run_id: RunId
    """The run's name."""
    session_id: SessionId
    """The session that the run works in."""
    status: RunStatus
    """How far the run is."""
    user_message_id: MessageId
    """The message that the run answers."""
    message_id: MessageId | None
    """The answer as a message of the session, or null while there is none."""
    model: ModelId | None
    """The model that answers, or null until it is chosen."""
    execution_mode: ExecutionMode | None
    """How much work the service puts into the answer, or null."""
    swarm_used: str | None
    """The swarm that works on the answer, or null."""
    intent: Intent | None
    """What the message wanted, or null where nobody worked it out (yet)."""
    confidence: Annotated[StrictFloat | None, Field(ge=0.0, le=1.0)]
    """How sure the service is of the intent, from 0 to 1, or null."""
    quality_score: Annotated[StrictFloat | None, Field(ge=0.0, le=1.0)]
    """How good the answer was judged to be, from 0 to 1, or null where nobody judged it."""
    finish_reason: FinishReason | None
    """Why the answer ends where it ends, or null where the run did not complete."""
    response: str | None
    """
    The answer's text. Of a failed or cancelled run, what there was of it by then. Null while the run
    works; its events have the text as it comes.
    """
    usage: Usage | None
    """
    What the run cost, in tokens. Null while it works, and where the process died before it could
    count.
    """
    error: Problem | None
    """Why the run failed, or null."""
    cancel_reason: CancelReason | None
    """Why the run was cancelled, or null."""
    last_offset: Annotated[StrictInt | None, Field(ge=0)]
    """The offset of the run's last event. Null while it works, and where its log was lost."""
    on_disconnect: OnDisconnect
    """What becomes of the run when nobody follows it any more."""
    metadata: Metadata
    """What the client wanted to remember; empty where it sent nothing."""
    created_at: Timestamp
    """When the run was admitted."""
    started_at: Timestamp | None
    """When the run began to work, or null while it waits in its session's queue."""
    ended_at: Timestamp | None
    """When the run ended, or null."""
    log_expires_at: Timestamp | None
    """Until when the run's events can be read again, or null while it works."""


class RunList(BaseModel):
    """Some runs of a session, the newest first."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    data: list[Run]
    """The runs of this page."""
    has_more: StrictBool
    """Whether another page follows."""
    next_cursor: Annotated[str | None, Field(max_length=512)]
    """What to send as `after` for the next page, or null on the last one."""


class Session(BaseModel):
    """One conversation of one owner."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    session_id: SessionId
    """The session's name."""
    title: Annotated[str | None, Field(max_length=200)]
    """What the session is about, for people, or null."""
    metadata: Metadata
    """What the client wanted to remember; empty where it sent nothing."""
    settings: SessionSettings
    """What chats of the session take where they say nothing themselves; empty where nothing is set."""
    created_at: Timestamp
    """When the session was made."""
    updated_at: Timestamp
    """When the session was changed or spoken in for the last time."""


class SessionList(BaseModel):
    """Some sessions of the key's owner, the newest first."""

    model_config = ConfigDict(
        validate_by_name=True,
    )
    data: list[Session]
    """The sessions of this page."""
    has_more: StrictBool
    """Whether another page follows."""
    next_cursor: Annotated[str | None, Field(max_length=512)]
    """What to send as `after` for the next page, or null on the last one."""


def _read_integer(value: Any) -> Any:
    if isinstance(value, str):
        if not re.fullmatch(r"-?(?:0|[1-9][0-9]{0,99})", value):
            raise ValueError("should be an integer in plain digits")
        return int(value)
    return value


_Integer = Annotated[int, BeforeValidator(_read_integer)]


class CreateChatHeaders(BaseModel):
    """The header parameters of `POST /v2/chat`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    idempotency_key: Annotated[IdempotencyKey | None, Field(alias="Idempotency-Key")] = None
    """A name for this request, unique within the owner and the operation for 24 hours. The same key with
    the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII
    characters; a UUID is a good choice.
    """


class CreateChatStreamHeaders(BaseModel):
    """The header parameters of `POST /v2/chat/stream`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    idempotency_key: Annotated[IdempotencyKey | None, Field(alias="Idempotency-Key")] = None
    """A name for this request, unique within the owner and the operation for 24 hours. The same key with
    the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII
    characters; a UUID is a good choice.
    """
    last_event_id: Annotated[
        str | None, Field(alias="Last-Event-ID", min_length=1, max_length=200, pattern=r"^[!-~]+$")
    ] = None
    """With an Idempotency-Key that was used before: the `id` of the last event that the client has; the
    stream goes on behind it. Without an Idempotency-Key it is refused with 400, because the request
    would begin a second run.
    """


class GetRunPath(BaseModel):
    """The path parameters of `GET /v2/runs/{run_id}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: RunId
    """The run. What cannot be the name of a run names none, and is 404 like any run that is not there."""


class ListRunEventsPath(BaseModel):
    """The path parameters of `GET /v2/runs/{run_id}/events`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: RunId
    """The run. What cannot be the name of a run names none, and is 404 like any run that is not there."""


class ListRunEventsQuery(BaseModel):
    """The query parameters of `GET /v2/runs/{run_id}/events`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Annotated[_Integer | None, Field(ge=0, le=999999999999999)] = None
    """The offset of the last event that the client has; the next one is the first to come. Absent, from
    the beginning. `Last-Event-ID` wins over it.
    """


class ListRunEventsHeaders(BaseModel):
    """The header parameters of `GET /v2/runs/{run_id}/events`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    last_event_id: Annotated[
        str | None, Field(alias="Last-Event-ID", min_length=1, max_length=200, pattern=r"^[!-~]+$")
    ] = None
    """The `id` of the last event that the client has, such as `run_x:12`. A browser's EventSource sends it
    by itself. One that cannot be read, is another run's or lies behind the last event is 400
    invalid_cursor.
    """


class CancelRunPath(BaseModel):
    """The path parameters of `POST /v2/runs/{run_id}/cancel`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: RunId
    """The run. What cannot be the name of a run names none, and is 404 like any run that is not there."""


class CreateRunFeedbackPath(BaseModel):
    """The path parameters of `POST /v2/runs/{run_id}/feedback`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: RunId
    """The run. What cannot be the name of a run names none, and is 404 like any run that is not there."""


class CreateRunFeedbackHeaders(BaseModel):
    """The header parameters of `POST /v2/runs/{run_id}/feedback`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    idempotency_key: Annotated[IdempotencyKey | None, Field(alias="Idempotency-Key")] = None
    """A name for this request, unique within the owner and the operation for 24 hours. The same key with
    the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII
    characters; a UUID is a good choice.
    """


class ListSessionsQuery(BaseModel):
    """The query parameters of `GET /v2/sessions`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[_Integer, Field(ge=1, le=100)] = 20
    """How many entries the page has at the most."""
    after: ListCursor | None = None
    """The `next_cursor` of the page before. Absent, the first page."""


class CreateSessionHeaders(BaseModel):
    """The header parameters of `POST /v2/sessions`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    idempotency_key: Annotated[IdempotencyKey | None, Field(alias="Idempotency-Key")] = None
    """A name for this request, unique within the owner and the operation for 24 hours. The same key with
    the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII
    characters; a UUID is a good choice.
    """


class GetSessionPath(BaseModel):
    """The path parameters of `GET /v2/sessions/{session_id}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    session_id: SessionId
    """The session. What cannot be the name of a session names none, and is 404 like any that is not there."""


class DeleteSessionPath(BaseModel):
    """The path parameters of `DELETE /v2/sessions/{session_id}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    session_id: SessionId
    """The session. What cannot be the name of a session names none, and is 404 like any that is not there."""


class UpdateSessionPath(BaseModel):
    """The path parameters of `PATCH /v2/sessions/{session_id}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    session_id: SessionId
    """The session. What cannot be the name of a session names none, and is 404 like any that is not there."""


class ListMessagesPath(BaseModel):
    """The path parameters of `GET /v2/sessions/{session_id}/messages`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    session_id: SessionId
    """The session. What cannot be the name of a session names none, and is 404 like any that is not there."""


class ListMessagesQuery(BaseModel):
    """The query parameters of `GET /v2/sessions/{session_id}/messages`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[_Integer, Field(ge=1, le=100)] = 20
    """How many entries the page has at the most."""
    after: ListCursor | None = None
    """The `next_cursor` of the page before. Absent, the first page."""
    order: ListOrder = "asc"
    """Which messages come first."""


class ListSessionRunsPath(BaseModel):
    """The path parameters of `GET /v2/sessions/{session_id}/runs`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    session_id: SessionId
    """The session. What cannot be the name of a session names none, and is 404 like any that is not there."""


class ListSessionRunsQuery(BaseModel):
    """The query parameters of `GET /v2/sessions/{session_id}/runs`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[_Integer, Field(ge=1, le=100)] = 20
    """How many entries the page has at the most."""
    after: ListCursor | None = None
    """The `next_cursor` of the page before. Absent, the first page."""


class DeleteMemoryPath(BaseModel):
    """The path parameters of `DELETE /v2/memories/{message_id}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    message_id: MessageId
    """The message. What cannot be the name of a message names none, and is 404 like any that is not there."""


class ListMemoriesQuery(BaseModel):
    """The query parameters of `GET /v2/memories`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: Annotated[str | None, Field(min_length=1, max_length=1000, pattern=r"^[^\u0000]*$")] = None
    """Words to look for, 1 to 1,000 characters without U+0000. Any of them may match; more that match
    count more.
    """
    limit: Annotated[_Integer, Field(ge=1, le=100)] = 20
    """How many entries the page has at the most."""
    after: ListCursor | None = None
    """The `next_cursor` of the page before. Absent, the first page."""


class ListModelsQuery(BaseModel):
    """The query parameters of `GET /v2/models`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[_Integer, Field(ge=1, le=100)] = 20
    """How many entries the page has at the most."""
    after: ListCursor | None = None
    """The `next_cursor` of the page before. Absent, the first page."""


class CreateCommandHeaders(BaseModel):
    """The header parameters of `POST /v2/commands`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    idempotency_key: Annotated[IdempotencyKey | None, Field(alias="Idempotency-Key")] = None
    """A name for this request, unique within the owner and the operation for 24 hours. The same key with
    the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII
    characters; a UUID is a good choice.
    """


class ListSwarmsQuery(BaseModel):
    """The query parameters of `GET /v2/swarms`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[_Integer, Field(ge=1, le=100)] = 20
    """How many entries the page has at the most."""
    after: ListCursor | None = None
    """The `next_cursor` of the page before. Absent, the first page."""


class ListKeysQuery(BaseModel):
    """The query parameters of `GET /v2/keys`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[_Integer, Field(ge=1, le=100)] = 20
    """How many entries the page has at the most."""
    after: ListCursor | None = None
    """The `next_cursor` of the page before. Absent, the first page."""


class CreateKeyHeaders(BaseModel):
    """The header parameters of `POST /v2/keys`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    idempotency_key: Annotated[IdempotencyKey | None, Field(alias="Idempotency-Key")] = None
    """A name for this request, unique within the owner and the operation for 24 hours. The same key with
    the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII
    characters; a UUID is a good choice.
    """


class GetKeyPath(BaseModel):
    """The path parameters of `GET /v2/keys/{key_id}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key_id: KeyId
    """The key. What cannot be the name of a key names none, and is 404 like any that is not there."""


class RevokeKeyPath(BaseModel):
    """The path parameters of `POST /v2/keys/{key_id}/revoke`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key_id: KeyId
    """The key. What cannot be the name of a key names none, and is 404 like any that is not there."""


class CreateChatCompletionHeaders(BaseModel):
    """The header parameters of `POST /openai/v1/chat/completions`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    idempotency_key: Annotated[IdempotencyKey | None, Field(alias="Idempotency-Key")] = None
    """A name for this one request. The same request with the same key finds the run that the first one
    began instead of beginning another, for 24 hours. Another request with the same key is refused.
    """


class GetCompletionModelPath(BaseModel):
    """The path parameters of `GET /openai/v1/models/{model}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: Annotated[str, Field(min_length=1)]
    """The model's name as the list has it. A `/` in it may be written as it is or as `%2F`."""


class GetOpenapiDocumentPath(BaseModel):
    """The path parameters of `GET /openapi/{document}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: Literal["v1.json", "v2.json", "service.json", "openai.json"]
    """Which document. Any other name is 404."""


class GetAsyncapiDocumentPath(BaseModel):
    """The path parameters of `GET /asyncapi/{document}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: Literal["v1.json", "v2.json"]
    """Which document. Any other name is 404."""


class DetectChatQuery(BaseModel):
    """The query parameters of `POST /chat`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    api_version: ApiVersionName | None = None
    """The version that is meant, where neither the body nor the header names one."""


class DetectChatHeaders(BaseModel):
    """The header parameters of `POST /chat`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    x_api_version: Annotated[ApiVersionName | None, Field(alias="X-API-Version")] = None
    """The version that is meant, where the body names none."""


class DetectChatStreamQuery(BaseModel):
    """The query parameters of `POST /chat/stream`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    api_version: ApiVersionName | None = None
    """The version that is meant, where neither the body nor the header names one."""


class DetectChatStreamHeaders(BaseModel):
    """The header parameters of `POST /chat/stream`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    x_api_version: Annotated[ApiVersionName | None, Field(alias="X-API-Version")] = None
    """The version that is meant, where the body names none."""
