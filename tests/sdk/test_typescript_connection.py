"""The TypeScript SDK over WebSocket, and its client for version 1: in a Node with a WebSocket, and in one without."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from orchestra_generator.node import TOOLS, node_program
from tests.sdk.nodes import ESBUILD, ROOT, SDK, TESTS, compile_programs, execute, nodes
from tests.service import RunningService

SUITES = ("wire", "connection", "v1")
SUPPORT = ("node.d.ts", "sockets.d.ts", "line.ts", "stub.ts", "wire_model.ts")
# The first version of Node that has a WebSocket of its own.
OWN_WEB_SOCKET = 22


def address(service: RunningService) -> dict[str, str]:
    return {
        "ORCHESTRA_BASE_URL": service.base_url,
        "ORCHESTRA_API_KEY": service.key,
        "V1_EXAMPLES": str(ROOT / "spec/examples/v1"),
    }


def major(node: Path) -> int:
    """Which Node it is."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True)
    return int(said.stdout.removeprefix("v").split(".")[0])


@pytest.fixture(scope="module")
def old_node() -> Path:
    """A Node without a WebSocket of its own."""
    found = [node for node in nodes() if major(node) < OWN_WEB_SOCKET]
    if not found:
        pytest.skip("this machine has no Node older than 22, the first one with a WebSocket of its own")
    return found[0]


@pytest.fixture(scope="module")
def with_ws(sdk_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of a user who has the package `ws` too, with the tests in it, compiled."""
    project = tmp_path_factory.mktemp("with-ws")
    shutil.copytree(sdk_project / "node_modules", project / "node_modules", symlinks=True)
    shutil.copytree(TOOLS / "node_modules" / "ws", project / "node_modules" / "ws")
    shutil.copy(sdk_project / "package.json", project)
    sources = [TESTS / name for name in (*SUPPORT, *(f"{suite}.test.ts" for suite in SUITES))]
    return compile_programs(project, "connection", sources)


def run_suite(node: Path, folder: Path, suite: str, **environment: str) -> None:
    """Run one file of tests. Raises AssertionError where one fails or is left out."""
    options = ["--test", "--test-timeout=30000", "--test-reporter=tap"]
    printed = execute([node, *options, f"{suite}.test.js"], folder, **environment)
    assert re.search(r"^# skipped 0$", printed, re.MULTILINE), printed
    passed = re.search(r"^# pass (\d+)$", printed, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) > 5, printed


@pytest.mark.parametrize("suite", SUITES)
def test_it_works_with_the_web_socket_of_node(with_ws: Path, suite: str, service: RunningService) -> None:
    run_suite(node_program(), with_ws, suite, **address(service))


def test_it_works_with_a_web_socket_that_is_given(with_ws: Path, service: RunningService) -> None:
    run_suite(node_program(), with_ws, "connection", WEB_SOCKET="ws", **address(service))


@pytest.mark.parametrize("suite", SUITES)
def test_it_works_with_the_package_ws_where_node_has_none(
    with_ws: Path, old_node: Path, suite: str, service: RunningService
) -> None:
    run_suite(old_node, with_ws, suite, **address(service))


def test_without_the_package_an_old_node_is_told_what_to_do(
    sdk_project: Path, old_node: Path, service: RunningService
) -> None:
    program = """
        import { Orchestra, OrchestraError } from "@ai-orchestra/sdk";
        const said = (error) => console.log(error.constructor === OrchestraError, error.message);
        await new Orchestra().connect().catch(said);
    """
    said = execute([old_node, "--input-type=module", "--eval", program], sdk_project, **address(service))
    assert said.startswith("true ")
    assert "npm install ws" in said


def test_no_bundler_takes_the_package_ws_into_a_page(with_ws: Path) -> None:
    (with_ws / "page.js").write_text('export { Orchestra } from "@ai-orchestra/sdk";\n', "utf-8")
    flags = ["--bundle", "--format=esm", "--platform=browser", "--minify", "--outfile=page.out.js"]
    execute([node_program(), ESBUILD, "page.js", *flags], with_ws)
    text = (with_ws / "page.out.js").read_text("utf-8")
    assert "npm install ws" in text, "the connection is in it"
    assert "node_modules" not in text
    assert "ws does not work in the browser" not in text


# A program that closes what it opened ends by itself: none of these says process.exit, and `execute` has a deadline.
ENDINGS = {
    "nothing was asked": "",
    "a run was read": 'await connection.chat({ message: "Hi" }).result();',
    "a run was left": 'for await (const event of connection.chat({ message: "[[tokens 50]]" })) break;',
    "a run still goes on": 'await connection.chat({ message: "[[hang]]", on_disconnect: "cancel" }).ready();',
    "a question has no answer yet": "connection.ping().catch(() => {});",
    "a chat has no answer yet": 'connection.chat({ message: "Hi" });',
}


@pytest.mark.parametrize("version", ["own", "old"])
def test_a_closed_connection_keeps_no_program_alive(
    with_ws: Path, version: str, service: RunningService, request: pytest.FixtureRequest
) -> None:
    node = node_program() if version == "own" else request.getfixturevalue("old_node")
    blocks = "".join(
        f"{{ const connection = await client.connect(); {use} await connection.close(); }}"
        for use in ENDINGS.values()
    )
    program = f"""
        import {{ Orchestra }} from "@ai-orchestra/sdk";
        const client = new Orchestra();
        {blocks}
        const stop = AbortSignal.timeout(50);
        await client.withOptions({{ baseUrl: "http://127.0.0.1:9" }}).connect({{ signal: stop }}).catch(() => {{}});
        const left = process.getActiveResourcesInfo().filter((name) => name === "Timeout");
        console.log(JSON.stringify(left));
    """
    said = execute([node, "--input-type=module", "--eval", program], with_ws, **address(service))
    assert said.strip() == "[]", "no timer is left"


PRINTS = {
    "websocket": r'(?s)con_\w+ follows up to 8 runs\n.*run_\w+ ".*1 followed\nCancelled \(requested\) after.*stop',
    "v1": r'(?s)v1 answers: .*\n".*v1 streamed: .*v1 says over WebSocket: .*6 messages',
}


@pytest.fixture(scope="module")
def examples(sdk_project: Path) -> Path:
    """The examples, compiled as strictly as we know."""
    sources = [TESTS / "node.d.ts", *(SDK / "examples" / f"{name}.ts" for name in PRINTS)]
    return compile_programs(sdk_project, "connection-examples", sources)


@pytest.mark.parametrize("name", sorted(PRINTS))
def test_an_example_prints_what_it_is_about(examples: Path, name: str, service: RunningService) -> None:
    printed = execute([node_program(), f"{name}.js"], examples, **address(service))
    assert re.search(PRINTS[name], printed), printed
