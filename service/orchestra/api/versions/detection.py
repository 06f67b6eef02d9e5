"""Which version a request without one in its path was written for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from orchestra.contract import models, v1
from orchestra.contract.versions import CURRENT, VERSIONS
from orchestra.errors import ErrorCode, FieldError, OrchestraError

# Old clients are the ones that say nothing.
UNSAID: Final = "v1"
# Planned fields of v2 join these when they are built.
CURRENT_ONLY: Final = frozenset(models.ChatRequest.model_fields) - frozenset(v1.ChatRequestV1.model_fields)


def detect(body: Any, headers: Sequence[str], query: Sequence[str]) -> str:
    """The version: what the body names, else X-API-Version (`headers`), else the query, else what the fields tell.

    Null names nothing. Raises OrchestraError: version_conflict where two are named, validation_failed for a name
    that no version has.
    """
    fields: Mapping[str, Any] = body if isinstance(body, dict) else {}
    named: dict[str, str] = {}
    given = fields.get("api_version")
    if given is not None:
        named[_known(given, FieldError("body", "/api_version", _EXPECTED))] = "the body"
    for value in headers:
        named.setdefault(
            _known(value, FieldError("header", "/X-API-Version", _EXPECTED)), "the header X-API-Version"
        )
    for value in query:
        named.setdefault(_known(value, FieldError("query", "/api_version", _EXPECTED)), "the query")
    if len(named) > 1:
        said = " and ".join(f"{place} names {version}" for version, place in named.items())
        raise OrchestraError(ErrorCode.VERSION_CONFLICT, f"{said[0].upper()}{said[1:]}. Name one version.")
    if named:
        return next(iter(named))
    return CURRENT if any(fields.get(name) is not None for name in CURRENT_ONLY) else UNSAID


def before_body(headers: Sequence[str], query: Sequence[str]) -> str:
    """The version to answer in while the body is not read: what header or query name, else the one for silence."""
    return next((value for value in (*headers, *query) if value in VERSIONS), UNSAID)


_EXPECTED: Final = f"must be {' or '.join(VERSIONS)}"


def _known(value: Any, wrong: FieldError) -> str:
    if not isinstance(value, str) or value not in VERSIONS:
        raise OrchestraError(
            ErrorCode.VALIDATION_FAILED, f"{wrong.pointer} ({wrong.where}): {_EXPECTED}.", errors=[wrong]
        )
    return value
