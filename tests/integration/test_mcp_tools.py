"""Tools of MCP servers: processes of the official SDK, started and called for real, over stdio and streamable HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from orchestra.settings import BreakerSettings, LogSettings, McpSettings
from orchestra.telemetry.logging import configure_logging
from orchestra.tools.base import RESULT_CHARACTERS, Toolbox
from orchestra.tools.mcp import McpToolbox
from orchestra.tools.server import Retry

ROOT = Path(__file__).parents[2]
KEY = "a-key-for-the-shop"
PATIENCE_S = 100.0
# What the SDK hands on, and what Python adds where the locale is C.
MINIMAL = {"HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "LC_CTYPE"}
# Both kinds, and one that knows only the protocol from before 2026-07-28.
KINDS = pytest.mark.parametrize("server", ["stdio", "http", "legacy"])

pytestmark = pytest.mark.asyncio(loop_scope="module")


def stdio(*options: str, **more: Any) -> dict[str, Any]:
    """Settings of a server over stdio."""
    module = ["-m", "tests.mcp_servers.stdio_server"]
    return {"command": sys.executable, "args": [*module, *options], "cwd": ROOT, **more}


@contextmanager
def http_server(port: int = 0) -> Iterator[str]:
    """A server over streamable HTTP that asks for KEY; gives its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.mcp_servers.http_server", "--key", KEY, "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate(timeout=20)


@asynccontextmanager
async def toolbox_of(
    servers: dict[str, dict[str, Any]], breaker: BreakerSettings | None = None, **options: Any
) -> AsyncIterator[McpToolbox]:
    """A toolbox with these servers, started, and closed at the end."""
    # Patient, for slow machines: a deadline is met in the one test that is about it.
    patient = {"connect_deadline": PATIENCE_S, "call_deadline": PATIENCE_S}
    settings = McpSettings.model_validate(
        {"servers": {name: {**patient, **server} for name, server in servers.items()}}
    )
    toolbox = McpToolbox(settings, breaker or BreakerSettings(), **options)
    await toolbox.start()
    try:
        yield toolbox
    finally:
        await toolbox.close()


@pytest.fixture(scope="module")
def http_address() -> Iterator[str]:
    with http_server() as address:
        yield address


@pytest.fixture(scope="module")
def toolbox_settings(http_address: str) -> dict[str, dict[str, Any]]:
    key = {"X-Shop-Key": KEY}
    return {
        "stdio": stdio(env={"SHOP_SECRET": "1"}, pass_env=["SHOP_PASSED", "SHOP_MISSING"]),
        "http": {"url": http_address, "headers": key},
        "legacy": stdio("--legacy"),
        "narrow": {"url": http_address, "headers": key, "tools": ["wait_for_release", "convert"]},
        "hurried": {"url": http_address, "headers": key, "call_deadline": 0.2},
        "locked": {"url": http_address},
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="toolbox")
async def shared_toolbox(toolbox_settings: dict[str, dict[str, Any]]) -> AsyncIterator[Toolbox]:
    """One toolbox for all tests that leave its servers as they are; every server has been tried."""
    with pytest.MonkeyPatch.context() as variables:
        variables.setenv("SHOP_PASSED", "1")
        variables.setenv("SHOP_KEPT", "1")
        async with toolbox_of(toolbox_settings) as toolbox:
            await toolbox.tools()
            yield toolbox


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - it tells us by files and by its end
            await asyncio.sleep(0.01)


def is_running(pid: int) -> bool:
    """Whether the process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def port_without_server() -> Iterator[int]:
    """A port on which nobody listens; held, so that nobody but our server can take it."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


@KINDS
async def test_a_tool_is_really_called(toolbox: Toolbox, server: str) -> None:
    order = await toolbox.call(server, "look_up_order", {"order_id": "A-1002"})
    assert (order.ok, order.content) == (True, "Order A-1002 of Alan Turing: paid, 1 items, 89.00 EUR.")
    length = await toolbox.call(server, "convert", {"value": 3, "source": "mile", "target": "km"})
    assert (length.ok, length.content) == (True, "3 mile = 4.82803 km")


