# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from attrs import define as _attrs_define

from ..models.optimization_mode import OptimizationMode, check_optimization_mode
from ..types import UNSET, Unset


@_attrs_define
class SessionSettings:
    """Defaults for the chats of a session. Each may be left out; a chat that says something itself goes before."""

    model: str | Unset = UNSET
    """ The name of a model, as `GET /v2/models` lists it. 1 to 200 visible ASCII characters. """
    optimization_mode: OptimizationMode | str | Unset = UNSET
    """ How much work the service puts into an answer. """
    swarm_type: str | Unset = UNSET
    """ The name of a swarm: `simple-agents` (one agent after the other), `coding-debate` (agents argue until they
    agree), `improved-solve` (several drafts that are judged and mended), `mcp-coordinated` (agents with tools),
    `auto-select` (the service chooses), or one of the deployment's own. 1 to 64 lower-case letters, digits and
    hyphens. """
    temperature: float | Unset = UNSET
    """ How freely the model chooses its words, from 0 to 2. """
    use_memory: bool | Unset = UNSET
    """ Whether the owner's other sessions may be looked up. """

    def to_dict(self) -> dict[str, Any]:
        model = self.model

        optimization_mode: str | Unset
        if isinstance(self.optimization_mode, Unset):
            optimization_mode = UNSET
        elif isinstance(self.optimization_mode, str):
            optimization_mode = self.optimization_mode
        else:
            optimization_mode = self.optimization_mode

        swarm_type = self.swarm_type

        temperature = self.temperature

        use_memory = self.use_memory

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if model is not UNSET:
            field_dict["model"] = model
        if optimization_mode is not UNSET:
            field_dict["optimization_mode"] = optimization_mode
        if swarm_type is not UNSET:
            field_dict["swarm_type"] = swarm_type
        if temperature is not UNSET:
            field_dict["temperature"] = temperature
        if use_memory is not UNSET:
            field_dict["use_memory"] = use_memory

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        model = d.pop("model", UNSET)

        def _parse_optimization_mode(data: object) -> OptimizationMode | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                optimization_mode_type_0 = check_optimization_mode(data)

                return optimization_mode_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(OptimizationMode | str | Unset, data)

        optimization_mode = _parse_optimization_mode(d.pop("optimization_mode", UNSET))

        swarm_type = d.pop("swarm_type", UNSET)

        temperature = d.pop("temperature", UNSET)

        use_memory = d.pop("use_memory", UNSET)

        session_settings = cls(
            model=model,
            optimization_mode=optimization_mode,
            swarm_type=swarm_type,
            temperature=temperature,
            use_memory=use_memory,
        )

        return session_settings
