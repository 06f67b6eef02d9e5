# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from attrs import define as _attrs_define

from ..models.intent import Intent, check_intent
from ..types import UNSET, Unset


@_attrs_define
class CreateRunFeedbackRequest:
    """What a user thought of an answer, or what the message had really wanted. What is left out is null; an empty object
    takes back what was said before.

    """

    rating: float | Unset = UNSET
    """ How good the answer was, from -1 (bad) over 0 to 1 (good). """
    comment: str | Unset = UNSET
    """ The user's own words, 1 to 2,000 characters without U+0000. """
    intent: Intent | str | Unset = UNSET
    """ What the message wanted in truth. The Orchestra Manager is measured by it, and can learn from it. """

    def to_dict(self) -> dict[str, Any]:
        rating = self.rating

        comment = self.comment

        intent: str | Unset
        if isinstance(self.intent, Unset):
            intent = UNSET
        elif isinstance(self.intent, str):
            intent = self.intent
        else:
            intent = self.intent

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if rating is not UNSET:
            field_dict["rating"] = rating
        if comment is not UNSET:
            field_dict["comment"] = comment
        if intent is not UNSET:
            field_dict["intent"] = intent

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        rating = d.pop("rating", UNSET)

        comment = d.pop("comment", UNSET)

        def _parse_intent(data: object) -> Intent | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                intent_type_0 = check_intent(data)

                return intent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Intent | str | Unset, data)

        intent = _parse_intent(d.pop("intent", UNSET))

        create_run_feedback_request = cls(
            rating=rating,
            comment=comment,
            intent=intent,
        )

        return create_run_feedback_request
