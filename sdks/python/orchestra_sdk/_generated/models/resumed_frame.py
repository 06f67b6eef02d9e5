# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field


@_attrs_define
class ResumedFrame:
    """A run is followed from `from` on. Where the cursor stood at the run's last event, `from` is one past it and nothing
    follows.

    """

    type: Literal["resumed"]
    """ The kind of frame. """
    id: str
    """ The client's name for its message: 1–100 visible ASCII characters. Every answer to the message carries it.
    The service does not check that it is new: a client that uses one twice cannot tell the answers apart. """
    run_id: str
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """
    recovered: bool
    """ True: the next event is the one right after the cursor. False: the log was trimmed, events between the
    cursor and `from` are lost, and the run's answer is to be read whole from run.completed or over HTTP. """
    from_: int
    """ The offset of the first event that follows. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        id = self.id

        run_id = self.run_id

        recovered = self.recovered

        from_ = self.from_

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "id": id,
                "run_id": run_id,
                "recovered": recovered,
                "from": from_,
                "created_at": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        type = cast(Literal["resumed"], d.pop("type"))
        if type != "resumed":
            raise ValueError(f"type must match const 'resumed', got '{type}'")

        id = d.pop("id")

        run_id = d.pop("run_id")

        recovered = d.pop("recovered")

        from_ = d.pop("from")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        resumed_frame = cls(
            type=type,
            id=id,
            run_id=run_id,
            recovered=recovered,
            from_=from_,
            created_at=created_at,
        )

        resumed_frame.additional_properties = d
        return resumed_frame

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
