# Generated from spec/ by `orchestra generate`. Do not edit.
"""The events of a run. `type` is a struct's tag; the fields of all come first, in the order in which they
are sent.

Built by the service alone, so nothing is checked here: what a struct is given is what goes out.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from orchestra.contract.errors import ErrorCode

CancelReason: TypeAlias = Literal["requested", "disconnected", "interrupted"]
"""Why a run was cancelled: `requested` (somebody asked for it), `disconnected` (nobody followed it any
more), `interrupted` (a later message of its session took its place).
"""


ExecutionMode: TypeAlias = Literal["lite", "balanced", "quality"]
"""How much work the service put into the answer."""


FinishReason: TypeAlias = Literal["stop", "length", "content_filter"]
"""Why the model stopped: `stop` (it was done), `length` (the limit of tokens was reached),
`content_filter` (the model's operator held the rest back).
"""


Intent: TypeAlias = Literal[
    "deploy",
    "configure",
    "monitor",
    "analyze",
    "optimize",
    "debug",
    "scale",
    "secure",
    "query",
    "help",
    "general",
]
"""What a message wants: something to start running (`deploy`), a setting changed (`configure`), the
present state (`monitor`), material examined (`analyze`), something made better (`optimize`), a fault
found (`debug`), a number of running things changed (`scale`), protection (`secure`), a fact (`query`),
guidance on this system (`help`), or anything else (`general`).
"""


MessageId: TypeAlias = str
"""The name of a message. Opaque; ids that were made later sort behind earlier ones."""


ModelId: TypeAlias = str
"""The name of a model, as `GET /v2/models` lists it. 1 to 200 visible ASCII characters."""


Mood: TypeAlias = Literal[
    "focused", "creative", "analytical", "supportive", "concerned", "excited", "patient"
]
"""The tone of the manager, which follows the state of the system."""


NoticeCode: TypeAlias = Literal[
    "fallback_used",
    "degraded",
    "memory_used",
    "trimmed",
    "agent_failed",
    "bound_reached",
    "gate_failed",
    "budget_reached",
]
"""What a notice is about: `fallback_used` (another model than the one asked for answers), `degraded` (a
part of the service does without), `memory_used` (earlier sessions were looked at), `trimmed` (the
oldest messages of the conversation were left out, so that it fits the model's context), `agent_failed`
(an agent of the swarm gave up, the others go on), `bound_reached` (the agents did not agree within
their rounds), `gate_failed` (no draft was judged good enough; the best one is taken), `budget_reached`
(the swarm's tokens are used up; what there is becomes the answer).
"""


RequestPart: TypeAlias = Literal["body", "query", "path", "header"]
"""Where in a request something stands."""


RunId: TypeAlias = str
"""The name of a run. Opaque; ids that were made later sort behind earlier ones."""


SessionId: TypeAlias = str
"""The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters,
digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`.
"""


Timestamp: TypeAlias = str
"""A moment as RFC 3339 writes it, in UTC and with milliseconds."""


UsageSource: TypeAlias = Literal["reported", "estimated"]
"""`reported`: the model's server counted. `estimated`: at least a part was counted by this service,
because a run ended before the server had said how many there were.
"""


class FieldError(msgspec.Struct, frozen=True, kw_only=True):
    """One place in a request that is wrong."""

    in_: RequestPart = msgspec.field(name="in")
    """The part of the request."""
    pointer: str
    """Where it is, as a JSON Pointer (RFC 6901): into the body (the empty text is the body itself), or
    `/name` of a parameter or header.
    """
    detail: str
    """What is wrong there."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong, as `application/problem+json` (RFC 9457). Programs decide by `code`, which never
    changes its meaning; `title` and `detail` are for people and may be worded anew.
    """

    type: str
    """The address of the page that explains the code and says what to do."""
    title: str
    """The kind of error in a few words, the same for every error with this code."""
    status: int
    """The HTTP status. Inside of an event, the one that a waiting request would have got."""
    detail: str
    """What happened this time."""
    instance: str
    """The path of the request, or of the run that failed."""
    code: ErrorCode
    """What kind of error it is, for programs."""
    retryable: bool
    """Whether the same request may succeed later."""
    correlation_id: str
    """What to name when asking for help; the service's log has the same."""
    errors: list[FieldError] | msgspec.UnsetType = msgspec.UNSET
    """Each place in the request that is wrong, where there are such places. At most 100."""
    retry_after: float | msgspec.UnsetType = msgspec.UNSET
    """How long to wait before the next try, in seconds, where that is known."""
    run_id: RunId | msgspec.UnsetType = msgspec.UNSET
    """The run that the error is about, where there is one."""


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What a run cost, in tokens."""

    input_tokens: int
    """Tokens that went to the model, in tokens."""
    output_tokens: int
    """Tokens that the model made, in tokens."""
    total_tokens: int
    """Both together, in tokens."""
    source: UsageSource
    """Where the numbers come from."""


class RunQueuedEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="run.queued", gc=False):
    """The run waits behind others in its session. Comes first, and only where it waits; a new one may
    follow when the place changes.
    """

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    created_at: Timestamp
    """When the event was written."""
    position: int
    """The run's place in the queue; 1 is the next one."""


class RunStartedEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="run.started"):
    """The run begins to work."""

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    created_at: Timestamp
    """When the event was written."""
    session_id: SessionId
    """The session that the run works in."""
    user_message_id: MessageId
    """The message that the run answers."""
    model: ModelId
    """The model that is asked."""
    execution_mode: ExecutionMode | None
    """How much work the service puts into the answer, or null."""
    swarm: str | None
    """The swarm that works on the answer, or null."""


class ManagerIntentEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="manager.intent"):
    """What the Orchestra Manager takes the message to want, and what it says first."""

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    created_at: Timestamp
    """When the event was written."""
    intent: Intent
    """What the message wants."""
    confidence: float
    """How sure the manager is, from 0 to 1."""
    certain: bool
    """Whether that is sure enough to act on. Where it is false, `response` says so."""
    parameters: dict[str, Any]
    """What the message names, such as a number of agents, by name."""
    mood: Mood
    """The manager's tone."""
    response: str
    """What the manager says first. It is no part of the response."""


class AgentStartedEvent(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="agent.started", gc=False
):
    """An agent of a swarm begins to work."""

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    created_at: Timestamp
    """When the event was written."""
    agent: str
    """The agent's name."""
    role: str
    """The agent's role in the swarm."""
    round: int
    """The round of the swarm's work, from 1."""


class AgentTokenEvent(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="agent.token", gc=False
):
    """A piece of a swarm's talk and drafts. It is no part of the response."""

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    created_at: Timestamp
    """When the event was written."""
    agent: str
    """The agent's name."""
    text: str
    """What the agent says next."""


class AgentCompletedEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="agent.completed"):
    """An agent of a swarm is done."""

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    created_at: Timestamp
    """When the event was written."""
    agent: str
    """The agent's name."""
    role: str
    """The agent's role in the swarm."""
    round: int
    """The round of the swarm's work, from 1."""
    text: str
    """All that the agent said in this round."""
    quality_score: float | None
    """The rating that the agent gave, from 0 to 1, where it is one that judges; else null."""
    usage: Usage | None
    """What the agent's work cost, in tokens, or null."""


class ToolCalledEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="tool.called"):
    """A tool is asked to do something."""

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    created_at: Timestamp
    """When the event was written."""
    call_id: str
    """The call's name; its result carries the same."""
    server: str
    """The server that has the tool."""
    tool: str
    """The tool's name."""
    arguments: dict[str, Any]
    """What the tool was given."""


class ToolResultEvent(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="tool.result", gc=False
):
    """A tool answered."""

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    created_at: Timestamp
    """When the event was written."""
    call_id: str
    """The call's name."""
    ok: bool
    """Whether the tool did what it was asked."""
    content: str
    """What the tool answered, cut off after 10,000 characters."""


class RunNoticeEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="run.notice", gc=False):
    """Something worth knowing that did not stop the run."""

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    created_at: Timestamp
    """When the event was written."""
    code: NoticeCode
    """What it is about, for programs."""
    detail: str
    """What happened, for people."""


class TokenEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="token", gc=False):
    """A piece of the response. All of them joined are exactly the response; none is ever taken back."""

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    text: str
    """The next characters of the response, at least one."""


class RunCompletedEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="run.completed"):
    """The answer is there and stored. Nothing comes after this event."""

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    created_at: Timestamp
    """When the event was written."""
    session_id: SessionId
    """The session that the answer is kept in."""
    message_id: MessageId
    """The answer as a message of the session."""
    response: str
    """The answer's text."""
    finish_reason: FinishReason
    """Why the answer ends where it ends."""
    manager_response: str | None
    """What the Orchestra Manager adds in its own words, or null."""
    intent: Intent | None
    """What the message wanted, or null where nobody worked it out."""
    confidence: float | None
    """How sure the service is of the intent, from 0 to 1, or null."""
    execution_mode: ExecutionMode | None
    """How much work the service put into the answer, or null."""
    execution_time: float
    """How long the run worked on the answer, in seconds, the wait in the session's queue not included."""
    quality_score: float | None
    """How good the answer was judged to be, from 0 to 1, or null where nobody judged it."""
    swarm_used: str | None
    """The swarm that worked on the answer, or null."""
    model: ModelId
    """The model that answered."""
    usage: Usage
    """What the run cost, in tokens."""
    tokens_used: int
    """The same as `usage.total_tokens`, in tokens."""


class RunFailedEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="run.failed"):
    """The run came to a bad end. Nothing comes after this event."""

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    created_at: Timestamp
    """When the event was written."""
    error: Problem
    """What went wrong, with the status that a waiting request would have got."""
    usage: Usage | None
    """What the run cost until then, in tokens, or null where that was lost."""
    response: str
    """What there was of the answer; may be empty."""


class RunCancelledEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="run.cancelled"):
    """The run was stopped. Nothing comes after this event."""

    run_id: RunId
    """The run that the event belongs to."""
    offset: int
    """The event's place in the run, from 0 and without gaps."""
    created_at: Timestamp
    """When the event was written."""
    reason: CancelReason
    """Why it was stopped."""
    usage: Usage
    """What the run cost until then, in tokens."""
    response: str
    """What there was of the answer; may be empty."""


RunEvent: TypeAlias = (
    RunQueuedEvent
    | RunStartedEvent
    | ManagerIntentEvent
    | AgentStartedEvent
    | AgentTokenEvent
    | AgentCompletedEvent
    | ToolCalledEvent
    | ToolResultEvent
    | RunNoticeEvent
    | TokenEvent
    | RunCompletedEvent
    | RunFailedEvent
    | RunCancelledEvent
)
"""What happens in a run, told apart by `type`. Offsets go up by one from 0; exactly one of run.completed,
run.failed and run.cancelled comes, and it is the last. New types may come: skip what you do not know.
"""
