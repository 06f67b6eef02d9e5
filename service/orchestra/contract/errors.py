# Generated from spec/ by `orchestra generate`. Do not edit.
"""The error catalogue: every code a client can meet, with its status and whether a retry can help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ErrorCode(StrEnum):
    """What clients switch on."""

    MALFORMED_REQUEST = "malformed_request"
    INVALID_CURSOR = "invalid_cursor"
    VERSION_CONFLICT = "version_conflict"
    UNAUTHENTICATED = "unauthenticated"
    KEY_EXPIRED = "key_expired"
    FORBIDDEN = "forbidden"
    ORIGIN_NOT_ALLOWED = "origin_not_allowed"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_ACCEPTABLE = "not_acceptable"
    SESSION_BUSY = "session_busy"
    SESSION_EXISTS = "session_exists"
    RUN_CANCELLED = "run_cancelled"
    RUN_NOT_CANCELLABLE = "run_not_cancellable"
    RUN_LOG_EXPIRED = "run_log_expired"
    PAYLOAD_TOO_LARGE = "payload_too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    VALIDATION_FAILED = "validation_failed"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    CONTEXT_TOO_LONG = "context_too_long"
    RATE_LIMITED = "rate_limited"
    CONNECTION_LIMIT = "connection_limit"
    INTERNAL_ERROR = "internal_error"
    RUN_INTERRUPTED = "run_interrupted"
    UPSTREAM_ERROR = "upstream_error"
    BREAKER_OPEN = "breaker_open"
    OVERLOADED = "overloaded"
    UPSTREAM_TIMEOUT = "upstream_timeout"
    DEADLINE_EXCEEDED = "deadline_exceeded"


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One line of the catalogue."""

    code: ErrorCode
    status: int
    retryable: bool
    title: str
    meaning: str
    remedy: str


