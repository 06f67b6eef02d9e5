# Generated from spec/ by `orchestra generate`. Do not edit.
"""What a client of version v1 may send over its WebSocket.

Unknown fields pass. Which of a field's older and newer names has to be there is not said here: the
service's change records give every field its new name first.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import MISSING, BaseModel, ConfigDict, Field, StrictFloat
from typing_extensions import TypeAliasType

ClientCorrelationIdV1 = TypeAliasType(
    "ClientCorrelationIdV1",
    Annotated[str | None, Field(max_length=100, min_length=1, pattern="^[^\\u0000]*$")],
)
"""The client's name for the frame, 1–100 characters. It comes back on every frame that answers it."""


ClientTimestampV1 = TypeAliasType(
    "ClientTimestampV1", Annotated[str, Field(pattern=r"^[^\u0000]*$", max_length=100)] | StrictFloat | None
)
"""When the client sent it, as text of up to 100 characters or as a number. Taken and without effect."""


CommandContextV1 = TypeAliasType("CommandContextV1", Annotated[dict[str, Any], Field(max_length=64)])
"""What a command needs to know beside its words, in a form of its own. At most 64 members."""


class CommandDataV1(BaseModel):
    """A command to the service. Unknown fields are ignored."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    command: Annotated[
        str,
        Field(
            max_length=1000,
            min_length=1,
            pattern="^[\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]*[^\\u0000\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff][^\\u0000]*$",
        ),
    ]
    """
    What is to be done, 1–1,000 characters: one of the words that the command `help` lists, such as
    `status`, `help` and `stop` (which cancels the runs of this connection).
    """
    context: CommandContextV1 | None | MISSING = MISSING
    """What the command needs to know beside its words, in a form of its own. At most 64 members."""


class CommandFrameV1(BaseModel):
    """A command to the service. Answered with a command_result."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["command"]
    """The kind of frame."""
    data: CommandDataV1
    """The command."""
    timestamp: ClientTimestampV1 | MISSING = MISSING
    """When the client sent it. Without effect."""
    correlation_id: ClientCorrelationIdV1 | MISSING = MISSING
    """The client's name for the frame. It comes back."""


class ControlDataV1(BaseModel):
    """A question to the connection. Unknown fields are ignored."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["ping", "status", "metrics"]
    """
    `ping` is answered with a pong, `status` with a status, `metrics` with the metrics of this
    connection.
    """


class ControlFrameV1(BaseModel):
    """A question to the connection."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["control"]
    """The kind of frame."""
    data: ControlDataV1
    """The question."""
    timestamp: ClientTimestampV1 | MISSING = MISSING
    """When the client sent it. Without effect."""
    correlation_id: ClientCorrelationIdV1 | MISSING = MISSING
    """The client's name for the frame. It comes back."""


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


class BareChatFrameV1(BaseModel):
    """
    The oldest form of a chat: the message alone, without `type` and `data`. It means the same as a
    chat frame whose `data` it is.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    message: MessageTextV1 | MISSING = MISSING
    """What the person says. 1–10,000 characters, not only white space, no U+0000."""
    text: Annotated[MessageTextV1 | MISSING, Field(deprecated=True)] = MISSING
    """The older name of `message`."""
    user_context: dict[str, Any] | None | MISSING = MISSING
    """What the client knows about the person or the situation, in a form of its own. Kept with the run."""
    userContext: Annotated[dict[str, Any] | None | MISSING, Field(deprecated=True)] = MISSING
    """The older name of `user_context`."""
    metadata: dict[str, Any] | None | MISSING = MISSING
    """Anything that the client wants to keep with the run. The service stores it and does not read it."""
    timestamp: ClientTimestampV1 | MISSING = MISSING
    """When the client sent it. Without effect."""
    correlation_id: ClientCorrelationIdV1 | MISSING = MISSING
    """The client's name for the frame. It comes back."""


class ChatDataV1(BaseModel):
    """
    One message to the session that the path names; a `session_id` in here is without effect.
    `message` is needed; the older names `text` and `userContext` are still taken. Unknown fields are
    ignored.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    message: MessageTextV1 | MISSING = MISSING
    """What the person says. 1–10,000 characters, not only white space, no U+0000."""
    text: Annotated[MessageTextV1 | MISSING, Field(deprecated=True)] = MISSING
    """The older name of `message`."""
    user_context: dict[str, Any] | None | MISSING = MISSING
    """What the client knows about the person or the situation, in a form of its own. Kept with the run."""
    userContext: Annotated[dict[str, Any] | None | MISSING, Field(deprecated=True)] = MISSING
    """The older name of `user_context`."""
    metadata: dict[str, Any] | None | MISSING = MISSING
    """Anything that the client wants to keep with the run. The service stores it and does not read it."""
    request_id: Annotated[
        str | None | MISSING, Field(max_length=100, min_length=1, pattern="^[^\\u0000]*$")
    ] = MISSING
    """
    The client's name for this request, 1–100 characters; it comes back. Made by the service when
    absent.
    """


class ChatFrameV1(BaseModel):
    """A message to the session."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["chat"]
    """The kind of frame."""
    data: ChatDataV1
    """The message."""
    timestamp: ClientTimestampV1 | MISSING = MISSING
    """When the client sent it. Without effect."""
    correlation_id: ClientCorrelationIdV1 | MISSING = MISSING
    """The client's name for the frame. It comes back."""


class ClientPongFrameV1(BaseModel):
    """
    What many clients say back to the service's ping. Taken as a sign of life, never answered, and
    never needed.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
    )
    type: Literal["pong"]
    """The kind of frame."""
    data: dict[str, Any] | None | MISSING = MISSING
    """Without effect."""
    timestamp: ClientTimestampV1 | MISSING = MISSING
    """When the client sent it. Without effect."""
    correlation_id: ClientCorrelationIdV1 | MISSING = MISSING
    """Without effect."""


ClientFrameV1: TypeAlias = ChatFrameV1 | BareChatFrameV1 | CommandFrameV1 | ControlFrameV1 | ClientPongFrameV1
"""Everything that a v1 client may send. What has no `type` is a bare chat."""

CLIENT_FRAMES: Final[Mapping[str, type[BaseModel]]] = MappingProxyType(
    {
        "chat": ChatFrameV1,
        "command": CommandFrameV1,
        "control": ControlFrameV1,
        "pong": ClientPongFrameV1,
    }
)
"""The frames that a client may send, by their type."""
