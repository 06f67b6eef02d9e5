# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.cancel_reason import CancelReason, check_cancel_reason

if TYPE_CHECKING:
    from ..models.usage import Usage


@_attrs_define
class RunCancelledEvent:
    """The run was stopped. Nothing comes after this event."""

    type: Literal["run.cancelled"]
    """ The kind of event. """
    run_id: str
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """
    offset: int
    """ The event's place in the run, from 0 and without gaps. """
    created_at: datetime.datetime
    """ A moment as RFC 3339 writes it, in UTC and with milliseconds. """
    reason: CancelReason | str
    """ Why it was stopped. """
    usage: Usage
    """ What a run cost, in tokens. """
    response: str
    """ What there was of the answer; may be empty. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        run_id = self.run_id

        offset = self.offset

        created_at = self.created_at.isoformat()

        reason: str
        if isinstance(self.reason, str):
            reason = self.reason
        else:
            reason = self.reason

        usage = self.usage.to_dict()

        response = self.response

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "run_id": run_id,
                "offset": offset,
                "created_at": created_at,
                "reason": reason,
                "usage": usage,
                "response": response,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.usage import Usage  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["run.cancelled"], d.pop("type"))
        if type != "run.cancelled":
            raise ValueError(f"type must match const 'run.cancelled', got '{type}'")

        run_id = d.pop("run_id")

        offset = d.pop("offset")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_reason(data: object) -> CancelReason | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_0 = check_cancel_reason(data)

                return reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CancelReason | str, data)

        reason = _parse_reason(d.pop("reason"))

        usage = Usage.from_dict(d.pop("usage"))

        response = d.pop("response")

        run_cancelled_event = cls(
            type=type,
            run_id=run_id,
            offset=offset,
            created_at=created_at,
            reason=reason,
            usage=usage,
            response=response,
        )

        run_cancelled_event.additional_properties = d
        return run_cancelled_event

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
