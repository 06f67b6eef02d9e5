"""The workflow `tools`: a coordinator decides which tool is called with what, then somebody answers from that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from orchestra.chat.swarms.calls import Draft, ExhaustedError
from orchestra.chat.swarms.crew import Crew
from orchestra.chat.swarms.spec import ToolsSpec, mode_of
from orchestra.chat.swarms.verdicts import read_object
from orchestra.errors import OrchestraError
from orchestra.tools.base import ToolInfo

ENOUGH: Final = "answer"
"""What the coordinator says in the place of a tool when it needs none (any more)."""

# So often in a row the coordinator may decide nothing that can be read.
_MISTAKES: Final = 2
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


async def use_tools(crew: Crew, spec: ToolsSpec) -> Draft:
    """Run it.

    What goes wrong with a tool (it fails, is too slow, is not there, is given wrong arguments) is told to the
    coordinator, and the work goes on. Without tools or without decisions that can be read the answer is a plain one.
    """
    answerer = spec.required("answerer")
    found = named(await crew.tools.tools(spec.servers or None))
    if not found:
        crew.tell_once("degraded", "No tool server answers; the answer comes without tools.")
        return await crew.answer(answerer, {"results": "(none)"})
    results: list[str] = []
    failure: OrchestraError | None = None
    try:
        await _call_tools(crew, spec, found, results)
    except OrchestraError as error:
        crew.go_on(error)
        failure = error
    except ExhaustedError:
        pass  # A notice has said so. What was found out is still worth an answer, if a short one.
    if results:
        crew.known = _listed(crew, results)
    try:
        return await crew.answer(answerer, {"results": _listed(crew, results)})
    except OrchestraError as error:
        if failure is not None and not crew.spoken:
            raise failure from error
        raise


async def _call_tools(crew: Crew, spec: ToolsSpec, found: Mapping[str, ToolInfo], results: list[str]) -> None:
    coordinator = spec.required("coordinator")
    most: int = mode_of(spec.modes, crew.task.mode).calls
    tools, schema = crew.excerpt(described(found)), decision_schema(found)
    done: set[bytes] = set()
    mistakes = 0
    for number in range(1, most + 1):
        values = {"tools": tools, "results": _listed(crew, results)}
        said = await crew.ask(coordinator, values, round=number, schema=schema)
        decision = read_object(said.text)
        name, arguments = (decision or {}).get("tool"), (decision or {}).get("arguments", {})
        if name == ENOUGH:
            return
        if not isinstance(name, str) or not isinstance(arguments, dict):
            mistakes += 1
            if mistakes == _MISTAKES:
                break
            results.append("Your decision could not be read. Say it as JSON.")
            continue
        mistakes = 0
        wish = msgspec.json.encode([name, arguments], order="sorted")
        if wish in done:
            return  # The same call again brings nothing new.
        done.add(wish)
        asked = f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"
        results.append(f"{crew.excerpt(asked)}: {await _call(crew, found, name, arguments, number)}")
    else:
        # One call is all that was meant; only from two on it is a bound.
        if most > 1:
            crew.report.notice("bound_reached", f"{most} calls of tools are the bound; the answer follows.")
        return
    crew.tell_once(
        "degraded", "The coordinator's decisions could not be read; the answer comes without more tools."
    )


async def _call(
    crew: Crew, found: Mapping[str, ToolInfo], name: str, arguments: dict[str, Any], number: int
) -> str:
    """Call one tool; what it answered, or why it could not be called."""
    info = found.get(name)
    if info is None:
        return f"There is no such tool; there are {', '.join(found)}."
    wrong = misfit(info.schema, arguments)
    if wrong is not None:
        return f"Wrong arguments: {wrong}."
    call_id = f"call-{number}"
    crew.report.tool_called(call_id, info.server, info.name, arguments)
    outcome = await crew.tools.call(info.server, info.name, arguments)
    crew.report.tool_result(call_id, outcome.ok, outcome.content)
    content = crew.excerpt(outcome.content)
    return content if outcome.ok else f"It failed: {content}"


def named(tools: Sequence[ToolInfo]) -> dict[str, ToolInfo]:
    """The tools by what the model calls them: their names, with the server in front where two have the same."""
    often = Counter(tool.name for tool in tools)
    return {
        tool.name if often[tool.name] == 1 and tool.name != ENOUGH else f"{tool.server}/{tool.name}": tool
        for tool in tools
    }


def described(found: Mapping[str, ToolInfo]) -> str:
    """A line for each tool: its name, its arguments, the first line of what it says of itself."""
    lines = []
    for name, tool in found.items():
        properties = tool.schema.get("properties") or {}
        arguments = ", ".join(
            f"{key}: {value.get('type', 'any') if isinstance(value, dict) else 'any'}"
            for key, value in properties.items()
        )
        first = tool.description.strip().partition("\n")[0]
        lines.append(f"- {name}({arguments}): {first}")
    return "\n".join(lines)


def decision_schema(found: Mapping[str, ToolInfo]) -> Mapping[str, Any]:
    """What a decision looks like: one of the tools with its own arguments, or enough."""

    def decision(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {"tool": {"const": name}, "arguments": arguments},
            "required": ["tool", "arguments"],
            "additionalProperties": False,
        }

    nothing = {"type": "object", "properties": {}, "additionalProperties": False}
    return {
        "anyOf": [
            *(decision(name, tool.schema or nothing) for name, tool in found.items()),
            decision(ENOUGH, nothing),
        ]
    }


def misfit(schema: Mapping[str, Any], arguments: Mapping[str, Any]) -> str | None:
    """What is plainly wrong with the arguments: missing, of another type, unknown. The rest the server will say."""
    properties = schema.get("properties") or {}
    for name in schema.get("required") or ():
        if name not in arguments:
            return f"{name} is missing"
    for name, value in arguments.items():
        if name not in properties:
            if schema.get("additionalProperties") is False:
                return f"{name} is unknown; there are {', '.join(properties) or 'none'}"
            continue
        kind = properties[name].get("type") if isinstance(properties[name], dict) else None
        kinds = [kind] if isinstance(kind, str) else kind or []
        types = tuple(found for each in kinds for found in _TYPES.get(each, (object,)))
        if types and (not isinstance(value, types) or (isinstance(value, bool) and "boolean" not in kinds)):
            return f"{name} must be {' or '.join(kinds)}"
    return None


def _listed(crew: Crew, results: Sequence[str]) -> str:
    """The results, the newest last; where all are too long together, what is in the middle is cut out."""
    return (
        crew.excerpt("\n".join(f"{number}. {text}" for number, text in enumerate(results, start=1)))
        or "(none)"
    )
