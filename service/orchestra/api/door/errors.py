"""Errors as OpenAI's clients read them, made from our problems (RFC 9457)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
from starlette.responses import Response

from orchestra.errors import ErrorCode

Json = dict[str, Any]

# The name of the door's document, and what its requests have in the place of a version.
DOOR: Final = "openai"

_NO_TOOLS: Final = (
    "Tools of the client are not called here. Leave this out, or name a swarm that has tools as the model "
    "(swarm:mcp-coordinated)."
)
_TEXT_ONLY: Final = (
    "Only text is taken: a string, or parts of the type 'text'. Leave images, audio and files out."
)
_TEXT_ANSWERS: Final = (
    "Answers are plain text here, and nothing holds the model to another form. Leave this out."
)
_NOT_TOLD: Final = "No model of this service is told of this. Leave it out."
_NOT_KNOWN: Final = "Nobody knows how likely the tokens were. Leave this out."
# What to do about a field that is refused, by its name.
ADVICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "n": "There is one answer to a request. Send the request again for another.",
        "stop": _NOT_TOLD,
        "logit_bias": _NOT_TOLD,
        "tools": _NO_TOOLS,
        "functions": _NO_TOOLS,
        "tool_calls": _NO_TOOLS,
        "function_call": _NO_TOOLS,
        "role": "The roles are system, developer, user and assistant. Results of tools are not taken.",
        "content": _TEXT_ONLY,
        "response_format": _TEXT_ANSWERS,
        "modalities": _TEXT_ANSWERS,
        "audio": _TEXT_ANSWERS,
        "logprobs": _NOT_KNOWN,
        "top_logprobs": _NOT_KNOWN,
        "web_search_options": "Nothing is searched in the web here. Leave this out.",
    }
)
# Codes that clients look for, where ours have other names.
_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ErrorCode.UNAUTHENTICATED.value: "invalid_api_key",
        ErrorCode.RATE_LIMITED.value: "rate_limit_exceeded",
        ErrorCode.CONTEXT_TOO_LONG.value: "context_length_exceeded",
    }
)
_TYPES: Final[Mapping[int, str]] = MappingProxyType(
    {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
)
# Where our own errors say that there is no such model or swarm.
_NAMES: Final = ("/model", "/swarm_type")


def failure(problem: Mapping[str, Any]) -> tuple[int, Json]:
    """The status and the body for a problem."""
    code, status, message = problem["code"], problem["status"], problem["detail"]
    place: Mapping[str, Any] = next(iter(problem.get("errors", ())), {})
    param = None
    # Of a run it is the provider or the facade that says so; a body without a model is another matter.
    if place.get("pointer") in _NAMES and (code == ErrorCode.NOT_FOUND or "run_id" in problem):
        code, status, param = "model_not_found", 404, "model"
    elif code == ErrorCode.VALIDATION_FAILED and place:
        path = _path(place["pointer"])
        param = _param(path)
        detail = next((ADVICE[name] for name in reversed(path) if name in ADVICE), place["detail"])
        message = f"{param or 'The body'}: {detail}"
    # Where something is invalid, OpenAI's clients expect 400.
    status = 400 if status == 422 else status
    kind = "server_error" if status >= 500 else _TYPES.get(status, "invalid_request_error")
    error = {"message": message, "type": kind, "param": param, "code": _CODES.get(code, code)}
    return status, {"error": error}


def response(problem: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """The answer for a problem. It tells clients that try again by themselves whether that can help."""
    status, body = failure(problem)
    extra = {**headers, "x-should-retry": "true" if problem["retryable"] else "false"}
    if (wait := problem.get("retry_after")) is not None:
        # Whole seconds, rounded up: a client that obeys never comes too early.
        extra["Retry-After"] = str(max(1, math.ceil(wait)))
    return Response(msgspec.json.encode(body), status, headers=extra, media_type="application/json")


def _path(pointer: str) -> list[str]:
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    # Behind a message's field come the alternatives that its content has.
    return parts[:3] if parts[:1] == ["messages"] else parts


def _param(path: list[str]) -> str | None:
    text = "".join(f"[{part}]" if part.isdecimal() else f".{part}" for part in path)
    return text.removeprefix(".") or None
