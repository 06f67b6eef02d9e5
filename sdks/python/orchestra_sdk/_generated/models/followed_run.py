# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.run_status import RunStatus, check_run_status


@_attrs_define
class FollowedRun:
    """A run, as a connection sees it. The whole run is to be had over HTTP."""

    run_id: str
    """ The name of a run. Opaque; ids that were made later sort behind earlier ones. """
    session_id: str
    """ The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters,
    digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`. """
    status: RunStatus | str
    """ Where the run stands. """
    last_offset: int | None
    """ The offset of its latest event so far, or null where there is none yet, or its log is gone. """
    attached: bool
    """ Whether its events come over this connection. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        run_id = self.run_id

        session_id = self.session_id

        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        last_offset: int | None
        last_offset = self.last_offset

        attached = self.attached

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "run_id": run_id,
                "session_id": session_id,
                "status": status,
                "last_offset": last_offset,
                "attached": attached,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
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

        def _parse_last_offset(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        last_offset = _parse_last_offset(d.pop("last_offset"))

        attached = d.pop("attached")

        followed_run = cls(
            run_id=run_id,
            session_id=session_id,
            status=status,
            last_offset=last_offset,
            attached=attached,
        )

        followed_run.additional_properties = d
        return followed_run

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
