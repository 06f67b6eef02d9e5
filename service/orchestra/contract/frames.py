# Generated from spec/ by `orchestra generate`. Do not edit.
"""The frames of the WebSocket, as the specification has them.

What a client sends is checked: these are pydantic models that take nothing else. What the service sends
is built by it alone: these are msgspec structs, whose `type` is their tag. Run events stand in
events.py and are sent as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec
from pydantic import MISSING, BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt
from typing_extensions import TypeAliasType

from orchestra.contract.events import Problem, RunEvent

FrameId = TypeAliasType("FrameId", Annotated[str, Field(max_length=100, min_length=1, pattern="^[!-~]+$")])
"""
The client's name for its message: 1–100 visible ASCII characters. Every answer to the message
carries it. The service does not check that it is new: a client that uses one twice cannot tell
the answers apart.
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


Metadata = TypeAliasType("Metadata", Annotated[dict[str, Any], Field(max_length=64)])
"""
What the client wants to remember: a JSON object of at most 64 members, kept and given back as it
is. The service never reads it. Texts in it must not contain U+0000.
"""


ModelId = TypeAliasType("ModelId", Annotated[str, Field(max_length=200, min_length=1, pattern="^[!-~]+$")])
"""The name of a model, as `GET /v2/models` lists it. 1 to 200 visible ASCII characters."""


OnDisconnect = TypeAliasType("OnDisconnect", Literal["grace", "continue", "cancel"])
"""
What becomes of a run when nobody follows it any more, on any transport. `grace`: it goes on for
60 seconds (a setting) and is cancelled when nobody came back. `continue`: it goes on to its end.
`cancel`: it ends at once.
"""


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


class PingFrame(BaseModel):
    """Asks for a sign of life, and gives one. Answered with a pong."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    type: Literal["ping"]
    """The kind of frame."""
    id: FrameId | MISSING = MISSING
    """The client's name for this message. The pong carries it."""


RunId = TypeAliasType(
    "RunId", Annotated[str, Field(max_length=64, min_length=5, pattern="^run_[A-Za-z0-9]{1,60}$")]
)
"""The name of a run. Opaque; ids that were made later sort behind earlier ones."""


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


class StatusFrame(BaseModel):
    """Asks what the connection follows. Answered with a status."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    type: Literal["status"]
    """The kind of frame."""
    id: FrameId
    """The client's name for this message."""


SwarmType = TypeAliasType("SwarmType", Annotated[str, Field(max_length=64, pattern="^[a-z][a-z0-9-]*$")])
"""
The name of a swarm: `simple-agents` (one agent after the other), `coding-debate` (agents argue
until they agree), `improved-solve` (several drafts that are judged and mended), `mcp-coordinated`
(agents with tools), `auto-select` (the service chooses), or one of the deployment's own. 1 to 64
lower-case letters, digits and hyphens.
"""


class CancelFrame(BaseModel):
    """Ends a run of the key's owner. Answered with a status of the run."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    type: Literal["cancel"]
    """The kind of frame."""
    id: FrameId
    """The client's name for this message."""
    run_id: RunId
    """The run to end."""


class ChatFrame(BaseModel):
    """Begins a run. Every option of `POST /v2/chat` stands here with the same name, meaning and bounds."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    type: Literal["chat"]
    """The kind of frame."""
    id: FrameId
    """The client's name for this message."""
    idempotency_key: IdempotencyKey | MISSING = MISSING
    """
    Makes the chat safe to send again after a connection was lost. The same as the header
    `Idempotency-Key` of `POST /v2/chat/stream`: over HTTP and here it names the same run.
    """
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


class CommandFrame(BaseModel):
    """A command to the service. Answered with a command.result."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    type: Literal["command"]
    """The kind of frame."""
    id: FrameId
    """The client's name for this message."""
    idempotency_key: IdempotencyKey | MISSING = MISSING
    """Makes the command safe to send again after a connection was lost."""
    command: Annotated[str, Field(max_length=1000, min_length=1, pattern="^[^\\u0000]*$")]
    """The command with its arguments, 1 to 1,000 characters without U+0000."""
    context: Metadata | MISSING = MISSING
    """What the command may need to know."""
    session_id: SessionId | MISSING = MISSING
    """The session that the command is about."""


class DetachFrame(BaseModel):
    """Stops the events of a run on this connection; the run goes on. Answered with a status of the run."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    type: Literal["detach"]
    """The kind of frame."""
    id: FrameId
    """The client's name for this message."""
    run_id: RunId
    """The run to follow no longer."""


class ResumeFrame(BaseModel):
    """Follows a run of the key's owner. Answered with resumed and the events that come after the cursor."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
    )
    type: Literal["resume"]
    """The kind of frame."""
    id: FrameId
    """The client's name for this message."""
    run_id: RunId
    """The run to follow."""
    after: Annotated[StrictInt | MISSING, Field(ge=0)] = MISSING
    """
    The offset of the last event that the client has; the next one is the first to come. Absent: from
    the beginning.
    """


