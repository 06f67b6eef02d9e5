"""What version 1 of the API says, as objects: items of a stream, frames of a WebSocket, errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias, TypeVar, cast

from orchestra_sdk._errors import StreamError
from orchestra_sdk.v1._generated.models import (
    CommandResultFrameV1,
    CompleteItemV1,
    ErrorFrameV1,
    ErrorItemV1,
    ManagerConclusionItemV1,
    ManagerItemV1,
    MetricsFrameV1,
    PingFrameV1,
    PongFrameV1,
    StatusFrameV1,
    StatusItemV1,
    StreamTokenFrameV1,
    TimeoutFrameV1,
    TokenItemV1,
)

PartT = TypeVar("PartT")


@dataclass(frozen=True, slots=True)
class UnknownItemV1:
    """An item of a type that this version of the SDK does not know; `data` is all of it."""

    unknown_type: str
    data: dict[str, Any] = field(repr=False)
    type: Literal["unknown"] = "unknown"


@dataclass(frozen=True, slots=True)
class UnknownFrameV1:
    """A frame of a type that this version of the SDK does not know; `data` is all of it."""

    unknown_type: str
    data: dict[str, Any] = field(repr=False)
    type: Literal["unknown"] = "unknown"


StreamItemV1: TypeAlias = (
    TokenItemV1
    | StatusItemV1
    | ManagerItemV1
    | ManagerConclusionItemV1
    | CompleteItemV1
    | ErrorItemV1
    | UnknownItemV1
)
FrameV1: TypeAlias = (
    StatusFrameV1
    | StreamTokenFrameV1
    | CommandResultFrameV1
    | ErrorFrameV1
    | PingFrameV1
    | PongFrameV1
    | MetricsFrameV1
    | TimeoutFrameV1
    | UnknownFrameV1
)

_ITEMS: Final[Mapping[str, Callable[[Any], StreamItemV1]]] = MappingProxyType(
    {
        "token": TokenItemV1.from_dict,
        "status": StatusItemV1.from_dict,
        "manager": ManagerItemV1.from_dict,
        "manager_conclusion": ManagerConclusionItemV1.from_dict,
        "complete": CompleteItemV1.from_dict,
        "error": ErrorItemV1.from_dict,
    }
)
_FRAMES: Final[Mapping[str, Callable[[Any], FrameV1]]] = MappingProxyType(
    {
        "status": StatusFrameV1.from_dict,
        "stream_token": StreamTokenFrameV1.from_dict,
        "command_result": CommandResultFrameV1.from_dict,
        "error": ErrorFrameV1.from_dict,
        "ping": PingFrameV1.from_dict,
        "pong": PongFrameV1.from_dict,
        "metrics": MetricsFrameV1.from_dict,
        "timeout": TimeoutFrameV1.from_dict,
    }
)


def item_from_json(line: str | bytes) -> StreamItemV1:
    """One line of a stream. Raises StreamError for what is none."""
    return _read(line, _ITEMS, UnknownItemV1, "item")


def frame_from_json(text: str | bytes) -> FrameV1:
    """One frame of a WebSocket. Raises StreamError for what is none."""
    data = _object(text, "frame")
    if data.get("type") == "stream_token" and not _is_known_item(data.get("data")):
        return UnknownFrameV1("stream_token", data)
    return _read(text, _FRAMES, UnknownFrameV1, "frame")


def problem_of(envelope: Any) -> Mapping[str, Any] | None:
    """Version 1's error envelope as the problem document that it was made from; None for anything else."""
    if not isinstance(envelope, dict):
        return None
    found = cast("dict[str, Any]", envelope)
    data = found.get("data")
    if not isinstance(data, dict) or "code" not in data:
        return None
    return {**cast("dict[str, Any]", data), "detail": found.get("error")}


def problem_of_item(item: ErrorItemV1) -> Mapping[str, Any]:
    """The error that a stream has ended with, as a problem document."""
    return {**item.metadata.to_dict(), "detail": item.content}


def _is_known_item(data: Any) -> bool:
    return isinstance(data, dict) and cast("dict[str, Any]", data).get("type") in _ITEMS


def _read(
    text: str | bytes,
    table: Mapping[str, Callable[[Any], PartT]],
    unknown: Callable[[str, dict[str, Any]], PartT],
    name: str,
) -> PartT:
    data = _object(text, name)
    kind = data["type"]
    make = table.get(kind)
    try:
        return unknown(kind, data) if make is None else make(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StreamError(f"The service sent a malformed {name} {kind}.") from error


def _object(text: str | bytes, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StreamError(f"The service sent a {name} that is no JSON.") from error
    if not isinstance(data, dict) or not isinstance(cast("dict[str, Any]", data).get("type"), str):
        raise StreamError(f"The service sent a {name} without a type.")
    return cast("dict[str, Any]", data)