async def test_tools_come_with_description_and_schema_in_the_order_of_the_settings(toolbox: Toolbox) -> None:
    tools = await toolbox.tools(["narrow", "stdio", "unheard-of"])
    assert [tool.server for tool in tools] == ["stdio"] * (len(tools) - 2) + ["narrow"] * 2
    order = next(tool for tool in tools if tool.name == "look_up_order")
    assert order.description == "Look up an order of the shop by its number, such as A-1001."
    assert order.schema["properties"]["order_id"]["type"] == "string"


@KINDS
async def test_a_tool_that_fails_says_why(toolbox: Toolbox, server: str) -> None:
    outcome = await toolbox.call(server, "fail", {})
    assert not outcome.ok
    assert "the warehouse does not answer" in outcome.content


@KINDS
async def test_arguments_that_do_not_fit_are_told(toolbox: Toolbox, server: str) -> None:
    outcome = await toolbox.call(server, "convert", {"value": "many", "source": "m", "target": "km"})
    assert not outcome.ok
    assert "value" in outcome.content


@KINDS
async def test_a_huge_result_is_cut_and_says_so(toolbox: Toolbox, server: str) -> None:
    outcome = await toolbox.call(server, "report", {"lines": 50_000})
    assert outcome.ok
    assert RESULT_CHARACTERS - 10 < len(outcome.content) <= RESULT_CHARACTERS
    assert outcome.content.startswith("line 0\nline 1\n")
    assert outcome.content.endswith(" more characters are left out]")


@KINDS
async def test_a_picture_is_described_in_words(toolbox: Toolbox, server: str) -> None:
    outcome = await toolbox.call(server, "picture", {})
    assert (outcome.ok, outcome.content) == (True, "[an image, image/png, 67 bytes]")


async def test_the_server_is_part_of_a_tools_address(toolbox: Toolbox) -> None:
    outcomes = [await toolbox.call(server, "process_id", {}) for server in ("stdio", "http", "legacy")]
    assert len({outcome.content for outcome in outcomes}) == 3


async def test_an_unknown_tool_or_server_is_answered_with_those_there_are(toolbox: Toolbox) -> None:
    tool = await toolbox.call("stdio", "look_down_order", {})
    assert not tool.ok and "look_up_order, convert" in tool.content
    server = await toolbox.call("fax", "convert", {})
    assert not server.ok and "stdio, http, legacy, narrow, hurried, locked" in server.content


async def test_only_tools_that_the_settings_allow_can_be_called(toolbox: Toolbox) -> None:
    assert [tool.name for tool in await toolbox.tools(["narrow"])] == ["convert", "wait_for_release"]
    outcome = await toolbox.call("narrow", "process_id", {})
    assert not outcome.ok
    assert "may be called; it has: convert, wait_for_release." in outcome.content


async def test_a_server_that_refuses_us_is_down_and_the_others_are_not(toolbox: Toolbox) -> None:
    states = {state.name: state for state in toolbox.servers}
    assert [name for name, state in states.items() if not state.up] == ["locked"]
    assert states["locked"].error and not states["http"].error
    assert await toolbox.tools(["locked"]) == ()
    outcome = await toolbox.call("locked", "process_id", {})
    assert not outcome.ok and "locked cannot be reached" in outcome.content


async def test_a_process_gets_a_minimal_environment_and_what_is_named(toolbox: Toolbox) -> None:
    seen = set((await toolbox.call("stdio", "variables", {})).content.split())
    assert seen - MINIMAL == {"SHOP_SECRET", "SHOP_PASSED"}


@KINDS
async def test_calls_run_beside_each_other(toolbox: Toolbox, server: str, tmp_path: Path) -> None:
    arguments = {"key": str(tmp_path), "marks": str(tmp_path)}
    slow = asyncio.create_task(toolbox.call(server, "wait_for_release", arguments))
    await until((tmp_path / "began").exists)
    assert (await toolbox.call(server, "release", {"key": str(tmp_path)})).ok
    assert (await slow).content == "released"


