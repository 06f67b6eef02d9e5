# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.execution_mode_v1 import ExecutionModeV1, check_execution_mode_v1
from ..models.finish_reason_v1 import FinishReasonV1, check_finish_reason_v1
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.usage_v1 import UsageV1


@_attrs_define
class CompleteMetadataV1:
    """What `POST /v1/chat` says beside the text. More keys may come."""

    api_version: Literal["v1"]
    """ The version that the answer is written in. Always `v1` here. """
    request_id: str
    """ The `request_id` of the request, or the one that the service made. """
    session_id: str
    """ The name of a conversation, chosen by the client: 1–100 characters of `A–Z a–z 0–9 . _ : ~ -`, and neither
    `.` nor `..`. It is unique within the owner of the key, and the same name means the same session in v1 and v2. A
    chat creates a session that it names; a name that begins with `ses_` is one that the service made, and is
    answered with 404 where it is not there. """
    run_id: str
    """ The run that wrote the answer. """
    execution_mode: ExecutionModeV1 | None | str
    """ How much work the service put into the answer, or null where it does not know. """
    execution_time: float
    """ How long the run took, in seconds. """
    quality_score: float | None
    """ How good the service judges the answer to be, 0–1, or null where nobody judged it. """
    success: bool
    """ Always true here. """
    message_id: str | Unset = UNSET
    """ The message that holds the answer. """
    finish_reason: FinishReasonV1 | str | Unset = UNSET
    """ Why the model stopped. """
    model: str | Unset = UNSET
    """ The model that wrote the answer. """
    usage: UsageV1 | Unset = UNSET
    """ The tokens that a run took. """
    tokens_used: int | Unset = UNSET
    """ Tokens that the run took, in all. """
    intent: None | str | Unset = UNSET
    """ What the Orchestra Manager took the message to want, or null where it is not known. """
    confidence: float | None | Unset = UNSET
    """ How sure the Orchestra Manager is of the intent, 0–1, or null where it is not known. """
    swarm_used: None | str | Unset = UNSET
    """ The swarm that worked on the answer, or null where none did. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        api_version = self.api_version

        request_id = self.request_id

        session_id = self.session_id

        run_id = self.run_id

        execution_mode: None | str
        if isinstance(self.execution_mode, str):
            execution_mode = self.execution_mode
        else:
            execution_mode = self.execution_mode

        execution_time = self.execution_time

        quality_score: float | None
        quality_score = self.quality_score

        success = self.success

        message_id = self.message_id

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
                "api_version": api_version,
                "request_id": request_id,
                "session_id": session_id,
                "run_id": run_id,
                "execution_mode": execution_mode,
                "execution_time": execution_time,
                "quality_score": quality_score,
                "success": success,
            }
        )
        if message_id is not UNSET:
            field_dict["message_id"] = message_id
        if finish_reason is not UNSET:
            field_dict["finish_reason"] = finish_reason
        if model is not UNSET:
            field_dict["model"] = model
        if usage is not UNSET:
            field_dict["usage"] = usage
        if tokens_used is not UNSET:
            field_dict["tokens_used"] = tokens_used
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
        api_version = cast(Literal["v1"], d.pop("api_version"))
        if api_version != "v1":
            raise ValueError(f"api_version must match const 'v1', got '{api_version}'")

        request_id = d.pop("request_id")

        session_id = d.pop("session_id")

        run_id = d.pop("run_id")

        def _parse_execution_mode(data: object) -> ExecutionModeV1 | None | str:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                execution_mode_type_0 = check_execution_mode_v1(data)

                return execution_mode_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExecutionModeV1 | None | str, data)

        execution_mode = _parse_execution_mode(d.pop("execution_mode"))

        execution_time = d.pop("execution_time")

        def _parse_quality_score(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        quality_score = _parse_quality_score(d.pop("quality_score"))

        success = d.pop("success")

        message_id = d.pop("message_id", UNSET)

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

        complete_metadata_v1 = cls(
            api_version=api_version,
            request_id=request_id,
            session_id=session_id,
            run_id=run_id,
            execution_mode=execution_mode,
            execution_time=execution_time,
            quality_score=quality_score,
            success=success,
            message_id=message_id,
            finish_reason=finish_reason,
            model=model,
            usage=usage,
            tokens_used=tokens_used,
            intent=intent,
            confidence=confidence,
            swarm_used=swarm_used,
        )

        complete_metadata_v1.additional_properties = d
        return complete_metadata_v1

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
