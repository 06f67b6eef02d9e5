"""What comes in, read as the contract says, and refused where it is not right: headers, JSON, parameters."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn

from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request

from orchestra_conformance.mock.examples import Examples
from orchestra_conformance.mock.refusal import Refusal, misfit
from orchestra_conformance.specification import Operation

BODY_BYTES: Final = 1_048_576
_DEEPEST: Final = 64
_EXACT: Final = 2**53
_UNFIT: Final = re.compile("[\x00\ud800-\udfff]")
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)


def check_accept(headers: Headers, offered: tuple[str, ...]) -> None:
    """Raises Refusal(not_acceptable) where Accept (RFC 9110 §12.5.1) leaves none of the media types."""
    wanted = ",".join(headers.getlist("accept"))
    if not offered or not wanted.strip():
        return
    weights: dict[str, float] = {}
    for part in wanted.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = float(value) if re.fullmatch(r"[01](\.[0-9]*)?", value) else 0.0
        weights[kind] = max(quality, weights.get(kind, 0.0))
    for media in offered:
        ranges = (media, f"{media.partition('/')[0]}/*", "*/*")
        # The most exact range decides.
        if next((weights[name] for name in ranges if name in weights), 0.0) > 0:
            return
    raise Refusal("not_acceptable", f"This operation answers {' or '.join(offered)}.")


def check_content_type(headers: Headers) -> None:
    """Raises Refusal(unsupported_media_type) unless the body is said to be JSON in UTF-8, as it is."""
    kind, _, parameters = headers.get("content-type", "").partition(";")
    sets = [part.partition("=")[2] for part in parameters.lower().split(";") if "charset" in part]
    plain = headers.get("content-encoding", "identity").lower() == "identity"
    if (
        kind.strip().lower() != "application/json"
        or not plain
        or any(name.strip(' "') not in ("utf-8", "utf8") for name in sets)
    ):
        raise Refusal("unsupported_media_type")


async def read_body(request: Request) -> bytes:
    """The body. Raises Refusal(payload_too_large), before it is read where its length is declared."""
    declared = request.headers.get("content-length", "")
    body = bytearray()
    too_large = Refusal("payload_too_large", f"The body may have {BODY_BYTES} bytes at the most.")
    if declared.isdecimal() and int(declared) > BODY_BYTES:
        raise too_large
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise too_large
    return bytes(body)


def read_json(text: bytes | str, what: str = "body") -> Any:
    """JSON. Raises Refusal: malformed_request, or validation_failed for text that cannot be kept."""
    try:
        said = text.decode("utf-8") if isinstance(text, bytes) else text
        value = json.loads(said, parse_float=_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refusal("malformed_request", f"The {what} is not valid JSON: {error}.") from error
    for pointer, depth, part in _parts(value, "", 0):
        if depth > _DEEPEST:
            raise Refusal("malformed_request", f"The {what} is nested deeper than {_DEEPEST} levels.")
        if isinstance(part, str) and _UNFIT.search(part):
            raise misfit("body", pointer, "holds U+0000 or a lone surrogate, which cannot be kept")
    return value


def read_parameters(
    examples: Examples, operation: Operation, path: Mapping[str, str], query: QueryParams, headers: Headers
) -> tuple[dict[str, str], dict[str, Any], dict[str, str]]:
    """Path, query and headers as the operation describes them.

    Raises Refusal: not_found for a name that nothing can have, else validation_failed.
    """
    found: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
    known: set[str] = set()
    for number, node in enumerate(operation.definition.get("parameters", ())):
        parameter = examples.specification.resolve(operation.document, node)
        place, name = parameter["in"], parameter["name"]
        if place == "query":
            known.add(name)
        values = [path[name]] if place == "path" else (query if place == "query" else headers).getlist(name)
        if not values:
            continue
        if place == "query" and len(values) > 1:
            raise misfit("query", f"/{name}", "stands twice; send it once")
        schema = examples.specification.resolve(operation.document, parameter["schema"])
        value = int(values[0]) if schema["type"] == "integer" and _INTEGER.fullmatch(values[0]) else values[0]
        pointer = _pointer(operation, node, number)
        try:
            examples.hold(operation.document, f"{pointer}/schema", value, place, f"/{name}")
        except Refusal as refusal:
            raise Refusal("not_found") if place == "path" else refusal from None
        found[place][name if place == "query" else name.lower()] = value
    for name in query if known else ():
        if name not in known:
            raise misfit("query", f"/{_UNFIT.sub('?', name[:100])}", "is no parameter of this operation")
    return found["path"], found["query"], found["header"]


def _pointer(operation: Operation, node: Mapping[str, Any], number: int) -> str:
    reference = node.get("$ref")
    if isinstance(reference, str):
        return reference.removeprefix("#")
    path = operation.path.replace("~", "~0").replace("/", "~1")
    return f"/paths/{path}/{operation.method.lower()}/parameters/{number}"


def _number(text: str) -> float | int:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is out of range")
    # JSON Schema takes 1.0 for an integer.
    return int(value) if value.is_integer() and abs(value) <= _EXACT else value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number of JSON")


def _parts(value: Any, pointer: str, depth: int) -> Iterator[tuple[str, int, Any]]:
    yield pointer, depth, value
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _parts(inner, f"{pointer}/{index}", depth + 1)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield pointer, depth, name
            token = _UNFIT.sub("\N{REPLACEMENT CHARACTER}", name.replace("~", "~0").replace("/", "~1"))
            yield from _parts(inner, f"{pointer}/{token}", depth + 1)
