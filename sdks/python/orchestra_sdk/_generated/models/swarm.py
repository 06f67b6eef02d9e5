# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field


@_attrs_define
class Swarm:
    """A swarm that a chat may ask for."""

    swarm_type: str
    """ The name of a swarm: `simple-agents` (one agent after the other), `coding-debate` (agents argue until they
    agree), `improved-solve` (several drafts that are judged and mended), `mcp-coordinated` (agents with tools),
    `auto-select` (the service chooses), or one of the deployment's own. 1 to 64 lower-case letters, digits and
    hyphens. """
    description: str
    """ What the swarm is good for. """
    roles: list[str]
    """ The roles of its agents, in the order of their work. """
    available: bool
    """ Whether all of it works at present. One that is not available may still be asked for: it does without what
    is missing, and says so in a run.notice. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        swarm_type = self.swarm_type

        description = self.description

        roles = self.roles

        available = self.available

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "swarm_type": swarm_type,
                "description": description,
                "roles": roles,
                "available": available,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        swarm_type = d.pop("swarm_type")

        description = d.pop("description")

        roles = cast(list[str], d.pop("roles"))

        available = d.pop("available")

        swarm = cls(
            swarm_type=swarm_type,
            description=description,
            roles=roles,
            available=available,
        )

        swarm.additional_properties = d
        return swarm

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
