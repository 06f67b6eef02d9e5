# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field


@_attrs_define
class MetricsDataV1:
    """What went over this connection. Never anything about other clients."""

    connection_id: str
    """ The connection. """
    connected_at: datetime.datetime
    """ A moment in UTC, RFC 3339 with milliseconds. """
    uptime: float
    """ How long it has been open, in seconds. """
    messages_received: int
    """ Frames that the client sent. """
    messages_sent: int
    """ Frames that the service sent. """
    tokens_sent: int
    """ Token items among them. """
    active_runs: int
    """ How many chats of this connection wait or run. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        connection_id = self.connection_id

        connected_at = self.connected_at.isoformat()

        uptime = self.uptime

        messages_received = self.messages_received

        messages_sent = self.messages_sent

        tokens_sent = self.tokens_sent

        active_runs = self.active_runs

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "connection_id": connection_id,
                "connected_at": connected_at,
                "uptime": uptime,
                "messages_received": messages_received,
                "messages_sent": messages_sent,
                "tokens_sent": tokens_sent,
                "active_runs": active_runs,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        connection_id = d.pop("connection_id")

        connected_at = datetime.datetime.fromisoformat(d.pop("connected_at"))

        uptime = d.pop("uptime")

        messages_received = d.pop("messages_received")

        messages_sent = d.pop("messages_sent")

        tokens_sent = d.pop("tokens_sent")

        active_runs = d.pop("active_runs")

        metrics_data_v1 = cls(
            connection_id=connection_id,
            connected_at=connected_at,
            uptime=uptime,
            messages_received=messages_received,
            messages_sent=messages_sent,
            tokens_sent=tokens_sent,
            active_runs=active_runs,
        )

        metrics_data_v1.additional_properties = d
        return metrics_data_v1

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