@KINDS
async def test_a_cancelled_call_is_ended_at_the_server_and_leaves_nothing(
    toolbox: Toolbox, server: str, tmp_path: Path
) -> None:
    before = asyncio.all_tasks()
    slow = asyncio.create_task(
        toolbox.call(server, "wait_for_release", {"key": "never", "marks": str(tmp_path)})
    )
    await until((tmp_path / "began").exists)
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    await until((tmp_path / "cancelled").exists)
    assert (await toolbox.call(server, "process_id", {})).ok
    await until(lambda: asyncio.all_tasks() <= before)


async def test_a_slow_tool_is_given_up_at_its_deadline(toolbox: Toolbox, tmp_path: Path) -> None:
    outcome = await toolbox.call("hurried", "wait_for_release", {"key": "never", "marks": str(tmp_path)})
    assert outcome.content == "hurried did not answer within 0.2 s, so the call was given up."
    assert not outcome.ok
    assert next(state.up for state in toolbox.servers if state.name == "hurried")


@KINDS
async def test_a_tool_that_a_server_learns_can_be_called(toolbox: Toolbox, server: str) -> None:
    assert (await toolbox.call(server, "learn", {"name": f"new_to_{server}"})).ok
    async with asyncio.timeout(PATIENCE_S):
        # The server's word that its tools have changed comes beside its answer.
        while f"new_to_{server}" not in [tool.name for tool in await toolbox.tools([server])]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert (await toolbox.call(server, f"new_to_{server}", {})).content == f"I am new_to_{server}."


async def test_the_log_names_a_call_and_neither_arguments_nor_result(toolbox: Toolbox) -> None:
    with capture_logs() as lines:
        await toolbox.call("stdio", "look_up_order", {"order_id": "A-SECRET"})
        await toolbox.call("http", "convert", {"value": "SECRET", "source": "m", "target": "km"})
    called = [line for line in lines if line["event"] == "tool called"]
    assert [(line["server"], line["tool"], line["ok"]) for line in called] == [
        ("stdio", "look_up_order", True),
        ("http", "convert", False),
    ]
    assert "SECRET" not in json.dumps(lines)


async def test_a_process_that_crashes_fails_its_calls_and_is_there_again_for_the_next(
    toolbox: Toolbox, tmp_path: Path
) -> None:
    first = await toolbox.call("legacy", "process_id", {})
    with capture_logs() as lines:
        slow = asyncio.create_task(
            toolbox.call("legacy", "wait_for_release", {"key": "never", "marks": str(tmp_path)})
        )
        await until((tmp_path / "began").exists)
        for outcome in (await toolbox.call("legacy", "crash", {}), await slow):
            assert not outcome.ok
            assert "The connection to legacy broke before it answered" in outcome.content
        second = await toolbox.call("legacy", "process_id", {})
    assert first.ok and second.ok
    assert first.content != second.content
    # What the new process wrote to its standard error.
    assert [line["line"] for line in lines if line["event"] == "tool server wrote"] == ["stdio server began"]


async def test_an_http_server_may_come_late_and_may_go_and_come_again() -> None:
    with port_without_server() as port:
        shop = {"url": f"http://127.0.0.1:{port}/mcp", "headers": {"X-Shop-Key": KEY}}
        async with toolbox_of({"shop": shop}, retry=Retry(0.01, 0.05)) as toolbox:
            assert await toolbox.tools() == ()
            assert "cannot be reached" in (await toolbox.call("shop", "process_id", {})).content
            with http_server(port):
                await until(lambda: toolbox.servers[0].up)
                first = await toolbox.call("shop", "process_id", {})
                crash = await toolbox.call("shop", "crash", {})
                assert (first.ok, crash.ok) == (True, False)
                assert "broke before it answered" in crash.content
            await until(lambda: not toolbox.servers[0].up)
            with http_server(port):
                await until(lambda: toolbox.servers[0].up)
                second = await toolbox.call("shop", "process_id", {})
                assert second.ok
                assert second.content != first.content


