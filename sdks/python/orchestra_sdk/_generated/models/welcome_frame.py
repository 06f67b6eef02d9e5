# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.connection_limits import ConnectionLimits


@_attrs_define
class WelcomeFrame:
    """The first frame of every connection."""

    type: Literal["welcome"]
    """ The kind of frame. """
    connection_id: str
    """ The service's name for a connection. """
    api_version: Literal["v2"]
    """ The version that the connection speaks. Always `v2` here. """
    contract_version: str
    """ The version of the published specification that the service holds to, as in semantic versioning. """
    limits: ConnectionLimits
    """ What the connection allows. More keys may come. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        connection_id = self.connection_id

        api_version = self.api_version

        contract_version = self.contract_version

        limits = self.limits.to_dict()

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "connection_id": connection_id,
                "api_version": api_version,
                "contract_version": contract_version,
                "limits": limits,
                "created_at": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.connection_limits import ConnectionLimits  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["welcome"], d.pop("type"))
        if type != "welcome":
            raise ValueError(f"type must match const 'welcome', got '{type}'")

        connection_id = d.pop("connection_id")

        api_version = cast(Literal["v2"], d.pop("api_version"))
        if api_version != "v2":
            raise ValueError(f"api_version must match const 'v2', got '{api_version}'")

        contract_version = d.pop("contract_version")

        limits = ConnectionLimits.from_dict(d.pop("limits"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        welcome_frame = cls(
            type=type,
            connection_id=connection_id,
            api_version=api_version,
            contract_version=contract_version,
            limits=limits,
            created_at=created_at,
        )

        welcome_frame.additional_properties = d
        return welcome_frame

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
