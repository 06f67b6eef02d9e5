# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.error_code import ErrorCode, check_error_code
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.field_error import FieldError


@_attrs_define
class Problem:
    """What went wrong, as `application/problem+json` (RFC 9457). Programs decide by `code`, which never changes its
    meaning; `title` and `detail` are for people and may be worded anew.

    """

    type: str
    """ The address of the page that explains the code and says what to do. """
    title: str
    """ The kind of error in a few words, the same for every error with this code. """
    status: int
    """ The HTTP status. Inside of an event, the one that a waiting request would have got. """
    detail: str
    """ What happened this time. """
    instance: str
    """ The path of the request, or of the run that failed. """
    code: ErrorCode | str
    """ What kind of error it is, for programs. """
    retryable: bool
    """ Whether the same request may succeed later. """
    correlation_id: str
    """ What to name when asking for help; the service's log has the same. """
    errors: list[FieldError] | Unset = UNSET
    """ Each place in the request that is wrong, where there are such places. At most 100. """
    retry_after: float | Unset = UNSET
    """ How long to wait before the next try, in seconds, where that is known. """
    run_id: str | Unset = UNSET
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        title = self.title

        status = self.status

        detail = self.detail

        instance = self.instance

        code: str
        if isinstance(self.code, str):
            code = self.code
        else:
            code = self.code

        retryable = self.retryable

        correlation_id = self.correlation_id

        errors: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.errors, Unset):
            errors = []
            for errors_item_data in self.errors:
                errors_item = errors_item_data.to_dict()
                errors.append(errors_item)

        retry_after = self.retry_after

        run_id = self.run_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "title": title,
                "status": status,
                "detail": detail,
                "instance": instance,
                "code": code,
                "retryable": retryable,
                "correlation_id": correlation_id,
            }
        )
        if errors is not UNSET:
            field_dict["errors"] = errors
        if retry_after is not UNSET:
            field_dict["retry_after"] = retry_after
        if run_id is not UNSET:
            field_dict["run_id"] = run_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.field_error import FieldError  # noqa: PLC0415

        d = dict(src_dict)
        type = d.pop("type")

        title = d.pop("title")

        status = d.pop("status")

        detail = d.pop("detail")

        instance = d.pop("instance")

        def _parse_code(data: object) -> ErrorCode | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                code_type_0 = check_error_code(data)

                return code_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ErrorCode | str, data)

        code = _parse_code(d.pop("code"))

        retryable = d.pop("retryable")

        correlation_id = d.pop("correlation_id")

        _errors = d.pop("errors", UNSET)
        errors: list[FieldError] | Unset = UNSET
        if _errors is not UNSET:
            errors = []
            for errors_item_data in _errors:
                errors_item = FieldError.from_dict(errors_item_data)

                errors.append(errors_item)

        retry_after = d.pop("retry_after", UNSET)

        run_id = d.pop("run_id", UNSET)

        problem = cls(
            type=type,
            title=title,
            status=status,
            detail=detail,
            instance=instance,
            code=code,
            retryable=retryable,
            correlation_id=correlation_id,
            errors=errors,
            retry_after=retry_after,
            run_id=run_id,
        )

        problem.additional_properties = d
        return problem

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