ClientFrame: TypeAlias = (
    ChatFrame | CommandFrame | CancelFrame | ResumeFrame | DetachFrame | StatusFrame | PingFrame
)
"""Everything that a client may send, told apart by `type`."""

CLIENT_FRAMES: Final[Mapping[str, type[BaseModel]]] = MappingProxyType(
    {
        "chat": ChatFrame,
        "command": CommandFrame,
        "cancel": CancelFrame,
        "resume": ResumeFrame,
        "detach": DetachFrame,
        "status": StatusFrame,
        "ping": PingFrame,
    }
)
"""The frames that a client may send, by their type."""


class ConnectionLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What the connection allows. More keys may come."""

    max_runs: int
    """How many runs may be followed at once."""
    max_frame_bytes: int
    """How large a client's frame may be, in bytes."""
    idle_timeout: float
    """How long a client that follows no run may be silent, in seconds."""
    ping_interval: float
    """After how long without another frame the service sends a ping, in seconds."""


class FollowedRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run, as a connection sees it. The whole run is to be had over HTTP."""

    run_id: str
    """The run."""
    session_id: str
    """The session that it belongs to."""
    status: Literal["queued", "running", "completed", "failed", "cancelled"]
    """Where the run stands."""
    last_offset: int | None
    """The offset of its latest event so far, or null where there is none yet, or its log is gone."""
    attached: bool
    """Whether its events come over this connection."""


class WelcomeFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="welcome"):
    """The first frame of every connection."""

    created_at: str
    """When the frame was written."""
    connection_id: str
    """The service's name for the connection."""
    api_version: Literal["v2"]
    """The version that the connection speaks. Always `v2` here."""
    contract_version: str
    """The version of the published specification that the service holds to, as in semantic versioning."""
    limits: ConnectionLimits
    """What the connection allows."""


class AcceptedFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="accepted"):
    """A chat was admitted: the person's message is stored, and the run's events follow, from offset 0.
    With an `idempotency_key` that was seen before, these are the ids of then.
    """

    run_id: str
    """The run."""
    created_at: str
    """When the frame was written."""
    id: str
    """The chat's `id`."""
    session_id: str
    """The session, named by the client or made by the service."""
    user_message_id: str
    """The message that holds what the person said."""


class ResumedFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="resumed"):
    """A run is followed from `from` on. Where the cursor stood at the run's last event, `from` is one past
    it and nothing follows.
    """

    run_id: str
    """The run."""
    created_at: str
    """When the frame was written."""
    id: str
    """The resume's `id`."""
    recovered: bool
    """True: the next event is the one right after the cursor. False: the log was trimmed, events between
    the cursor and `from` are lost, and the run's answer is to be read whole from run.completed or over
    HTTP.
    """
    from_: int = msgspec.field(name="from")
    """The offset of the first event that follows."""


class CommandResultFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="command.result"):
    """What came of a command; the same fields as the answer of `POST /v2/commands`."""

    created_at: str
    """When the frame was written."""
    id: str
    """The command's `id`."""
    command: str
    """The name of the command that was carried out."""
    output: str
    """The result, for people."""
    data: dict[str, Any]
    """The result, for programs; empty where there is none."""


class StatusReportFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="status"):
    """Where runs stand: after a status question every run that the connection follows, after cancel and
    detach the one run that they name.
    """

    created_at: str
    """When the frame was written."""
    id: str
    """The `id` of the message that this answers."""
    connection_id: str
    """The connection."""
    runs: list[FollowedRun]
    """The runs, oldest first."""


class ErrorFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="error"):
    """A client's message could not be read or was refused. It had no effect, and the connection goes on."""

    created_at: str
    """When the frame was written."""
    id: str | None
    """The `id` of the message, or null where none could be read."""
    problem: Problem
    """What went wrong. `status` is the one that the same request over HTTP would have had."""


class ServerPingFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="ping"):
    """A sign of life, after `ping_interval` seconds without another frame. It needs no answer."""

    created_at: str
    """When the frame was written."""


class PongFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="pong"):
    """The answer to a client's ping."""

    created_at: str
    """When the frame was written."""
    id: str | msgspec.UnsetType = msgspec.UNSET
    """The ping's `id`. Absent where it had none."""


class GoodbyeFrame(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="goodbye"):
    """The last frame before the service closes the connection, where there is time for one. It says what
    the close code says, for clients that cannot see the code.
    """

    created_at: str
    """When the frame was written."""
    code: int
    """The close code that follows, one of close-codes.yaml."""
    reason: str
    """Why, for a person."""
    reconnect: bool
    """Whether the client should connect again by itself, and resume."""
    after_ms: int | None
    """How long to wait before that, in milliseconds, or null where it should not."""


ServerFrame: TypeAlias = (
    WelcomeFrame
    | AcceptedFrame
    | ResumedFrame
    | CommandResultFrame
    | StatusReportFrame
    | ErrorFrame
    | ServerPingFrame
    | PongFrame
    | GoodbyeFrame
    | RunEvent
)
"""Everything that the service sends, told apart by `type`: its own frames, and the run events as they are.
New types may come.
"""