async def test_a_command_that_is_not_there_stops_neither_the_start_nor_the_others(http_address: str) -> None:
    servers: dict[str, dict[str, Any]] = {
        "nowhere": {"command": "no-such-program-of-orchestra"},
        "shop": {"url": http_address, "headers": {"X-Shop-Key": KEY}},
    }
    async with toolbox_of(servers) as toolbox:
        assert {tool.server for tool in await toolbox.tools()} == {"shop"}
        nowhere = toolbox.servers[0]
        assert not nowhere.up
        assert "no-such-program-of-orchestra" in nowhere.error


async def test_closing_ends_the_process_and_the_call_under_way(tmp_path: Path) -> None:
    async with toolbox_of({"shop": stdio()}) as toolbox:
        pid = int((await toolbox.call("shop", "process_id", {})).content)
        slow = asyncio.create_task(
            toolbox.call("shop", "wait_for_release", {"key": "never", "marks": str(tmp_path)})
        )
        await until((tmp_path / "began").exists)
        before = asyncio.all_tasks() - {slow}
        await toolbox.close()
        assert not is_running(pid)
        assert not (await slow).ok
        assert asyncio.all_tasks() <= before
        await toolbox.close()
        late = await toolbox.call("shop", "process_id", {})
        assert (late.ok, late.content) == (False, "The tool server shop is being closed.")


async def test_closing_ends_a_process_that_never_answers(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    # It has read our first request when it tells its process id, so it is not closed while it is being started.
    deaf = ["-c", 'read -r line && echo $$ > "$0.new" && mv "$0.new" "$0" && exec sleep 600', str(told)]
    async with toolbox_of({"deaf": {"command": "sh", "args": deaf}}) as toolbox:
        await until(told.exists)
        pid = int(told.read_text())
        assert is_running(pid)
        await toolbox.close()
        assert not is_running(pid)


async def test_ctrl_c_leaves_no_process() -> None:
    # Ctrl-C as a terminal's programs have it: what a shell has put into the background, tests perhaps, ignores it.
    program = (
        "import asyncio, signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from tests.integration.test_mcp_tools import hold; asyncio.run(hold())"
    )
    service = subprocess.Popen(  # noqa: ASYNC220 - starting it takes no time
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        assert service.stdout is not None
        pid = int(await asyncio.to_thread(service.stdout.readline))
        assert is_running(pid)
        # To the whole group, as a terminal does it.
        os.killpg(service.pid, signal.SIGINT)
        await asyncio.to_thread(service.wait, PATIENCE_S)
        assert not is_running(pid)
    finally:
        service.kill()
        service.communicate(timeout=20)


async def hold() -> None:
    """Print the process id of a tool server and stay; the log goes to standard error."""
    configure_logging(LogSettings())
    async with toolbox_of({"shop": stdio()}) as toolbox:
        print((await toolbox.call("shop", "process_id", {})).content, flush=True)
        await asyncio.Event().wait()


async def test_a_server_that_fails_too_often_is_left_alone_for_a_while_and_the_others_are_not(
    http_address: str,
) -> None:
    now = 1000.0
    told: list[tuple[str, str]] = []
    shop = {"url": http_address, "headers": {"X-Shop-Key": KEY}}
    breaker = BreakerSettings(window=2, minimum_calls=2, open_seconds=60, probes=1)
    async with toolbox_of(
        {"shaky": shop, "well": shop},
        breaker,
        clock=lambda: now,
        listener=lambda *change: told.append(change),
    ) as toolbox:
        for _ in range(2):
            broken = await toolbox.call("shaky", "break_down", {})
            assert (broken.ok, broken.content) == (False, "shaky failed: the shop is on fire")
        assert told == [("mcp", "closed"), ("mcp", "open")]
        refused = await toolbox.call("shaky", "process_id", {})
        assert not refused.ok and "held back" in refused.content
        assert (await toolbox.call("well", "process_id", {})).ok
        now += 60
        assert (await toolbox.call("shaky", "process_id", {})).ok
        assert told[2:] == [("mcp", "half_open"), ("mcp", "closed")]
