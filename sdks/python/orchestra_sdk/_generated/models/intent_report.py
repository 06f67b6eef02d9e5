# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.intent import Intent, check_intent
from ..models.mood import Mood, check_mood

if TYPE_CHECKING:
    from ..models.intent_report_parameters import IntentReportParameters
    from ..models.ranked_intent import RankedIntent


@_attrs_define
class IntentReport:
    """What a message wants."""

    intent: Intent | str
    """ What the message wants, most likely. """
    confidence: float
    """ How sure the service is of it, from 0 to 1: of a hundred messages with 0.8, about eighty are what they were
    taken for. """
    certain: bool
    """ Whether that is sure enough to act on. Where it is false, `response` asks what is meant. """
    ranking: list[RankedIntent]
    """ The likeliest intents, the first one first. """
    parameters: IntentReportParameters
    """ What the message names, by name: `count`, `from`, `to`, `by`, `percent` (numbers), `direction` (`up`,
    `down`), `target`, `name`, `model`, `mode`, `language`, `temperature`, `duration_seconds` and others that may
    come. """
    mood: Mood | str
    """ The manager's tone. """
    response: str
    """ What the manager would say first. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        intent: str
        if isinstance(self.intent, str):
            intent = self.intent
        else:
            intent = self.intent

        confidence = self.confidence

        certain = self.certain

        ranking = []
        for ranking_item_data in self.ranking:
            ranking_item = ranking_item_data.to_dict()
            ranking.append(ranking_item)

        parameters = self.parameters.to_dict()

        mood: str
        if isinstance(self.mood, str):
            mood = self.mood
        else:
            mood = self.mood

        response = self.response

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "intent": intent,
                "confidence": confidence,
                "certain": certain,
                "ranking": ranking,
                "parameters": parameters,
                "mood": mood,
                "response": response,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.intent_report_parameters import IntentReportParameters  # noqa: PLC0415
        from ..models.ranked_intent import RankedIntent  # noqa: PLC0415

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

        certain = d.pop("certain")

        ranking = []
        _ranking = d.pop("ranking")
        for ranking_item_data in _ranking:
            ranking_item = RankedIntent.from_dict(ranking_item_data)

            ranking.append(ranking_item)

        parameters = IntentReportParameters.from_dict(d.pop("parameters"))

        def _parse_mood(data: object) -> Mood | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                mood_type_0 = check_mood(data)

                return mood_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Mood | str, data)

        mood = _parse_mood(d.pop("mood"))

        response = d.pop("response")

        intent_report = cls(
            intent=intent,
            confidence=confidence,
            certain=certain,
            ranking=ranking,
            parameters=parameters,
            mood=mood,
            response=response,
        )

        intent_report.additional_properties = d
        return intent_report

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
