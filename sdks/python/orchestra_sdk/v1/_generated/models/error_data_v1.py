# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.error_data_v1_reason_type_0 import ErrorDataV1ReasonType0, check_error_data_v1_reason_type_0
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.field_error_v1 import FieldErrorV1
    from ..models.usage_v1 import UsageV1


@_attrs_define
class ErrorDataV1:
    """What a program needs to know about an error. The same facts as in v2's problem documents."""

    code: str
    """ The code of the error in the catalogue. New codes may come; switch on `status` for those. """
    status: int
    """ The HTTP status that belongs to the code. """
    retryable: bool
    """ Whether the same request may succeed later. """
    correlation_id: str
    """ What to name when asking for help. It is in the service's logs too. """
    type: str | Unset = UNSET
    """ The address of the code's page in the documentation. """
    errors: list[FieldErrorV1] | Unset = UNSET
    """ What exactly is wrong with the request. Only with `validation_failed` and its like. """
    retry_after: float | Unset = UNSET
    """ How long to wait before the next try, in seconds. """
    run_id: str | Unset = UNSET
    """ The run that the error ended. Absent where the request was refused before a run began. """
    reason: ErrorDataV1ReasonType0 | str | Unset = UNSET
    """ Why the run was cancelled. Only with `run_cancelled`. """
    response: str | Unset = UNSET
    """ What the model had written when the run ended. Only for a run that ended early. """
    usage: None | Unset | UsageV1 = UNSET
    """ The tokens that the run took until then, or null where nobody knows. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        from ..models.usage_v1 import UsageV1  # noqa: PLC0415

        code = self.code

        status = self.status

        retryable = self.retryable

        correlation_id = self.correlation_id

        type = self.type

        errors: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.errors, Unset):
            errors = []
            for errors_item_data in self.errors:
                errors_item = errors_item_data.to_dict()
                errors.append(errors_item)

        retry_after = self.retry_after

        run_id = self.run_id

        reason: str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        elif isinstance(self.reason, str):
            reason = self.reason
        else:
            reason = self.reason

        response = self.response

        usage: dict[str, Any] | None | Unset
        if isinstance(self.usage, Unset):
            usage = UNSET
        elif isinstance(self.usage, UsageV1):
            usage = self.usage.to_dict()
        else:
            usage = self.usage

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "status": status,
                "retryable": retryable,
                "correlation_id": correlation_id,
            }
        )
        if type is not UNSET:
            field_dict["type"] = type
        if errors is not UNSET:
            field_dict["errors"] = errors
        if retry_after is not UNSET:
            field_dict["retry_after"] = retry_after
        if run_id is not UNSET:
            field_dict["run_id"] = run_id
        if reason is not UNSET:
            field_dict["reason"] = reason
        if response is not UNSET:
            field_dict["response"] = response
        if usage is not UNSET:
            field_dict["usage"] = usage

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.field_error_v1 import FieldErrorV1  # noqa: PLC0415
        from ..models.usage_v1 import UsageV1  # noqa: PLC0415

        d = dict(src_dict)
        code = d.pop("code")

        status = d.pop("status")

        retryable = d.pop("retryable")

        correlation_id = d.pop("correlation_id")

        type = d.pop("type", UNSET)

        _errors = d.pop("errors", UNSET)
        errors: list[FieldErrorV1] | Unset = UNSET
        if _errors is not UNSET:
            errors = []
            for errors_item_data in _errors:
                errors_item = FieldErrorV1.from_dict(errors_item_data)

                errors.append(errors_item)

        retry_after = d.pop("retry_after", UNSET)

        run_id = d.pop("run_id", UNSET)

        def _parse_reason(data: object) -> ErrorDataV1ReasonType0 | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_0 = check_error_data_v1_reason_type_0(data)

                return reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ErrorDataV1ReasonType0 | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        response = d.pop("response", UNSET)

        def _parse_usage(data: object) -> None | Unset | UsageV1:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                usage_type_0 = UsageV1.from_dict(data)

                return usage_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UsageV1, data)

        usage = _parse_usage(d.pop("usage", UNSET))

        error_data_v1 = cls(
            code=code,
            status=status,
            retryable=retryable,
            correlation_id=correlation_id,
            type=type,
            errors=errors,
            retry_after=retry_after,
            run_id=run_id,
            reason=reason,
            response=response,
            usage=usage,
        )

        error_data_v1.additional_properties = d
        return error_data_v1

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
