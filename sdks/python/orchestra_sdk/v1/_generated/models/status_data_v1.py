# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.status_data_v1_status_type_0 import StatusDataV1StatusType0, check_status_data_v1_status_type_0
from ..types import UNSET, Unset


@_attrs_define
class StatusDataV1:
    """Where the connection or a chat stands. More keys may come."""

    status: StatusDataV1StatusType0 | str
    """ `connected`: the first frame of a connection, and the answer to the control `status` while nothing runs.
    `processing`: a chat has begun, and the answer to the control `status` while one runs. `completed`: a chat has
    ended well; nothing comes for it after this. """
    connection_id: str | Unset = UNSET
    """ The connection. With `connected`, and in an answer to the control `status`. """
    client_id: str | Unset = UNSET
    """ The client that the path names. With `connected`, and in an answer to the control `status`. """
    session_id: str | Unset = UNSET
    """ The name of a conversation, chosen by the client: 1–100 characters of `A–Z a–z 0–9 . _ : ~ -`, and neither
    `.` nor `..`. It is unique within the owner of the key, and the same name means the same session in v1 and v2. A
    chat creates a session that it names; a name that begins with `ses_` is one that the service made, and is
    answered with 404 where it is not there. """
    api_version: Literal["v1"] | Unset = UNSET
    """ The version that the answer is written in. Always `v1` here. """
    run_id: str | Unset = UNSET
    """ The run of the chat. With `processing` and `completed`. """
    request_id: str | Unset = UNSET
    """ The `request_id` of the chat, or the one that the service made. With `processing` and `completed`. """
    active_runs: int | Unset = UNSET
    """ How many chats of this connection wait or run. In an answer to the control `status`. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        connection_id = self.connection_id

        client_id = self.client_id

        session_id = self.session_id

        api_version = self.api_version

        run_id = self.run_id

        request_id = self.request_id

        active_runs = self.active_runs

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
            }
        )
        if connection_id is not UNSET:
            field_dict["connection_id"] = connection_id
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if session_id is not UNSET:
            field_dict["session_id"] = session_id
        if api_version is not UNSET:
            field_dict["api_version"] = api_version
        if run_id is not UNSET:
            field_dict["run_id"] = run_id
        if request_id is not UNSET:
            field_dict["request_id"] = request_id
        if active_runs is not UNSET:
            field_dict["active_runs"] = active_runs

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_status(data: object) -> StatusDataV1StatusType0 | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = check_status_data_v1_status_type_0(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(StatusDataV1StatusType0 | str, data)

        status = _parse_status(d.pop("status"))

        connection_id = d.pop("connection_id", UNSET)

        client_id = d.pop("client_id", UNSET)

        session_id = d.pop("session_id", UNSET)

        api_version = cast(Literal["v1"] | Unset, d.pop("api_version", UNSET))
        if api_version != "v1" and not isinstance(api_version, Unset):
            raise ValueError(f"api_version must match const 'v1', got '{api_version}'")

        run_id = d.pop("run_id", UNSET)

        request_id = d.pop("request_id", UNSET)

        active_runs = d.pop("active_runs", UNSET)

        status_data_v1 = cls(
            status=status,
            connection_id=connection_id,
            client_id=client_id,
            session_id=session_id,
            api_version=api_version,
            run_id=run_id,
            request_id=request_id,
            active_runs=active_runs,
        )

        status_data_v1.additional_properties = d
        return status_data_v1

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
