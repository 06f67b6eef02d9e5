# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.cancel_reason import CancelReason, check_cancel_reason
from ..models.execution_mode import ExecutionMode, check_execution_mode
from ..models.finish_reason import FinishReason, check_finish_reason
from ..models.intent import Intent, check_intent
from ..models.on_disconnect import OnDisconnect, check_on_disconnect
from ..models.run_status import RunStatus, check_run_status

if TYPE_CHECKING:
    from ..models.metadata import Metadata
    from ..models.problem import Problem
    from ..models.usage import Usage


@_attrs_define
class Run:
    """The work on one message. It can be looked up while it works and after its end."""

    run_id: str
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """
    session_id: str
    """ The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters,
    digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`. """
    status: RunStatus | str
    """ How far the run is. """
    user_message_id: str
    """ The name of a message. Opaque; ids that were made later sort behind earlier ones. """
    message_id: None | str
    """ The answer as a message of the session, or null while there is none. """
    model: None | str
    """ The model that answers, or null until it is chosen. """
    execution_mode: ExecutionMode | None | str
    """ How much work the service puts into the answer, or null. """
    swarm_used: None | str
    """ The swarm that works on the answer, or null. """
    intent: Intent | None | str
    """ What the message wanted, or null where nobody worked it out (yet). """
    confidence: float | None
    """ How sure the service is of the intent, from 0 to 1, or null. """
    quality_score: float | None
    """ How good the answer was judged to be, from 0 to 1, or null where nobody judged it. """
    finish_reason: FinishReason | None | str
    """ Why the answer ends where it ends, or null where the run did not complete. """
    response: None | str
    """ The answer's text. Of a failed or cancelled run, what there was of it by then. Null while the run works; its
    events have the text as it comes. """
    usage: None | Usage
    """ What the run cost, in tokens. Null while it works, and where the process died before it could count. """
    error: None | Problem
    """ Why the run failed, or null. """
    cancel_reason: CancelReason | None | str
    """ Why the run was cancelled, or null. """
    last_offset: int | None
    """ The offset of the run's last event. Null while it works, and where its log was lost. """
    on_disconnect: OnDisconnect | str
    """ What becomes of the run when nobody follows it any more. """
    metadata: Metadata
    """ What the client wants to remember: a JSON object of at most 64 members, kept and given back as it is. The
    service never reads it. Texts in it must not contain U+0000. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    started_at: datetime.datetime | None
    """ When the run began to work, or null while it waits in its session's queue. """
    ended_at: datetime.datetime | None
    """ When the run ended, or null. """
    log_expires_at: datetime.datetime | None
    """ Until when the run's events can be read again, or null while it works. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        from ..models.problem import Problem  # noqa: PLC0415
        from ..models.usage import Usage  # noqa: PLC0415

        run_id = self.run_id

        session_id = self.session_id

        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        user_message_id = self.user_message_id

        message_id: None | str
        message_id = self.message_id

        model: None | str
        model = self.model

        execution_mode: None | str
        if isinstance(self.execution_mode, str):
            execution_mode = self.execution_mode
        else:
            execution_mode = self.execution_mode

        swarm_used: None | str
        swarm_used = self.swarm_used

        intent: None | str
        if isinstance(self.intent, str):
            intent = self.intent
        else:
            intent = self.intent

        confidence: float | None
        confidence = self.confidence

        quality_score: float | None
        quality_score = self.quality_score

        finish_reason: None | str
        if isinstance(self.finish_reason, str):
            finish_reason = self.finish_reason
        else:
            finish_reason = self.finish_reason

        response: None | str
        response = self.response

        usage: dict[str, Any] | None
        if isinstance(self.usage, Usage):
            usage = self.usage.to_dict()
        else:
            usage = self.usage

        error: dict[str, Any] | None
        if isinstance(self.error, Problem):
            error = self.error.to_dict()
        else:
            error = self.error

        cancel_reason: None | str
        if isinstance(self.cancel_reason, str):
            cancel_reason = self.cancel_reason
        else:
            cancel_reason = self.cancel_reason

        last_offset: int | None
        last_offset = self.last_offset

        on_disconnect: str
        if isinstance(self.on_disconnect, str):
            on_disconnect = self.on_disconnect
        else:
            on_disconnect = self.on_disconnect

        metadata = self.metadata.to_dict()

        created_at = self.created_at.isoformat()

        started_at: None | str
        if isinstance(self.started_at, datetime.datetime):
            started_at = self.started_at.isoformat()
        else:
            started_at = self.started_at

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        log_expires_at: None | str
        if isinstance(self.log_expires_at, datetime.datetime):
            log_expires_at = self.log_expires_at.isoformat()
        else:
            log_expires_at = self.log_expires_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "run_id": run_id,
                "session_id": session_id,
                "status": status,
                "user_message_id": user_message_id,
                "message_id": message_id,
                "model": model,
                "execution_mode": execution_mode,
                "swarm_used": swarm_used,
                "intent": intent,
                "confidence": confidence,
                "quality_score": quality_score,
                "finish_reason": finish_reason,
                "response": response,
                "usage": usage,
                "error": error,
                "cancel_reason": cancel_reason,
                "last_offset": last_offset,
                "on_disconnect": on_disconnect,
                "metadata": metadata,
                "created_at": created_at,
                "started_at": started_at,
                "ended_at": ended_at,
                "log_expires_at": log_expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.metadata import Metadata  # noqa: PLC0415
        from ..models.problem import Problem  # noqa: PLC0415
        from ..models.usage import Usage  # noqa: PLC0415

        d = dict(src_dict)
        run_id = d.pop("run_id")

        session_id = d.pop("session_id")

        def _parse_status(data: object) -> RunStatus | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = check_run_status(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(RunStatus | str, data)

        status = _parse_status(d.pop("status"))

        user_message_id = d.pop("user_message_id")

        def _parse_message_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message_id = _parse_message_id(d.pop("message_id"))

        def _parse_model(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        model = _parse_model(d.pop("model"))

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

        def _parse_swarm_used(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        swarm_used = _parse_swarm_used(d.pop("swarm_used"))

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

        def _parse_quality_score(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        quality_score = _parse_quality_score(d.pop("quality_score"))

        def _parse_finish_reason(data: object) -> FinishReason | None | str:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finish_reason_type_0 = check_finish_reason(data)

                return finish_reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FinishReason | None | str, data)

        finish_reason = _parse_finish_reason(d.pop("finish_reason"))

        def _parse_response(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        response = _parse_response(d.pop("response"))

        def _parse_usage(data: object) -> None | Usage:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                usage_type_0 = Usage.from_dict(data)

                return usage_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Usage, data)

        usage = _parse_usage(d.pop("usage"))

        def _parse_error(data: object) -> None | Problem:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = Problem.from_dict(data)

                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Problem, data)

        error = _parse_error(d.pop("error"))

        def _parse_cancel_reason(data: object) -> CancelReason | None | str:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                cancel_reason_type_0 = check_cancel_reason(data)

                return cancel_reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CancelReason | None | str, data)

        cancel_reason = _parse_cancel_reason(d.pop("cancel_reason"))

        def _parse_last_offset(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        last_offset = _parse_last_offset(d.pop("last_offset"))

        def _parse_on_disconnect(data: object) -> OnDisconnect | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                on_disconnect_type_0 = check_on_disconnect(data)

                return on_disconnect_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(OnDisconnect | str, data)

        on_disconnect = _parse_on_disconnect(d.pop("on_disconnect"))

        metadata = Metadata.from_dict(d.pop("metadata"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_started_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_at_type_0 = datetime.datetime.fromisoformat(data)

                return started_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        started_at = _parse_started_at(d.pop("started_at"))

        def _parse_ended_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at = _parse_ended_at(d.pop("ended_at"))

        def _parse_log_expires_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                log_expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return log_expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        log_expires_at = _parse_log_expires_at(d.pop("log_expires_at"))

        run = cls(
            run_id=run_id,
            session_id=session_id,
            status=status,
            user_message_id=user_message_id,
            message_id=message_id,
            model=model,
            execution_mode=execution_mode,
            swarm_used=swarm_used,
            intent=intent,
            confidence=confidence,
            quality_score=quality_score,
            finish_reason=finish_reason,
            response=response,
            usage=usage,
            error=error,
            cancel_reason=cancel_reason,
            last_offset=last_offset,
            on_disconnect=on_disconnect,
            metadata=metadata,
            created_at=created_at,
            started_at=started_at,
            ended_at=ended_at,
            log_expires_at=log_expires_at,
        )

        run.additional_properties = d
        return run

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
