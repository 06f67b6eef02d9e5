"""The swarms of the mock server, as data. All of them play the same transcript."""

from __future__ import annotations

from typing import Any, Final

# What chats get that leave the choice to the service.
CHOSEN: Final = "coding-debate"

SWARMS: Final[tuple[dict[str, Any], ...]] = (
    {
        "swarm_type": "auto-select",
        "description": f"The service chooses; the mock server always takes {CHOSEN}.",
        "roles": [],
        "available": True,
    },
    {
        "swarm_type": "coding-debate",
        "description": "Agents argue over code until they agree.",
        "roles": ["proposer", "critic", "judge"],
        "available": True,
    },
    {
        "swarm_type": "improved-solve",
        "description": "Several solutions are made side by side, judged and mended.",
        "roles": ["planner", "solver", "judge", "refiner", "finisher"],
        "available": True,
    },
    {
        "swarm_type": "mcp-coordinated",
        "description": "Agents that use tools.",
        "roles": ["coordinator", "worker"],
        "available": True,
    },
    {
        "swarm_type": "simple-agents",
        "description": "One agent after the other.",
        "roles": ["drafter", "reviser"],
        "available": True,
    },
)
NAMES: Final = frozenset(swarm["swarm_type"] for swarm in SWARMS)


def effort(chat: dict[str, Any]) -> tuple[str | None, str | None]:
    """The execution mode and the swarm that a chat asks for, None where it leaves them open.

    `chat` has its session's settings where it says nothing itself. `auto` looks at the hints alone: `urgent` is lite,
    a `complexity` of low, medium or high the mode of that rank, and all else balanced.
    """
    mode, swarm = chat.get("optimization_mode"), chat.get("swarm_type")
    if swarm is None and mode == "quality":
        swarm = "auto-select"
    hints = chat.get("optimization_hints", {})
    if mode == "auto" or (mode is None and hints):
        ranks = (("low", "lite"), ("high", "quality"))
        mode = next((found for rank, found in ranks if hints.get("complexity") == rank), "balanced")
        mode = "lite" if hints.get("urgent") is True else mode
    return mode, CHOSEN if swarm == "auto-select" else swarm
