"""What a newcomer does: start the service, paste the line that it prints, talk to a real model."""

from __future__ import annotations

import asyncio
import re
import subprocess
from pathlib import Path

import pytest

from tests.integration.upstream import TOKENS, Upstream
from tests.process import service_process
from tests.raw import Received, assert_whole, exchange


@pytest.mark.local_model
async def test_the_printed_line_talks_to_the_embedded_model(tmp_path: Path) -> None:
    """No key, no account, no settings: the first start makes a key and prints a call that works when pasted."""
    fresh = {
        "ORCHESTRA_PROVIDER": "local",
        "ORCHESTRA_BOOTSTRAP_KEY": "",
        "ORCHESTRA_SCRIPTED_FAULTS": "false",
    }
    with service_process(tmp_path / "data", **fresh) as service:
        line = next(line for line in service.announcement.splitlines() if line.strip().startswith("curl"))
        answered = await asyncio.to_thread(
            subprocess.run, ["bash", "-c", line], capture_output=True, timeout=60, check=True
        )
        received = Received()
        received.take(answered.stdout)
        assert_whole(received)
        assert received.events[-1]["type"] == "run.completed"
        assert len([event for event in received.events if event["type"] == "token"]) > 2, (
            "tokens as they come"
        )
        key = re.search(r"ork_[A-Za-z0-9_-]{43}", service.announcement)
        assert key is not None
        assert key[0] not in service.log.read_text(), "a key is never logged"

        headers = {"Authorization": f"Bearer {key[0]}"}
        chat = {"message": "What is two plus two?", "max_response_tokens": 8}
        answer = (await exchange(service.port, "POST", "/v2/chat", headers, chat)).json()
        assert answer["response"]
        assert answer["usage"]["source"] == "reported"
        assert answer["usage"]["output_tokens"] <= 8
    with service_process(tmp_path / "data", **fresh) as again:
        assert "ork_" not in again.announcement, "the key is printed once"
        assert (await exchange(again.port, "GET", "/v2/sessions", headers)).status == 200


async def test_another_model_by_command_line(tmp_path: Path) -> None:
    async with Upstream() as upstream:
        variables = {"ORCHESTRA_PROVIDER": "openai", "ORCHESTRA_OPENAI_BASE_URL": upstream.base_url}
        with service_process(tmp_path / "data", **variables) as service:
            answer = await exchange(service.port, "POST", "/v2/chat", service.headers, {"message": "Hello"})
            assert (answer.status, answer.json()["response"]) == (200, "".join(TOKENS))
            assert answer.json()["model"] == "stand-in-1", "the first model that the endpoint lists"
