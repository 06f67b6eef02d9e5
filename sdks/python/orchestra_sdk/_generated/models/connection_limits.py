# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field


@_attrs_define
class ConnectionLimits:
    """What the connection allows. More keys may come."""

    max_runs: int
    """ How many runs may be followed at once. """
    max_frame_bytes: int
    """ How large a client's frame may be, in bytes. """
    idle_timeout: float
    """ How long a client that follows no run may be silent, in seconds. """
    ping_interval: float
    """ After how long without another frame the service sends a ping, in seconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        max_runs = self.max_runs

        max_frame_bytes = self.max_frame_bytes

        idle_timeout = self.idle_timeout

        ping_interval = self.ping_interval

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "max_runs": max_runs,
                "max_frame_bytes": max_frame_bytes,
                "idle_timeout": idle_timeout,
                "ping_interval": ping_interval,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        max_runs = d.pop("max_runs")

        max_frame_bytes = d.pop("max_frame_bytes")

        idle_timeout = d.pop("idle_timeout")

        ping_interval = d.pop("ping_interval")

        connection_limits = cls(
            max_runs=max_runs,
            max_frame_bytes=max_frame_bytes,
            idle_timeout=idle_timeout,
            ping_interval=ping_interval,
        )

        connection_limits.additional_properties = d
        return connection_limits

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
