# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.complete_item_v1 import CompleteItemV1
    from ..models.error_item_v1 import ErrorItemV1
    from ..models.manager_conclusion_item_v1 import ManagerConclusionItemV1
    from ..models.manager_item_v1 import ManagerItemV1
    from ..models.status_item_v1 import StatusItemV1
    from ..models.token_item_v1 import TokenItemV1


@_attrs_define
class StreamTokenFrameV1:
    """One item of the answer, the same as a line of `POST /v1/chat/stream`. The item `processing` and the item `error` are
    not sent in here: they have frames of their own, status and error.

    """

    type: Literal["stream_token"]
    """ The kind of frame. """
    data: CompleteItemV1 | ErrorItemV1 | ManagerConclusionItemV1 | ManagerItemV1 | StatusItemV1 | TokenItemV1
    """ One line of `POST /v1/chat/stream`, told apart by `type`. The stream ends with exactly one `complete` or
    `error`. The texts of the `token` items, joined, are the answer. """
    timestamp: datetime.datetime
    """ A moment in UTC, RFC 3339 with milliseconds. """
    correlation_id: str | Unset = UNSET
    """ The `correlation_id` of the frame that this one answers. Absent where the client gave none. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        from ..models.complete_item_v1 import CompleteItemV1  # noqa: PLC0415
        from ..models.manager_conclusion_item_v1 import ManagerConclusionItemV1  # noqa: PLC0415
        from ..models.manager_item_v1 import ManagerItemV1  # noqa: PLC0415
        from ..models.status_item_v1 import StatusItemV1  # noqa: PLC0415
        from ..models.token_item_v1 import TokenItemV1  # noqa: PLC0415

        type = self.type

        data: dict[str, Any]
        if isinstance(self.data, TokenItemV1):
            data = self.data.to_dict()
        elif isinstance(self.data, StatusItemV1):
            data = self.data.to_dict()
        elif isinstance(self.data, ManagerItemV1):
            data = self.data.to_dict()
        elif isinstance(self.data, ManagerConclusionItemV1):
            data = self.data.to_dict()
        elif isinstance(self.data, CompleteItemV1):
            data = self.data.to_dict()
        else:
            data = self.data.to_dict()

        timestamp = self.timestamp.isoformat()

        correlation_id = self.correlation_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "data": data,
                "timestamp": timestamp,
            }
        )
        if correlation_id is not UNSET:
            field_dict["correlation_id"] = correlation_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.complete_item_v1 import CompleteItemV1  # noqa: PLC0415
        from ..models.error_item_v1 import ErrorItemV1  # noqa: PLC0415
        from ..models.manager_conclusion_item_v1 import ManagerConclusionItemV1  # noqa: PLC0415
        from ..models.manager_item_v1 import ManagerItemV1  # noqa: PLC0415
        from ..models.status_item_v1 import StatusItemV1  # noqa: PLC0415
        from ..models.token_item_v1 import TokenItemV1  # noqa: PLC0415

        d = dict(src_dict)
        type = cast(Literal["stream_token"], d.pop("type"))
        if type != "stream_token":
            raise ValueError(f"type must match const 'stream_token', got '{type}'")

        def _parse_data(
            data: object,
        ) -> (
            CompleteItemV1
            | ErrorItemV1
            | ManagerConclusionItemV1
            | ManagerItemV1
            | StatusItemV1
            | TokenItemV1
        ):
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_stream_item_v1_type_0 = TokenItemV1.from_dict(data)

                return componentsschemas_stream_item_v1_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_stream_item_v1_type_1 = StatusItemV1.from_dict(data)

                return componentsschemas_stream_item_v1_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_stream_item_v1_type_2 = ManagerItemV1.from_dict(data)

                return componentsschemas_stream_item_v1_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_stream_item_v1_type_3 = ManagerConclusionItemV1.from_dict(data)

                return componentsschemas_stream_item_v1_type_3
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_stream_item_v1_type_4 = CompleteItemV1.from_dict(data)

                return componentsschemas_stream_item_v1_type_4
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_stream_item_v1_type_5 = ErrorItemV1.from_dict(data)

            return componentsschemas_stream_item_v1_type_5

        data = _parse_data(d.pop("data"))

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        correlation_id = d.pop("correlation_id", UNSET)

        stream_token_frame_v1 = cls(
            type=type,
            data=data,
            timestamp=timestamp,
            correlation_id=correlation_id,
        )

        stream_token_frame_v1.additional_properties = d
        return stream_token_frame_v1

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
