# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.intent import Intent, check_intent


@_attrs_define
class RunFeedback:
    """What a user thought of an answer, as it was kept."""

    run_id: str
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """
    rating: float | None
    """ How good the answer was, from -1 (bad) over 0 to 1 (good), or null. """
    comment: None | str
    """ The user's own words, or null. """
    intent: Intent | None | str
    """ What the message wanted in truth, or null where nobody said. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        run_id = self.run_id

        rating: float | None
        rating = self.rating

        comment: None | str
        comment = self.comment

        intent: None | str
        if isinstance(self.intent, str):
            intent = self.intent
        else:
            intent = self.intent

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "run_id": run_id,
                "rating": rating,
                "comment": comment,
                "intent": intent,
                "created_at": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        run_id = d.pop("run_id")

        def _parse_rating(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        rating = _parse_rating(d.pop("rating"))

        def _parse_comment(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        comment = _parse_comment(d.pop("comment"))

        def _parse_intent(data: object) -> Intent | None | str:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                intent_type_0 = check_intent(data)

                return intent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Intent | None | str, data)

        intent = _parse_intent(d.pop("intent"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        run_feedback = cls(
            run_id=run_id,
            rating=rating,
            comment=comment,
            intent=intent,
            created_at=created_at,
        )

        run_feedback.additional_properties = d
        return run_feedback

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
