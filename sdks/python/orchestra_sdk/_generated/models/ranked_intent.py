# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.intent import Intent, check_intent


@_attrs_define
class RankedIntent:
    """One of several things that a message may want."""

    intent: Intent | str
    """ What the message may want. """
    confidence: float
    """ How likely it is, from 0 to 1. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        intent: str
        if isinstance(self.intent, str):
            intent = self.intent
        else:
            intent = self.intent

        confidence = self.confidence

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "intent": intent,
                "confidence": confidence,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_intent(data: object) -> Intent | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                intent_type_0 = check_intent(data)

                return intent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Intent | str, data)

        intent = _parse_intent(d.pop("intent"))

        confidence = d.pop("confidence")

        ranked_intent = cls(
            intent=intent,
            confidence=confidence,
        )

        ranked_intent.additional_properties = d
        return ranked_intent

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
