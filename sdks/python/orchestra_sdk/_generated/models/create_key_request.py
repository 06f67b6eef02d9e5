# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from attrs import define as _attrs_define

from ..models.scope import Scope, check_scope
from ..types import UNSET, Unset


@_attrs_define
class CreateKeyRequest:
    """A key to make."""

    owner: str
    """ Whose sessions and runs the key opens, 1 to 100 visible ASCII characters. Any owner may be named, the
    caller's own too; one that is not there yet begins with this key. """
    scopes: list[Scope | str]
    """ What the key may do. A scope that stands twice counts once. """
    name: str | Unset = UNSET
    """ What the key is for, 1 to 200 characters without U+0000. """
    requests_per_minute: int | None | Unset = UNSET
    """ How many requests a minute the key may make. Absent, the service's setting; null, no limit. """
    expires_in: float | Unset = UNSET
    """ After how long the key stops working, in seconds, at most 100 years. Absent, never. """

    def to_dict(self) -> dict[str, Any]:
        owner = self.owner

        scopes = []
        for scopes_item_data in self.scopes:
            scopes_item: str
            if isinstance(scopes_item_data, str):
                scopes_item = scopes_item_data
            else:
                scopes_item = scopes_item_data
            scopes.append(scopes_item)

        name = self.name

        requests_per_minute: int | None | Unset
        if isinstance(self.requests_per_minute, Unset):
            requests_per_minute = UNSET
        else:
            requests_per_minute = self.requests_per_minute

        expires_in = self.expires_in

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "owner": owner,
                "scopes": scopes,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if requests_per_minute is not UNSET:
            field_dict["requests_per_minute"] = requests_per_minute
        if expires_in is not UNSET:
            field_dict["expires_in"] = expires_in

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        owner = d.pop("owner")

        scopes = []
        _scopes = d.pop("scopes")
        for scopes_item_data in _scopes:

            def _parse_scopes_item(data: object) -> Scope | str:
                try:
                    if not isinstance(data, str):
                        raise TypeError()
                    scopes_item_type_0 = check_scope(data)

                    return scopes_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(Scope | str, data)

            scopes_item = _parse_scopes_item(scopes_item_data)

            scopes.append(scopes_item)

        name = d.pop("name", UNSET)

        def _parse_requests_per_minute(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        requests_per_minute = _parse_requests_per_minute(d.pop("requests_per_minute", UNSET))

        expires_in = d.pop("expires_in", UNSET)

        create_key_request = cls(
            owner=owner,
            scopes=scopes,
            name=name,
            requests_per_minute=requests_per_minute,
            expires_in=expires_in,
        )

        return create_key_request
