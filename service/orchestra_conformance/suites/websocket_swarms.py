"""Suite `websocket`: swarms over the socket."""

from __future__ import annotations

from orchestra_conformance.bench import Bench
from orchestra_conformance.check import check
from orchestra_conformance.conversation import talking
from orchestra_conformance.streams import streamed
from orchestra_conformance.suites.swarms import SWARM_SECONDS, swarm_of
from orchestra_conformance.suites.websocket_runs import begin_chat


@check(
    "websocket",
    "a-swarm-is-told-of-as-it-works",
    "Over a WebSocket a swarm's agents and tools are told of in their turns, in the same events as over HTTP.",
    needs=("websocket",),
    seconds=SWARM_SECONDS,
)
def a_swarm_is_told_of_as_it_works(bench: Bench) -> None:
    """One chat with a swarm; the conversation holds every frame to its turn."""
    wish = {"swarm_type": swarm_of(bench), "optimization_mode": "lite"}
    with talking(bench.owner) as conversation:
        run_id = begin_chat(bench, conversation, bench.profile.prompts.short, **wish)
        conversation.ended(run_id)
        told = [event for _, event in sorted(conversation.runs[run_id].known.items())]
    with streamed(bench.owner, "listRunEvents", path={"run_id": run_id}) as stream:
        events = list(stream.events())
    bench.expect(
        told == events,
        f"the WebSocket tells {[event['type'] for event in told]}, and HTTP {[event['type'] for event in events]}",
    )
    bench.expect(
        any(event["type"] == "agent.started" for event in told), "a swarm worked, and no agent is told of"
    )
