# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.execution_mode_v1 import ExecutionModeV1, check_execution_mode_v1

if TYPE_CHECKING:
    from ..models.response_metadata_v1 import ResponseMetadataV1


@_attrs_define
class ChatResponseV1:
    """The whole answer to one message."""

    api_version: Literal["v1"]
    """ The version that the answer is written in. Always `v1` here. """
    request_id: str
    """ The `request_id` of the request, or the one that the service made. """
    timestamp: datetime.datetime
    """ A moment in UTC, RFC 3339 with milliseconds. """
    session_id: str
    """ The name of a conversation, chosen by the client: 1–100 characters of `A–Z a–z 0–9 . _ : ~ -`, and neither
    `.` nor `..`. It is unique within the owner of the key, and the same name means the same session in v1 and v2. A
    chat creates a session that it names; a name that begins with `ses_` is one that the service made, and is
    answered with 404 where it is not there. """
    response: str
    """ The text of the answer. Empty where the model wrote nothing. """
    execution_mode: ExecutionModeV1 | None | str
    """ How much work the service put into the answer, or null where it does not know. """
    execution_time: float
    """ How long the run took, in seconds. """
    quality_score: float | None
    """ How good the service judges the answer to be, 0–1, or null where nobody judged it. """
    success: bool
    """ Always true here. A failure is answered with an error status and `success` false. """
    error: None
    """ Always null here. Kept for clients that read it. """
    metadata: ResponseMetadataV1
    """ What v2 says of the run beside the answer. More keys may come. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        api_version = self.api_version

        request_id = self.request_id

        timestamp = self.timestamp.isoformat()

        session_id = self.session_id

        response = self.response

        execution_mode: None | str
        if isinstance(self.execution_mode, str):
            execution_mode = self.execution_mode
        else:
            execution_mode = self.execution_mode

        execution_time = self.execution_time

        quality_score: float | None
        quality_score = self.quality_score

        success = self.success

        error = self.error

        metadata = self.metadata.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "api_version": api_version,
                "request_id": request_id,
                "timestamp": timestamp,
                "session_id": session_id,
                "response": response,
                "execution_mode": execution_mode,
                "execution_time": execution_time,
                "quality_score": quality_score,
                "success": success,
                "error": error,
                "metadata": metadata,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.response_metadata_v1 import ResponseMetadataV1  # noqa: PLC0415

        d = dict(src_dict)
        api_version = cast(Literal["v1"], d.pop("api_version"))
        if api_version != "v1":
            raise ValueError(f"api_version must match const 'v1', got '{api_version}'")

        request_id = d.pop("request_id")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        session_id = d.pop("session_id")

        response = d.pop("response")

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

        error = d.pop("error")

        metadata = ResponseMetadataV1.from_dict(d.pop("metadata"))

        chat_response_v1 = cls(
            api_version=api_version,
            request_id=request_id,
            timestamp=timestamp,
            session_id=session_id,
            response=response,
            execution_mode=execution_mode,
            execution_time=execution_time,
            quality_score=quality_score,
            success=success,
            error=error,
            metadata=metadata,
        )

        chat_response_v1.additional_properties = d
        return chat_response_v1

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
