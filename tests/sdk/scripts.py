"""What a case's script says, as what goes over the wire: recorded answers, events and frames of the specification."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).resolve().parents[2]
EXAMPLES: Final = ROOT / "spec" / "examples"
# The run of the recorded streams.
RUN: Final = "run_0198c0de5a117c3e9f002b7d1a4e6c90"

Data = dict[str, Any]


@cache
def examples(file: str) -> dict[str, Data]:
    """The named examples of a file under spec/examples/v2."""
    read: dict[str, Data] = yaml.safe_load((EXAMPLES / "v2" / file).read_text("utf-8"))
    return read


@cache
def operations() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Method, path and operationId of what version 2 has."""
    paths = yaml.safe_load((ROOT / "spec" / "v2" / "openapi.yaml").read_text("utf-8"))["paths"]
    found = []
    for path, item in paths.items():
        pattern = re.compile(re.sub(r"\{\w+\}", "([^/]+)", path) + r"\Z")
        methods = yaml.safe_load((ROOT / "spec" / "v2" / item["$ref"]).read_text("utf-8"))
        found += [
            (method.upper(), pattern, operation["operationId"])
            for method, operation in methods.items()
            if method in {"get", "post", "patch", "delete", "put"}
        ]
    return tuple(found)


def operation_at(method: str, path: str) -> str | None:
    """The operationId at a path, None where there is none."""
    for known, pattern, name in operations():
        if known == method and pattern.match(path):
            return name
    return None


@cache
def recorded_events(name: str) -> tuple[Data, ...]:
    """The events of spec/examples/v2/streams/<name>.sse."""
    text = (EXAMPLES / "v2" / "streams" / f"{name}.sse").read_text("utf-8")
    return tuple(
        json.loads(line.removeprefix("data: ")) for line in text.split("\n") if line.startswith("data: ")
    )


def events(part: Data, run_id: str | None, behind: int = -1) -> list[Data]:
    """The events of `{of: name, from: offset, to: offset}` behind an offset, under another run's name if need be."""
    first, last = part.get("from", 0), part.get("to", 10**9)
    return [
        {**recorded, "run_id": run_id or recorded["run_id"]}
        for recorded in recorded_events(part["of"])
        if max(first, behind + 1) <= recorded["offset"] <= last
    ]


def sse(event: Data) -> bytes:
    """An event as the service writes it."""
    data = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    cursor = f"{event.get('run_id')}:{event.get('offset')}"
    return f"id: {cursor}\nevent: {event.get('type')}\ndata: {data}\n\n".encode()


def problem(part: Data) -> Data:
    """`{problem: Name, with: {…}}` as a problem document of problems.yaml."""
    return {
        **deepcopy(examples("problems.yaml")[f"{part['problem']}Problem"]["value"]),
        **part.get("with", {}),
    }


def json_body(part: Data) -> Any:
    """The body of `{json: …}`, `{problem: Name}` or `{answer: Name}`, changed by `with` and `without`."""
    if "json" in part:
        return part["json"]
    if "problem" in part:
        return problem(part)
    body = {**deepcopy(examples("answers.yaml")[part["answer"]]["value"]), **part.get("with", {})}
    for name in part.get("without", ()):
        del body[name]
    return body


def headers(part: Data) -> dict[str, str]:
    """The headers of an answer; `{in_seconds: 40}` is an HTTP date."""
    said: dict[str, Any] = part.get("headers", {})
    return {name: _date(value) if isinstance(value, dict) else str(value) for name, value in said.items()}


def _date(value: Data) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=value["in_seconds"]), usegmt=True)


@cache
def _welcome() -> Data:
    lines = (EXAMPLES / "websocket" / "chat.jsonl").read_text("utf-8").splitlines()
    return next(
        frame for line in lines if (frame := json.loads(line).get("frame", {})).get("type") == "welcome"
    )


def welcome(limits: Data | None = None) -> Data:
    """The first frame of every connection."""
    return {**_welcome(), "limits": {**_welcome()["limits"], **(limits or {})}}


def connections(name: str) -> list[Any]:
    """spec/examples/websocket/<name>.jsonl as a script: of every connection the steps."""
    script: list[Any] = []
    lines = (EXAMPLES / "websocket" / f"{name}.jsonl").read_text("utf-8").splitlines()
    for line in map(json.loads, lines):
        to_client = line["direction"] == "to_client"
        if "open" in line:
            if to_client and (status := line["open"]["status"]) != 101:
                script[-1] = {
                    "status": status,
                    "headers": line["open"]["headers"],
                    "json": line["open"]["body"],
                }
            elif not to_client:
                script.append([])
        elif to_client:
            frame = line.get("frame")
            script[-1].append(
                {"say": frame} if frame else {key: line[key] for key in ("close", "cut") if key in line}
            )
        elif "frame" in line:
            frame = line["frame"]
            said = {
                key: value for key, value in frame.items() if key not in {"type", "id", "idempotency_key"}
            }
            script[-1].append({"take": frame["type"], "as": frame["id"], "said": said})
        else:
            script[-1].append("gone")
    return script
