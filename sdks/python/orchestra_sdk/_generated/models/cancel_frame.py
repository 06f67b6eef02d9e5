# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self, cast

from attrs import define as _attrs_define


@_attrs_define
class CancelFrame:
    """Ends a run of the key's owner. Answered with a status of the run."""

    type: Literal["cancel"]
    """ The kind of frame. """
    id: str
    """ The client's name for its message: 1–100 visible ASCII characters. Every answer to the message carries it.
    The service does not check that it is new: a client that uses one twice cannot tell the answers apart. """
    run_id: str
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        id = self.id

        run_id = self.run_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "type": type,
                "id": id,
                "run_id": run_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        type = cast(Literal["cancel"], d.pop("type"))
        if type != "cancel":
            raise ValueError(f"type must match const 'cancel', got '{type}'")

        id = d.pop("id")

        run_id = d.pop("run_id")

        cancel_frame = cls(
            type=type,
            id=id,
            run_id=run_id,
        )

        return cancel_frame
