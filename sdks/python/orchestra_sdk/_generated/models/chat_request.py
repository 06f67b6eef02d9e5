# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from attrs import define as _attrs_define

from ..models.if_busy import IfBusy, check_if_busy
from ..models.on_disconnect import OnDisconnect, check_on_disconnect
from ..models.optimization_mode import OptimizationMode, check_optimization_mode
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.metadata import Metadata
    from ..models.optimization_hints import OptimizationHints


@_attrs_define
class ChatRequest:
    """A message, and how it should be answered. Fields that do not stand here are refused."""

    message: str
    """ What the user says: 1 to 10,000 characters (Unicode code points), of which at least one is not white space.
    U+0000 and lone surrogates are refused. """
    session_id: str | Unset = UNSET
    """ The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters,
    digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`. """
    model: str | Unset = UNSET
    """ The name of a model, as `GET /v2/models` lists it. 1 to 200 visible ASCII characters. """
    instructions: str | Unset = UNSET
    """ How the model should behave in this answer, put before the conversation. 1 to 10,000 characters without
    U+0000. They are not kept for the next message. """
    max_response_tokens: int | Unset = UNSET
    """ The length of the answer at the most, in tokens. A longer one ends with the finish reason `length`. """
    temperature: float | Unset = UNSET
    """ How freely the model chooses its words, from 0 (always the likeliest) to 2. Absent, the session's setting,
    or the model's own. """
    deadline: float | Unset = UNSET
    """ How long the run may take, in seconds, the wait in the session's queue included. Absent, the service's
    default (120 unless it was set otherwise). After it the run fails with `deadline_exceeded`. """
    on_disconnect: OnDisconnect | str | Unset = UNSET
    """ What becomes of the run when nobody follows it any more. Absent: `grace`, and `cancel` for `POST /v2/chat`
    without an `Idempotency-Key`, because such a client cannot come back. """
    if_busy: IfBusy | Unset = UNSET
    """ What to do when the session has a run already. `queue`: wait behind it (at most 4 may wait). `reject`:
    refuse with 409 session_busy. `interrupt`: cancel what runs and waits in the session, and begin. """
    metadata: Metadata | Unset = UNSET
    """ What the client wants to remember: a JSON object of at most 64 members, kept and given back as it is. The
    service never reads it. Texts in it must not contain U+0000. """
    optimization_mode: OptimizationMode | str | Unset = UNSET
    """ How much work the service should put into the answer. Absent, the session's setting, or `auto`. `quality`
    without a `swarm_type` means the swarm `auto-select`. """
    swarm_type: str | Unset = UNSET
    """ The name of a swarm: `simple-agents` (one agent after the other), `coding-debate` (agents argue until they
    agree), `improved-solve` (several drafts that are judged and mended), `mcp-coordinated` (agents with tools),
    `auto-select` (the service chooses), or one of the deployment's own. 1 to 64 lower-case letters, digits and
    hyphens. """
    use_memory: bool | Unset = UNSET
    """ Whether what was said in the owner's other sessions may be looked up for the answer. Absent, the session's
    setting, or false: the sessions of one key's owner may belong to several people. """
    optimization_hints: OptimizationHints | Unset = UNSET
    """ Wishes that help to choose mode and swarm, a JSON object of at most 32 members. Read are `urgent` (true:
    less work, sooner) and `complexity` (`low`, `medium` or `high`, in the place of the service's own guess); others
    are ignored. """

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        session_id = self.session_id

        model = self.model

        instructions = self.instructions

        max_response_tokens = self.max_response_tokens

        temperature = self.temperature

        deadline = self.deadline

        on_disconnect: str | Unset
        if isinstance(self.on_disconnect, Unset):
            on_disconnect = UNSET
        elif isinstance(self.on_disconnect, str):
            on_disconnect = self.on_disconnect
        else:
            on_disconnect = self.on_disconnect

        if_busy: str | Unset = UNSET
        if not isinstance(self.if_busy, Unset):
            if_busy = self.if_busy

        metadata: dict[str, Any] | Unset = UNSET
        if not isinstance(self.metadata, Unset):
            metadata = self.metadata.to_dict()

        optimization_mode: str | Unset
        if isinstance(self.optimization_mode, Unset):
            optimization_mode = UNSET
        elif isinstance(self.optimization_mode, str):
            optimization_mode = self.optimization_mode
        else:
            optimization_mode = self.optimization_mode

        swarm_type = self.swarm_type

        use_memory = self.use_memory

        optimization_hints: dict[str, Any] | Unset = UNSET
        if not isinstance(self.optimization_hints, Unset):
            optimization_hints = self.optimization_hints.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "message": message,
            }
        )
        if session_id is not UNSET:
            field_dict["session_id"] = session_id
        if model is not UNSET:
            field_dict["model"] = model
        if instructions is not UNSET:
            field_dict["instructions"] = instructions
        if max_response_tokens is not UNSET:
            field_dict["max_response_tokens"] = max_response_tokens
        if temperature is not UNSET:
            field_dict["temperature"] = temperature
        if deadline is not UNSET:
            field_dict["deadline"] = deadline
        if on_disconnect is not UNSET:
            field_dict["on_disconnect"] = on_disconnect
        if if_busy is not UNSET:
            field_dict["if_busy"] = if_busy
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if optimization_mode is not UNSET:
            field_dict["optimization_mode"] = optimization_mode
        if swarm_type is not UNSET:
            field_dict["swarm_type"] = swarm_type
        if use_memory is not UNSET:
            field_dict["use_memory"] = use_memory
        if optimization_hints is not UNSET:
            field_dict["optimization_hints"] = optimization_hints

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.metadata import Metadata  # noqa: PLC0415
        from ..models.optimization_hints import OptimizationHints  # noqa: PLC0415

        d = dict(src_dict)
        message = d.pop("message")

        session_id = d.pop("session_id", UNSET)

        model = d.pop("model", UNSET)

        instructions = d.pop("instructions", UNSET)

        max_response_tokens = d.pop("max_response_tokens", UNSET)

        temperature = d.pop("temperature", UNSET)

        deadline = d.pop("deadline", UNSET)

        def _parse_on_disconnect(data: object) -> OnDisconnect | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                on_disconnect_type_0 = check_on_disconnect(data)

                return on_disconnect_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(OnDisconnect | str | Unset, data)

        on_disconnect = _parse_on_disconnect(d.pop("on_disconnect", UNSET))

        _if_busy = d.pop("if_busy", UNSET)
        if_busy: IfBusy | Unset
        if isinstance(_if_busy, Unset):
            if_busy = UNSET
        else:
            if_busy = check_if_busy(_if_busy)

        _metadata = d.pop("metadata", UNSET)
        metadata: Metadata | Unset
        if isinstance(_metadata, Unset):
            metadata = UNSET
        else:
            metadata = Metadata.from_dict(_metadata)

        def _parse_optimization_mode(data: object) -> OptimizationMode | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                optimization_mode_type_0 = check_optimization_mode(data)

                return optimization_mode_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(OptimizationMode | str | Unset, data)

        optimization_mode = _parse_optimization_mode(d.pop("optimization_mode", UNSET))

        swarm_type = d.pop("swarm_type", UNSET)

        use_memory = d.pop("use_memory", UNSET)

        _optimization_hints = d.pop("optimization_hints", UNSET)
        optimization_hints: OptimizationHints | Unset
        if isinstance(_optimization_hints, Unset):
            optimization_hints = UNSET
        else:
            optimization_hints = OptimizationHints.from_dict(_optimization_hints)

        chat_request = cls(
            message=message,
            session_id=session_id,
            model=model,
            instructions=instructions,
            max_response_tokens=max_response_tokens,
            temperature=temperature,
            deadline=deadline,
            on_disconnect=on_disconnect,
            if_busy=if_busy,
            metadata=metadata,
            optimization_mode=optimization_mode,
            swarm_type=swarm_type,
            use_memory=use_memory,
            optimization_hints=optimization_hints,
        )

        return chat_request
