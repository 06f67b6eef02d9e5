# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.manager_item_v1_metadata_parameters import ManagerItemV1MetadataParameters


@_attrs_define
class ManagerItemV1Metadata:
    """What the manager made of the message."""

    run_id: str
    """ The run that it is about. """
    intent: str | Unset = UNSET
    """ What the message wants. """
    confidence: float | Unset = UNSET
    """ How sure the manager is, 0–1. """
    parameters: ManagerItemV1MetadataParameters | Unset = UNSET
    """ What the manager read out of the message, by name. """
    mood: str | Unset = UNSET
    """ The tone that the manager answers in. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        run_id = self.run_id

        intent = self.intent

        confidence = self.confidence

        parameters: dict[str, Any] | Unset = UNSET
        if not isinstance(self.parameters, Unset):
            parameters = self.parameters.to_dict()

        mood = self.mood

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "run_id": run_id,
            }
        )
        if intent is not UNSET:
            field_dict["intent"] = intent
        if confidence is not UNSET:
            field_dict["confidence"] = confidence
        if parameters is not UNSET:
            field_dict["parameters"] = parameters
        if mood is not UNSET:
            field_dict["mood"] = mood

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.manager_item_v1_metadata_parameters import ManagerItemV1MetadataParameters  # noqa: PLC0415

        d = dict(src_dict)
        run_id = d.pop("run_id")

        intent = d.pop("intent", UNSET)

        confidence = d.pop("confidence", UNSET)

        _parameters = d.pop("parameters", UNSET)
        parameters: ManagerItemV1MetadataParameters | Unset
        if isinstance(_parameters, Unset):
            parameters = UNSET
        else:
            parameters = ManagerItemV1MetadataParameters.from_dict(_parameters)

        mood = d.pop("mood", UNSET)

        manager_item_v1_metadata = cls(
            run_id=run_id,
            intent=intent,
            confidence=confidence,
            parameters=parameters,
            mood=mood,
        )

        manager_item_v1_metadata.additional_properties = d
        return manager_item_v1_metadata

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
