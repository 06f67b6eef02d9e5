"""What a model endpoint means by an answer that is not 200, and how much of it may be passed on.

Wordings were collected from OpenAI, vLLM, llama.cpp's server, Ollama and LM Studio: none shares its codes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import msgspec

Headers = Mapping[str, str]

_SHOWN_CHARACTERS: Final = 200
_LONGEST_WAIT_S: Final = 3600.0

_CONTEXT_CODES: Final = frozenset({"context_length_exceeded", "exceed_context_size_error"})
_CONTEXT_WORDS: Final = re.compile(
    r"maximum context length|context (?:length|window|size)|exceeds? the (?:available |model'?s )?context"
    r"|longer than the maximum model length|prompt is too long|input (?:length|is too long)",
    re.IGNORECASE,
)
_MODEL_WORDS: Final = re.compile(
    r"model\b.{0,220}\b(?:not found|does not exist|not loaded|unknown)|(?:unknown|invalid|no such) model",
    re.IGNORECASE | re.DOTALL,
)
# Bearer tokens, the common shapes of keys (complete or with stars in them) and credentials in addresses.
_SECRET: Final = re.compile(
    r"(?i:bearer)\s+\S+|\b(?:sk|pk|key|gsk|xai|hf)[-_][\w*.-]{4,}|(?<=//)[^/@\s]+(?=@)"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the endpoint said; `message` is clean and short, `status` is None unless the body named one."""

    message: str = ""
    code: str = ""
    status: int | None = None

    def is_context_too_long(self, status: int) -> bool:
        """Whether the conversation does not fit."""
        if self.code in _CONTEXT_CODES:
            return True
        return status in (400, 413, 422, 500) and _CONTEXT_WORDS.search(self.message) is not None

    def is_unknown_model(self, status: int) -> bool:
        """Whether the model's name is what is wrong."""
        if self.code == "model_not_found":
            return True
        return status in (400, 404, 422) and _MODEL_WORDS.search(self.message) is not None


def parse(body: bytes, secret: str) -> Refusal:
    """Read an error body of any shape; `secret` is blotted out, and so is what looks like a key."""
    try:
        document: Any = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return Refusal()
    error = document
    if isinstance(document, dict):
        error = document.get("error") or document.get("detail") or document
    if isinstance(error, str):
        return Refusal(message=clean(error, secret))
    if not isinstance(error, dict):
        return Refusal()
    message, code, kind = error.get("message"), error.get("code"), error.get("type")
    status = next((c for c in (code, error.get("status")) if isinstance(c, int) and 400 <= c <= 599), None)
    # Where `code` repeats the status (llama.cpp, vLLM), the name stands in `type`.
    name = code if isinstance(code, str) and not code.isdigit() else kind
    return Refusal(
        message=clean(message, secret) if isinstance(message, str) else "",
        code=clean(name, secret)[:64] if isinstance(name, str) else "",
        status=status,
    )


def clean(text: str, secret: str = "") -> str:
    """`text` on one line, at most 200 characters, without keys and control characters."""
    if secret:
        text = text.replace(secret, "***")
    text = _SECRET.sub("***", text[: 4 * _SHOWN_CHARACTERS])
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def is_callers_fault(status: int) -> bool:
    """Whether the endpoint refused this one request; 401, 403 and 429 concern every request, so they are not."""
    return 400 <= status < 500 and status not in (401, 403, 408, 429)


def describe(status: int, message: str = "") -> str:
    """What the client is told. The endpoint's own words only where they are about the request."""
    if status in (401, 403):
        return (
            f"The model endpoint refused the service's key ({status}); "
            "the operator must check ORCHESTRA_OPENAI_API_KEY."
        )
    if status == 429:
        return "The model endpoint's own rate limit is reached (429)."
    if 300 <= status < 400:
        return (
            f"The model endpoint answered with a redirect ({status}); "
            "the operator must check ORCHESTRA_OPENAI_BASE_URL."
        )
    if is_callers_fault(status) and message:
        return f"The model endpoint refused the request ({status}): {message}"
    return f"The model endpoint answered with status {status}."


def retry_after(headers: Headers) -> float | None:
    """Seconds to wait by the Retry-After header (RFC 9110, 10.2.3), a number or a date; at most an hour."""
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return None
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        seconds = (until - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT_S) if math.isfinite(seconds) else None
