"""What callers say, as the bodies that the service takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from orchestra_sdk._errors import OrchestraError
from orchestra_sdk._generated.models import (
    ChatRequest,
    IfBusy,
    Metadata,
    OnDisconnect,
    OptimizationHints,
    OptimizationMode,
    SessionSettings,
)
from orchestra_sdk._generated.types import UNSET, Unset


def metadata(value: Mapping[str, Any] | Unset) -> Metadata | Unset:
    """A free-form JSON object as the model of one."""
    return value if isinstance(value, Unset) else Metadata.from_dict(value)


def session_settings(value: SessionSettings | Mapping[str, Any] | Unset) -> SessionSettings | Unset:
    """Settings by their names as the model of them. Raises OrchestraError for a name that is none."""
    if isinstance(value, SessionSettings | Unset):
        return value
    unknown = [str(one) for one in value if one not in attrs.fields_dict(SessionSettings)]
    if unknown:
        raise OrchestraError(f"A session has no such settings: {', '.join(unknown)}.")
    return SessionSettings(**value)


def name(kind: str, value: str) -> str:
    """A name that becomes part of a path. Raises OrchestraError for one that would make it another path."""
    if value in ("", ".", ".."):
        raise OrchestraError(f"{value!r} is no {kind}.")
    return value


def chat_request(
    message: str,
    *,
    session_id: str | Unset = UNSET,
    model: str | Unset = UNSET,
    instructions: str | Unset = UNSET,
    max_response_tokens: int | Unset = UNSET,
    temperature: float | Unset = UNSET,
    deadline: float | Unset = UNSET,
    on_disconnect: OnDisconnect | str | Unset = UNSET,
    if_busy: IfBusy | Unset = UNSET,
    metadata_: Mapping[str, Any] | Unset = UNSET,
    optimization_mode: OptimizationMode | Unset = UNSET,
    swarm_type: str | Unset = UNSET,
    use_memory: bool | Unset = UNSET,
    optimization_hints: Mapping[str, Any] | Unset = UNSET,
) -> ChatRequest:
    """The body of a chat."""
    return ChatRequest(
        message=message,
        session_id=session_id,
        model=model,
        instructions=instructions,
        max_response_tokens=max_response_tokens,
        temperature=temperature,
        deadline=deadline,
        on_disconnect=on_disconnect,
        if_busy=if_busy,
        metadata=metadata(metadata_),
        optimization_mode=optimization_mode,
        swarm_type=swarm_type,
        use_memory=use_memory,
        optimization_hints=(
            optimization_hints
            if isinstance(optimization_hints, Unset)
            else OptimizationHints.from_dict(optimization_hints)
        ),
    )
