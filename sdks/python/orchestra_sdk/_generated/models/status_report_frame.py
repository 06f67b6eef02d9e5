# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.followed_run import FollowedRun


@_attrs_define
class StatusReportFrame:
    """Where runs stand: after a status question every run that the connection follows, after cancel and detach the one run
    that they name.

    """

    type: Literal["status"]
    """ The kind of frame. """
    id: str
    """ The client's name for its message: 1–100 visible ASCII characters. Every answer to the message carries it.
    The service does not check that it is new: a client that uses one twice cannot tell the answers apart. """
    connection_id: str
    """ The service's name for a connection. """
    runs: list[FollowedRun]
    """ The runs, oldest first. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        id = self.id

        connection_id = self.connection_id

        runs = []
        for runs_item_data in self.runs:
            runs_item = runs_item_data.to_dict()
            runs.append(runs_item)

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "id": id,
                "connection_id": connection_id,
                "runs": runs,
                "created_at": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.followed_run import FollowedRun  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["status"], d.pop("type"))
        if type != "status":
            raise ValueError(f"type must match const 'status', got '{type}'")

        id = d.pop("id")

        connection_id = d.pop("connection_id")

        runs = []
        _runs = d.pop("runs")
        for runs_item_data in _runs:
            runs_item = FollowedRun.from_dict(runs_item_data)

            runs.append(runs_item)

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        status_report_frame = cls(
            type=type,
            id=id,
            connection_id=connection_id,
            runs=runs,
            created_at=created_at,
        )

        status_report_frame.additional_properties = d
        return status_report_frame

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
