"""JSON at the border: strict about what comes in, plain about what goes out.

What JSON Schema allows and Python's parser does not say by itself is settled here, before a model sees the value:
1.0 is an integer, U+0000 and lone surrogates are refused, NaN is not JSON, and depth is bounded.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final, Literal, NoReturn, TypeVar

import msgspec
from pydantic import BaseModel, ValidationError

from orchestra.errors import ErrorCode, FieldError, OrchestraError

MAX_DEPTH: Final = 64
MAX_ERRORS: Final = 20
# Integers up to here survive a double, so that JSON readers everywhere agree on them.
_EXACT: Final = 2**53
_UNFIT: Final = re.compile("[\x00\ud800-\udfff]")

Where = Literal["body", "query", "path", "header"]
ModelT = TypeVar("ModelT", bound=BaseModel)


def parse_json(body: bytes) -> Any:
    """Read a request body.

    Raises OrchestraError: malformed_request for what is not JSON, validation_failed for text that cannot be kept.
    """
    try:
        value = json.loads(body.decode("utf-8"), parse_float=_number, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise _malformed(f"The body is not valid UTF-8 (at byte {error.start}).") from error
    except RecursionError as error:
        raise _too_deep() from error
    except json.JSONDecodeError as error:
        raise _malformed(f"The body is not valid JSON: {error.msg} at character {error.pos}.") from error
    except ValueError as error:
        raise _malformed("The body is not valid JSON: a number is out of range.") from error
    # Raw control characters and surrogates cannot pass the decoders; only an escape can bring them in.
    escaped = b"\\u" in body
    unfit = [place for place in _walk(value, "", 0) if escaped and place is not None]
    if unfit:
        raise OrchestraError(
            ErrorCode.VALIDATION_FAILED,
            "The text holds a character that cannot be kept.",
            errors=[
                FieldError("body", pointer, "holds U+0000 or a lone surrogate, which cannot be kept")
                for pointer in unfit[:MAX_ERRORS]
            ],
        )
    return value


def validate(model: type[ModelT], value: Any, where: Where) -> ModelT:
    """Check `value` against a contract model.

    Raises OrchestraError(validation_failed) that names the places that are wrong, twenty at the most.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)[:MAX_ERRORS]
        places = [
            FieldError(where, _pointer(place["loc"]), _say(place["type"], place["msg"])) for place in found
        ]
        first = places[0]
        name = first.pointer or "the body"
        raise OrchestraError(
            ErrorCode.VALIDATION_FAILED, f"{name} ({where}): {first.detail}.", errors=places
        ) from None


def encode(value: BaseModel | dict[str, Any]) -> bytes:
    """An answer as JSON bytes."""
    if isinstance(value, BaseModel):
        return value.model_dump_json(by_alias=True).encode()
    return msgspec.json.encode(value)


def _number(text: str) -> float | int:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is out of range")
    return int(value) if value.is_integer() and abs(value) <= _EXACT else value


def _refuse_constant(text: str) -> NoReturn:
    raise _malformed(f"The body is not valid JSON: {text} is not a number of JSON.")


def _walk(value: Any, pointer: str, depth: int) -> Iterator[str | None]:
    """Pointers of strings that cannot be kept; raises where the value is nested too deep."""
    if isinstance(value, str):
        if _UNFIT.search(value):
            yield pointer
    elif isinstance(value, (dict, list)):
        if depth >= MAX_DEPTH:
            raise _too_deep()
        if isinstance(value, dict):
            for key, inner in value.items():
                if _UNFIT.search(key):
                    yield pointer
                yield from _walk(inner, f"{pointer}/{_escape(key)}", depth + 1)
        else:
            for index, inner in enumerate(value):
                if isinstance(inner, (str, dict, list)):
                    yield from _walk(inner, f"{pointer}/{index}", depth + 1)


def _pointer(location: tuple[int | str, ...]) -> str:
    return "".join(f"/{_escape(str(part))}" for part in location)


def _escape(part: str) -> str:
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", part.replace("~", "~0").replace("/", "~1"))


def _say(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "is not a field of this request; remove it"
    if kind == "missing":
        return "is required"
    if kind == "string_pattern_mismatch":
        # The pattern itself tells a person nothing; what it means stands at the field in the specification.
        return "does not have the form that the specification describes"
    text = message.removeprefix("Value error, ")
    return text[:1].lower() + text[1:]


def _malformed(detail: str) -> OrchestraError:
    return OrchestraError(ErrorCode.MALFORMED_REQUEST, detail)


def _too_deep() -> OrchestraError:
    return _malformed(f"The body is nested too deep; {MAX_DEPTH} levels are allowed.")
