# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.finish_reason_v1 import FinishReasonV1, check_finish_reason_v1
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.usage_v1 import UsageV1


@_attrs_define
class ResponseMetadataV1:
    """What v2 says of the run beside the answer. More keys may come."""

    run_id: str
    """ The run that wrote the answer. """
    message_id: str | Unset = UNSET
    """ The message that holds the answer. """
    user_message_id: str | Unset = UNSET
    """ The message that holds what the person said. """
    finish_reason: FinishReasonV1 | str | Unset = UNSET
    """ Why the model stopped. """
    model: str | Unset = UNSET
    """ The model that wrote the answer. """
    usage: UsageV1 | Unset = UNSET
    """ The tokens that a run took. """
    tokens_used: int | Unset = UNSET
    """ Tokens that the run took, in all. """
    manager_response: None | str | Unset = UNSET
    """ What the Orchestra Manager says about the answer, or null where it says nothing. """
    intent: None | str | Unset = UNSET
    """ What the Orchestra Manager took the message to want, or null where it is not known. """
    confidence: float | None | Unset = UNSET
    """ How sure the Orchestra Manager is of the intent, 0–1, or null where it is not known. """
    swarm_used: None | str | Unset = UNSET
    """ The swarm that worked on the answer, or null where none did. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        run_id = self.run_id

        message_id = self.message_id

        user_message_id = self.user_message_id

        finish_reason: str | Unset
        if isinstance(self.finish_reason, Unset):
            finish_reason = UNSET
        elif isinstance(self.finish_reason, str):
            finish_reason = self.finish_reason
        else:
            finish_reason = self.finish_reason

        model = self.model

        usage: dict[str, Any] | Unset = UNSET
        if not isinstance(self.usage, Unset):
            usage = self.usage.to_dict()

        tokens_used = self.tokens_used

        manager_response: None | str | Unset
        if isinstance(self.manager_response, Unset):
            manager_response = UNSET
        else:
            manager_response = self.manager_response

        intent: None | str | Unset
        if isinstance(self.intent, Unset):
            intent = UNSET
        else:
            intent = self.intent

        confidence: float | None | Unset
        if isinstance(self.confidence, Unset):
            confidence = UNSET
        else:
            confidence = self.confidence

        swarm_used: None | str | Unset
        if isinstance(self.swarm_used, Unset):
            swarm_used = UNSET
        else:
            swarm_used = self.swarm_used

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "run_id": run_id,
            }
        )
        if message_id is not UNSET:
            field_dict["message_id"] = message_id
        if user_message_id is not UNSET:
            field_dict["user_message_id"] = user_message_id
        if finish_reason is not UNSET:
            field_dict["finish_reason"] = finish_reason
        if model is not UNSET:
            field_dict["model"] = model
        if usage is not UNSET:
            field_dict["usage"] = usage
        if tokens_used is not UNSET:
            field_dict["tokens_used"] = tokens_used
        if manager_response is not UNSET:
            field_dict["manager_response"] = manager_response
        if intent is not UNSET:
            field_dict["intent"] = intent
        if confidence is not UNSET:
            field_dict["confidence"] = confidence
        if swarm_used is not UNSET:
            field_dict["swarm_used"] = swarm_used

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.usage_v1 import UsageV1  # noqa: PLC0415

        d = dict(src_dict)
        run_id = d.pop("run_id")

        message_id = d.pop("message_id", UNSET)

        user_message_id = d.pop("user_message_id", UNSET)

        def _parse_finish_reason(data: object) -> FinishReasonV1 | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finish_reason_type_0 = check_finish_reason_v1(data)

                return finish_reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FinishReasonV1 | str | Unset, data)

        finish_reason = _parse_finish_reason(d.pop("finish_reason", UNSET))

        model = d.pop("model", UNSET)

        _usage = d.pop("usage", UNSET)
        usage: UsageV1 | Unset
        if isinstance(_usage, Unset):
            usage = UNSET
        else:
            usage = UsageV1.from_dict(_usage)

        tokens_used = d.pop("tokens_used", UNSET)

        def _parse_manager_response(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        manager_response = _parse_manager_response(d.pop("manager_response", UNSET))

        def _parse_intent(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        intent = _parse_intent(d.pop("intent", UNSET))

        def _parse_confidence(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        confidence = _parse_confidence(d.pop("confidence", UNSET))

        def _parse_swarm_used(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        swarm_used = _parse_swarm_used(d.pop("swarm_used", UNSET))

        response_metadata_v1 = cls(
            run_id=run_id,
            message_id=message_id,
            user_message_id=user_message_id,
            finish_reason=finish_reason,
            model=model,
            usage=usage,
            tokens_used=tokens_used,
            manager_response=manager_response,
            intent=intent,
            confidence=confidence,
            swarm_used=swarm_used,
        )

        response_metadata_v1.additional_properties = d
        return response_metadata_v1

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