CATALOGUE: Final = MappingProxyType(
    {
        entry.code: entry
        for entry in (
            ErrorEntry(
                ErrorCode.MALFORMED_REQUEST,
                400,
                False,
                "Malformed request",
                (
                    "The request could not be read: the body is no JSON or not in UTF-8, is nested too "
                    "deeply, or a header has a value that it cannot have. `detail` says where the "
                    "reading stopped."
                ),
                (
                    "Mend what your client writes. Let a JSON library build the body, and send it in "
                    "UTF-8. To resume a stream, use `GET /v2/runs/{run_id}/events`: a POST with "
                    "Last-Event-ID and without an Idempotency-Key would begin a second run, and is "
                    "refused with this code."
                ),
            ),
            ErrorEntry(
                ErrorCode.INVALID_CURSOR,
                400,
                False,
                "Invalid cursor",
                (
                    "The cursor leads nowhere: it could not be read, belongs to another run or another "
                    "list, or lies behind the last event that there is."
                ),
                (
                    "Send cursors as you got them: `next_cursor` of a page as `after` of the next one, "
                    "and the `id` of an event of the same run as Last-Event-ID. Where you have none, "
                    "begin without a cursor."
                ),
            ),
            ErrorEntry(
                ErrorCode.VERSION_CONFLICT,
                400,
                False,
                "Versions contradict each other",
                (
                    "The request names more than one version of the API: `api_version` in the body, "
                    "the header X-API-Version and the query do not agree."
                ),
                "Name the version once, or use a path that has it in front, such as `/v2/chat`.",
            ),
            ErrorEntry(
                ErrorCode.UNAUTHENTICATED,
                401,
                False,
                "No valid key",
                (
                    "The request brought no API key, one that the service does not know, one that was "
                    "taken back, or two that differ."
                ),
                (
                    "Send a key as `Authorization: Bearer ork_…` or as `X-API-Key: ork_…`. An operator "
                    "makes one with `orchestra keys create`; the first one was printed when the "
                    "service started for the first time."
                ),
            ),
            ErrorEntry(
                ErrorCode.KEY_EXPIRED,
                401,
                False,
                "Key expired",
                "The API key is known, but its time is over.",
                "Ask an operator for a new key, and use that one from now on.",
            ),
            ErrorEntry(
                ErrorCode.FORBIDDEN,
                403,
                False,
                "Not allowed",
                (
                    "The key is valid, but it may not do this: `detail` names the scope (chat, read or "
                    "admin) that the operation needs. A key with the scope admin gets this too, when "
                    "it would revoke itself."
                ),
                (
                    "Use a key with that scope; an operator makes one with `orchestra keys create`. "
                    "Revoke a key with another one."
                ),
            ),
            ErrorEntry(
                ErrorCode.ORIGIN_NOT_ALLOWED,
                403,
                False,
                "Origin not allowed",
                ("A page in a browser opened a WebSocket from an origin that is not on the service's list."),
                (
                    "Ask the operator to add your page's origin to the list, or let your own backend "
                    "make a ticket for it."
                ),
            ),
            ErrorEntry(
                ErrorCode.NOT_FOUND,
                404,
                False,
                "Not found",
                (
                    "There is nothing at this address: no such path, or no run and no session of that "
                    "name among those of the key's owner. What belongs to somebody else looks the "
                    "same."
                ),
                (
                    "Check the address and the id, and that the key belongs to the owner who made the "
                    "thing. A session whose id begins with `ses_` must be there before a chat names "
                    "it; other names make a new session."
                ),
            ),
            ErrorEntry(
                ErrorCode.METHOD_NOT_ALLOWED,
                405,
                False,
                "Method not allowed",
                (
                    "The address is right, but it does not take this method. The header Allow lists "
                    "those that it takes."
                ),
                "Use one of the methods in Allow.",
            ),
            ErrorEntry(
                ErrorCode.NOT_ACCEPTABLE,
                406,
                False,
                "Not acceptable",
                "The header Accept leaves no form in which the operation could answer.",
                (
                    "Accept `application/json`, or `text/event-stream` where you ask for a stream, or "
                    "leave the header out. Errors come as `application/problem+json` in any case."
                ),
            ),
            ErrorEntry(
                ErrorCode.SESSION_BUSY,
                409,
                True,
                "Session busy",
                (
                    "The session has a run already. Either the request said `if_busy: reject`, or as "
                    "many runs wait as may wait (4)."
                ),
                (
                    "Wait until the session's run has ended, or send `if_busy: queue` to wait in line, "
                    "or `if_busy: interrupt` to stop what runs. Use another session where the messages "
                    "have nothing to do with each other."
                ),
            ),
            ErrorEntry(
                ErrorCode.SESSION_EXISTS,
                409,
                False,
                "Session exists",
                "A session with this name is there already, among those of the key's owner.",
                (
                    "Use the session that is there, or choose another name, or leave the name out. To "
                    "make a session safely more than once, send an Idempotency-Key."
                ),
            ),
            ErrorEntry(
                ErrorCode.RUN_CANCELLED,
                409,
                False,
                "Run cancelled",
                (
                    "The run was cancelled while the request waited for its answer: somebody asked for "
                    "it, or a later message of the session took its place. `run_id` names the run; it "
                    "still has what there was of the answer."
                ),
                (
                    "Read the run with `GET /v2/runs/{run_id}` where you need what there was. Send the "
                    "message again, with a new Idempotency-Key, only if it is still wanted."
                ),
            ),
            ErrorEntry(
                ErrorCode.RUN_NOT_CANCELLABLE,
                409,
                False,
                "Run cannot be cancelled",
                "The run has completed or failed already, so there is nothing left to cancel.",
                (
                    "Read its outcome with `GET /v2/runs/{run_id}`. Cancelling a cancelled run again "
                    "is no error."
                ),
            ),
            ErrorEntry(
                ErrorCode.RUN_LOG_EXPIRED,
                410,
                False,
                "Events are gone",
                (
                    "The run's events are not kept any more: the run ended too long ago (an hour, a "
                    "setting), room was needed, or the process that held them stopped. The run itself "
                    "is still there."
                ),
                "Read the run with `GET /v2/runs/{run_id}`; it has the answer. `run_id` names it.",
            ),
            ErrorEntry(
                ErrorCode.PAYLOAD_TOO_LARGE,
                413,
                False,
                "Body too large",
                (
                    "The request's body has more bytes than the service takes (1 MiB, a setting). It "
                    "was not read to its end."
                ),
                "Send less. Long texts belong into several messages, and files somewhere else.",
            ),
            ErrorEntry(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                415,
                False,
                "Unsupported media type",
                "The request's body is not said to be JSON in UTF-8, or it is compressed.",
                "Send `Content-Type: application/json`, and the body uncompressed and in UTF-8.",
            ),
            ErrorEntry(
                ErrorCode.VALIDATION_FAILED,
                422,
                False,
                "Validation failed",
                (
                    "The request could be read, but something in it is not as the specification says: "
                    "a field is missing, unknown, of a wrong type or out of its bounds. `errors` lists "
                    "every place."
                ),
                (
                    "Mend the places in `errors`: `pointer` says where each is and `detail` what it "
                    "takes. The reference of the operation has the bounds."
                ),
            ),
            ErrorEntry(
                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                422,
                False,
                "Idempotency-Key reused",
                (
                    "The Idempotency-Key was used for another request in the last 24 hours: the same "
                    "owner and operation, but another body."
                ),
                (
                    "Make a new key for every new request, and send the same key only with the same "
                    "body, when you repeat a request."
                ),
            ),
            ErrorEntry(
                ErrorCode.CONTEXT_TOO_LONG,
                422,
                False,
                "Too long for the model",
                (
                    "The message and its instructions alone, without anything that was said before, do "
                    "not fit what the model can look at in one go."
                ),
                (
                    "Shorten the message or the instructions, lower `max_response_tokens`, or choose a "
                    "model with a larger context (`GET /v2/models`)."
                ),
            ),
            ErrorEntry(
                ErrorCode.RATE_LIMITED,
                429,
                True,
                "Too many requests",
                "The key has made as many requests as it may make in a minute.",
                (
                    "Wait for the time in Retry-After, in seconds, and send the request again. "
                    "RateLimit says with every answer how many requests are left; an operator can give "
                    "the key a higher limit."
                ),
            ),
            ErrorEntry(
                ErrorCode.CONNECTION_LIMIT,
                429,
                True,
                "Too many connections",
                (
                    "The key has as many connections open as it may have, or follows as many runs on "
                    "one as it may."
                ),
                "Close what you do not need, or wait for a run to end, and try again.",
            ),
            ErrorEntry(
                ErrorCode.INTERNAL_ERROR,
                500,
                True,
                "Internal error",
                "The service failed in a way that nobody foresaw. The fault is on its side.",
                (
                    "Try again after a moment, with the same Idempotency-Key. If it happens again, "
                    "give the operator the correlation id: the service's log has the reason."
                ),
            ),
            ErrorEntry(
                ErrorCode.RUN_INTERRUPTED,
                500,
                True,
                "Run interrupted",
                "The service stopped or was restarted before the run had ended.",
                (
                    "Send the message again, with the same Idempotency-Key: it begins a new run. What "
                    "there was of the answer is in the run that was interrupted."
                ),
            ),
            ErrorEntry(
                ErrorCode.UPSTREAM_ERROR,
                502,
                True,
                "Model failed",
                (
                    "The language model, or the server that runs it, refused the request, answered "
                    "with something unreadable, or broke off in the middle of its answer."
                ),
                (
                    "Try again after a moment, with the same Idempotency-Key. If it goes on, choose "
                    "another model, or ask the operator to look at the model's server."
                ),
            ),
            ErrorEntry(
                ErrorCode.BREAKER_OPEN,
                503,
                True,
                "Model not asked",
                (
                    "The language model failed so often just now that it is not asked for a while, so "
                    "that it can recover and nobody waits in vain."
                ),
                "Wait for the time in Retry-After, in seconds, and send the request again.",
            ),
            ErrorEntry(
                ErrorCode.OVERLOADED,
                503,
                True,
                "Overloaded",
                (
                    "The service has as much work as it takes at once, or is about to stop, and did "
                    "not begin this."
                ),
                (
                    "Wait for the time in Retry-After, in seconds, then try again, waiting longer each "
                    "time and not always equally long."
                ),
            ),
            ErrorEntry(
                ErrorCode.UPSTREAM_TIMEOUT,
                504,
                True,
                "Model too slow",
                "The language model could not be reached in time, or fell silent for too long.",
                (
                    "Try again after a moment, with the same Idempotency-Key. If it goes on, choose "
                    "another model."
                ),
            ),
            ErrorEntry(
                ErrorCode.DEADLINE_EXCEEDED,
                504,
                True,
                "Deadline exceeded",
                (
                    "The run took longer than its deadline (120 seconds, where the request names "
                    "none). What there was of the answer by then is in the run."
                ),
                (
                    "Send the message again with a longer `deadline` or a smaller "
                    "`max_response_tokens`, or stream the answer, so that you have its beginning at "
                    "once."
                ),
            ),
        )
    }
)
