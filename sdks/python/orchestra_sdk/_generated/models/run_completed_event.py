# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.execution_mode import ExecutionMode, check_execution_mode
from ..models.finish_reason import FinishReason, check_finish_reason
from ..models.intent import Intent, check_intent

if TYPE_CHECKING:
    from ..models.usage import Usage


@_attrs_define
class RunCompletedEvent:
    """The answer is there and stored. Nothing comes after this event."""

    type: Literal["run.completed"]
    """ The kind of event. """
    run_id: str
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """
    offset: int
    """ The event's place in the run, from 0 and without gaps. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    session_id: str
    """ The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters,
    digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`. """
    message_id: str
    """ The name of a message. Opaque; ids that were made later sort behind earlier ones. """
    response: str
    """ The answer's text. """
    finish_reason: FinishReason | str
    """ Why the answer ends where it ends. """
    manager_response: None | str
    """ What the Orchestra Manager adds in its own words, or null. """
    intent: Intent | None | str
    """ What the message wanted, or null where nobody worked it out. """
    confidence: float | None
    """ How sure the service is of the intent, from 0 to 1, or null. """
    execution_mode: ExecutionMode | None | str
    """ How much work the service put into the answer, or null. """
    execution_time: float
    """ How long the run worked on the answer, in seconds, the wait in the session's queue not included. """
    quality_score: float | None
    """ How good the answer was judged to be, from 0 to 1, or null where nobody judged it. """
    swarm_used: None | str
    """ The swarm that worked on the answer, or null. """
    model: str
    """ The name of a model, as `GET /v2/models` lists it. 1 to 200 visible ASCII characters. """
    usage: Usage
    """ What a run cost, in tokens. """
    tokens_used: int
    """ The same as `usage.total_tokens`, in tokens. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        run_id = self.run_id

        offset = self.offset

        created_at = self.created_at.isoformat()

        session_id = self.session_id

        message_id = self.message_id

        response = self.response

        finish_reason: str
        if isinstance(self.finish_reason, str):
            finish_reason = self.finish_reason
        else:
            finish_reason = self.finish_reason

        manager_response: None | str
        manager_response = self.manager_response

        intent: None | str
        if isinstance(self.intent, str):
            intent = self.intent
        else:
            intent = self.intent

        confidence: float | None
        confidence = self.confidence

        execution_mode: None | str
        if isinstance(self.execution_mode, str):
            execution_mode = self.execution_mode
        else:
            execution_mode = self.execution_mode

        execution_time = self.execution_time

        quality_score: float | None
        quality_score = self.quality_score

        swarm_used: None | str
        swarm_used = self.swarm_used

        model = self.model

        usage = self.usage.to_dict()

        tokens_used = self.tokens_used

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "run_id": run_id,
                "offset": offset,
                "created_at": created_at,
                "session_id": session_id,
                "message_id": message_id,
                "response": response,
                "finish_reason": finish_reason,
                "manager_response": manager_response,
                "intent": intent,
                "confidence": confidence,
                "execution_mode": execution_mode,
                "execution_time": execution_time,
                "quality_score": quality_score,
                "swarm_used": swarm_used,
                "model": model,
                "usage": usage,
                "tokens_used": tokens_used,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.usage import Usage  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["run.completed"], d.pop("type"))
        if type != "run.completed":
            raise ValueError(f"type must match const 'run.completed', got '{type}'")

        run_id = d.pop("run_id")

        offset = d.pop("offset")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        session_id = d.pop("session_id")

        message_id = d.pop("message_id")

        response = d.pop("response")

        def _parse_finish_reason(data: object) -> FinishReason | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finish_reason_type_0 = check_finish_reason(data)

                return finish_reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FinishReason | str, data)

        finish_reason = _parse_finish_reason(d.pop("finish_reason"))

        def _parse_manager_response(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        manager_response = _parse_manager_response(d.pop("manager_response"))

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

        def _parse_confidence(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        confidence = _parse_confidence(d.pop("confidence"))

        def _parse_execution_mode(data: object) -> ExecutionMode | None | str:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                execution_mode_type_0 = check_execution_mode(data)

                return execution_mode_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExecutionMode | None | str, data)

        execution_mode = _parse_execution_mode(d.pop("execution_mode"))

        execution_time = d.pop("execution_time")

        def _parse_quality_score(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        quality_score = _parse_quality_score(d.pop("quality_score"))

        def _parse_swarm_used(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        swarm_used = _parse_swarm_used(d.pop("swarm_used"))

        model = d.pop("model")

        usage = Usage.from_dict(d.pop("usage"))

        tokens_used = d.pop("tokens_used")

        run_completed_event = cls(
            type=type,
            run_id=run_id,
            offset=offset,
            created_at=created_at,
            session_id=session_id,
            message_id=message_id,
            response=response,
            finish_reason=finish_reason,
            manager_response=manager_response,
            intent=intent,
            confidence=confidence,
            execution_mode=execution_mode,
            execution_time=execution_time,
            quality_score=quality_score,
            swarm_used=swarm_used,
            model=model,
            usage=usage,
            tokens_used=tokens_used,
        )

        run_completed_event.additional_properties = d
        return run_completed_event

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
