# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal, Self, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.execution_mode import ExecutionMode, check_execution_mode


@_attrs_define
class RunStartedEvent:
    """The run begins to work."""

    type: Literal["run.started"]
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
    user_message_id: str
    """ The name of a message. Opaque; ids that were made later sort behind earlier ones. """
    model: str
    """ The name of a model, as `GET /v2/models` lists it. 1 to 200 visible ASCII characters. """
    execution_mode: ExecutionMode | None | str
    """ How much work the service puts into the answer, or null. """
    swarm: None | str
    """ The swarm that works on the answer, or null. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict[str, Any])

    def to_dict(self) -> dict[str, Any]:
        type = self.type

        run_id = self.run_id

        offset = self.offset

        created_at = self.created_at.isoformat()

        session_id = self.session_id

        user_message_id = self.user_message_id

        model = self.model

        execution_mode: None | str
        if isinstance(self.execution_mode, str):
            execution_mode = self.execution_mode
        else:
            execution_mode = self.execution_mode

        swarm: None | str
        swarm = self.swarm

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type,
                "run_id": run_id,
                "offset": offset,
                "created_at": created_at,
                "session_id": session_id,
                "user_message_id": user_message_id,
                "model": model,
                "execution_mode": execution_mode,
                "swarm": swarm,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        type = cast(Literal["run.started"], d.pop("type"))
        if type != "run.started":
            raise ValueError(f"type must match const 'run.started', got '{type}'")

        run_id = d.pop("run_id")

        offset = d.pop("offset")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        session_id = d.pop("session_id")

        user_message_id = d.pop("user_message_id")

        model = d.pop("model")

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

        def _parse_swarm(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        swarm = _parse_swarm(d.pop("swarm"))

        run_started_event = cls(
            type=type,
            run_id=run_id,
            offset=offset,
            created_at=created_at,
            session_id=session_id,
            user_message_id=user_message_id,
            model=model,
            execution_mode=execution_mode,
            swarm=swarm,
        )

        run_started_event.additional_properties = d
        return run_started_event

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
