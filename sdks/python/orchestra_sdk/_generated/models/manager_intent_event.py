# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.intent import Intent, check_intent
from ..models.mood import Mood, check_mood

if TYPE_CHECKING:
    from ..models.manager_intent_event_parameters import ManagerIntentEventParameters


@_attrs_define
class ManagerIntentEvent:
    """What the Orchestra Manager takes the message to want, and what it says first."""

    type: Literal["manager.intent"]
    """ The kind of event. """
    run_id: str
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """
    offset: int
    """ The event's place in the run, from 0 and without gaps. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    intent: Intent | str
    """ What the message wants. """
    confidence: float
    """ How sure the manager is, from 0 to 1. """
    certain: bool
    """ Whether that is sure enough to act on. Where it is false, `response` says so. """
    parameters: ManagerIntentEventParameters
    """ What the message names, such as a number of agents, by name. """
    mood: Mood | str
    """ The manager's tone. """
    response: str
    """ What the manager says first. It is no part of the response. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        run_id = self.run_id

        offset = self.offset

        created_at = self.created_at.isoformat()

        intent: str
        if isinstance(self.intent, str):
            intent = self.intent
        else:
            intent = self.intent

        confidence = self.confidence

        certain = self.certain

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
                "type": type,
                "run_id": run_id,
                "offset": offset,
                "created_at": created_at,
                "intent": intent,
                "confidence": confidence,
                "certain": certain,
                "parameters": parameters,
                "mood": mood,
                "response": response,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.manager_intent_event_parameters import ManagerIntentEventParameters  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["manager.intent"], d.pop("type"))
        if type != "manager.intent":
            raise ValueError(f"type must match const 'manager.intent', got '{type}'")

        run_id = d.pop("run_id")

        offset = d.pop("offset")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

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

        parameters = ManagerIntentEventParameters.from_dict(d.pop("parameters"))

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

        manager_intent_event = cls(
            type=type,
            run_id=run_id,
            offset=offset,
            created_at=created_at,
            intent=intent,
            confidence=confidence,
            certain=certain,
            parameters=parameters,
            mood=mood,
            response=response,
        )

        manager_intent_event.additional_properties = d
        return manager_intent_event

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
