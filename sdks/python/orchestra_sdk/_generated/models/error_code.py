# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

ErrorCode = Literal[
    "breaker_open",
    "connection_limit",
    "context_too_long",
    "deadline_exceeded",
    "forbidden",
    "idempotency_key_reused",
    "internal_error",
    "invalid_cursor",
    "key_expired",
    "malformed_request",
    "method_not_allowed",
    "not_acceptable",
    "not_found",
    "origin_not_allowed",
    "overloaded",
    "payload_too_large",
    "rate_limited",
    "run_cancelled",
    "run_interrupted",
    "run_log_expired",
    "run_not_cancellable",
    "session_busy",
    "session_exists",
    "unauthenticated",
    "unsupported_media_type",
    "upstream_error",
    "upstream_timeout",
    "validation_failed",
    "version_conflict",
]

ERROR_CODE_VALUES: set[ErrorCode] = {
    "breaker_open",
    "connection_limit",
    "context_too_long",
    "deadline_exceeded",
    "forbidden",
    "idempotency_key_reused",
    "internal_error",
    "invalid_cursor",
    "key_expired",
    "malformed_request",
    "method_not_allowed",
    "not_acceptable",
    "not_found",
    "origin_not_allowed",
    "overloaded",
    "payload_too_large",
    "rate_limited",
    "run_cancelled",
    "run_interrupted",
    "run_log_expired",
    "run_not_cancellable",
    "session_busy",
    "session_exists",
    "unauthenticated",
    "unsupported_media_type",
    "upstream_error",
    "upstream_timeout",
    "validation_failed",
    "version_conflict",
}


def check_error_code(value: str) -> ErrorCode:
    if value in ERROR_CODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ERROR_CODE_VALUES!r}")
