# Generated from orchestra_sdk/_async by `orchestra generate`. Do not edit.
"""Runs: what becomes of a message."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from orchestra_sdk._call import CallOptions
from orchestra_sdk._generated.api.runs.cancel_run import cancel_run
from orchestra_sdk._generated.api.runs.create_run_feedback import create_run_feedback
from orchestra_sdk._generated.api.runs.get_run import get_run
from orchestra_sdk._generated.models import CreateRunFeedbackRequest, Intent, Run, RunFeedback
from orchestra_sdk._requests import name
from orchestra_sdk._sync.raw import raw
from orchestra_sdk._sync.source import follow
from orchestra_sdk._sync.stream import RunStream
from orchestra_sdk._sync.transport import Transport
from orchestra_sdk._types import NOT_GIVEN, NotGiven


class Runs:
    """Look up runs, follow them, cancel them, and say how good they were."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @cached_property
    def with_raw_response(self) -> RunsRaw:
        """The same methods, giving the answer as it came."""
        return RunsRaw(Runs(self._transport.copy(raw=True)))

    def get(
        self,
        run_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Run:
        """How a run stands, with its answer where it has one. Raises APIError's subclasses."""
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return self._transport.call(get_run(name("run_id", run_id)), given)

    def events(
        self,
        run_id: str,
        *,
        after: int | str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> RunStream:
        """Follow a run from its beginning, or behind `after`: an offset, or a cursor such as `stream.last_event_id`.

        `timeout` is the longest silence in seconds, 60 at the most. Raises what RunStream says when it is entered
        and read: GoneError where the events are no longer kept (the run still is), StreamError where there is no event
        behind the cursor because the run has ended there. A foreign cursor is an OrchestraError at once.
        """
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return RunStream(follow(self._transport, name("run_id", run_id), after, given))

    def cancel(
        self,
        run_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Run:
        """Cancel a run, and give it as it is then; one that is cancelled already stays so.

        Raises ConflictError for a run that has ended, and APIError's other subclasses.
        """
        given = CallOptions(None, timeout, max_retries, extra_headers)
        return self._transport.call(cancel_run(name("run_id", run_id)), given)

    def feedback(
        self,
        run_id: str,
        *,
        rating: float | NotGiven = NOT_GIVEN,
        comment: str | NotGiven = NOT_GIVEN,
        intent: Intent | str | NotGiven = NOT_GIVEN,
        idempotency_key: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> RunFeedback:
        """Say how good an answer was: `rating` from -1 (bad) to 1 (good), `comment` in the user's own words.

        `intent` is what the message had wanted in truth. A later word on the same run takes the earlier one's place:
        what is left out is nothing then, and with nothing at all it is taken back. Raises APIError's subclasses.
        """
        body = CreateRunFeedbackRequest(rating=rating, comment=comment, intent=intent)
        given = CallOptions(idempotency_key, timeout, max_retries, extra_headers)
        return self._transport.call(create_run_feedback(name("run_id", run_id), body=body), given)


class RunsRaw:
    """The methods of Runs, giving RawResponse."""

    def __init__(self, runs: Runs) -> None:
        self.get = raw(runs.get)
        self.cancel = raw(runs.cancel)
        self.feedback = raw(runs.feedback)
