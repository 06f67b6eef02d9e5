"""The TypeScript SDK: its own tests, run by Node; the types that its users see; its examples."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestra_generator.node import node_program
from tests.sdk.nodes import ESBUILD, ROOT, SDK, TESTS, compile_programs, execute, nodes
from tests.service import RunningService, running_service

SUITES = ("sse", "fold", "transport", "follow", "client")
SUPPORT = ("node.d.ts", "stub.ts", "transcripts.ts")
STREAMS = ROOT / "spec" / "examples" / "v2" / "streams"
# Of everything, in bytes of gzip.
LARGEST_BUNDLE = 25_000


def address(service: RunningService) -> dict[str, str]:
    return {"ORCHESTRA_BASE_URL": service.base_url, "ORCHESTRA_API_KEY": service.key}


@pytest.fixture(scope="session")
def suites(sdk_project: Path) -> Path:
    """The tests in TypeScript, compiled."""
    names = (*SUPPORT, *(f"{suite}.test.ts" for suite in SUITES))
    return compile_programs(sdk_project, "core", [TESTS / name for name in names])


@pytest.fixture(scope="module")
def variables(service: RunningService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What the tests ask the environment for: the transcripts, a service, one that trims and one that forgets."""
    data = tmp_path_factory.mktemp("services")
    with (
        running_service(data / "trimming", runs={"log_events": 32}) as trimming,
        running_service(data / "forgetful", runs={"log_ttl": 0.001}) as forgetful,
    ):
        yield {
            **address(service),
            "STREAMS": str(STREAMS),
            "TRIMMING_BASE_URL": trimming.base_url,
            "FORGETFUL_BASE_URL": forgetful.base_url,
        }


@pytest.mark.parametrize("node", nodes(), ids=lambda node: "own" if node == node_program() else "machine")
@pytest.mark.parametrize("suite", SUITES)
def test_the_sdk_in_node(suites: Path, suite: str, node: Path, variables: dict[str, str]) -> None:
    printed = execute([node, "--test", "--test-reporter=tap", f"{suite}.test.js"], suites, **variables)
    assert re.search(r"^# skipped 0$", printed, re.MULTILINE), printed
    passed = re.search(r"^# pass (\d+)$", printed, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) > 5, printed


def test_a_careful_user_compiles(sdk_project: Path) -> None:
    compile_programs(sdk_project, "consumer", [TESTS / "node.d.ts", TESTS / "consumer.ts"], noEmit=True)


def test_no_public_signature_says_any(sdk_project: Path) -> None:
    declared = sorted((sdk_project / "node_modules/@ai-orchestra/sdk/dist").rglob("*.d.ts"))
    assert declared
    for file in declared:
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", file.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"\bany\b", code), file.name


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ((r"\bcreateChat\b", "createReply"), "createChat"),
        ((r"\{session_id\}", "{session}"), "session_id"),
        ((r"(?<=MessageList: \{)(.*?)next_cursor", r"\1following"), "Message"),
        ((r"(?<=\bChatResponse: \{)(.*?)\bresponse: string;", r"\1"), "response"),
    ],
    ids=["an operation gets another name", "a path gets another name", "lists change", "a field is gone"],
)
def test_a_change_of_the_contract_is_seen_by_the_compiler(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    """What the specification loses, the SDK or its users cannot go on using by mistake."""
    sdk = tmp_path / "node_modules" / "@ai-orchestra" / "sdk"
    shutil.copytree(SDK, sdk, ignore=shutil.ignore_patterns("dist", "node_modules"))
    changed = 0
    for file in (sdk / "src" / "generated").iterdir():
        text, count = re.subn(*change, file.read_text("utf-8"), flags=re.DOTALL)
        file.write_text(text, "utf-8")
        changed += count
    assert changed
    # The compiler reads the SDK's sources in place of its declarations: one run checks both.
    paths = {"@ai-orchestra/sdk": [str(sdk / "src" / "index.ts")]}
    with pytest.raises(AssertionError, match=rf"error TS\d+.*{says}"):
        compile_programs(
            tmp_path, "user", [TESTS / "node.d.ts", TESTS / "consumer.ts"], noEmit=True, paths=paths
        )


# What each example must print.
PRINTS = {
    "quickstart": r"scripted, \d+ tokens",
    "stream": r'(?s)run_\w+ asks scripted\n".*stop, \d+ tokens',
    "resume": r"Nothing is missing\.",
    "sessions": r"(?s)user: My name is Ada\.\nassistant: .*title: null\n",
    "errors": r"(?s)Not there: .*validation_failed: .*No answer: .*Failed after \".+\": upstream_error",
    "raw-response": r"(?s)200 run_\w+: .*application/json.*correlation id: \w",
    "cancel": r"(?s)Cancelled \(requested\) after: .*heard: .*Stopped listening\.",
}


@pytest.fixture(scope="session")
def examples(sdk_project: Path) -> Path:
    """The examples, compiled as strictly as we know."""
    return compile_programs(
        sdk_project, "examples", [TESTS / "node.d.ts", *(SDK / "examples" / f"{name}.ts" for name in PRINTS)]
    )


@pytest.mark.parametrize("name", sorted(PRINTS))
def test_an_example_prints_what_it_is_about(examples: Path, name: str, service: RunningService) -> None:
    printed = execute([node_program(), f"{name}.js"], examples, **address(service))
    assert re.search(PRINTS[name], printed), printed


def bundle(project: Path, text: str) -> bytes:
    """What a page would load for a program, minified."""
    entry = project / "entry.js"
    entry.write_text(text, "utf-8")
    flags = [
        "--bundle",
        "--minify",
        "--format=esm",
        "--platform=browser",
        "--external:ws",
        "--outfile=entry.out.js",
    ]
    execute([node_program(), ESBUILD, entry.name, *flags], project)
    return (project / "entry.out.js").read_bytes()


def test_everything_together_is_small(sdk_project: Path) -> None:
    everything = 'export * from "@ai-orchestra/sdk"; export * as v1 from "@ai-orchestra/sdk/v1";'
    assert len(gzip.compress(bundle(sdk_project, everything))) < LARGEST_BUNDLE


def test_what_is_not_used_is_not_bundled(sdk_project: Path) -> None:
    """`sideEffects: false` is true: a bundler may leave out whatever a program does not name."""
    assert bundle(sdk_project, 'import "@ai-orchestra/sdk";').strip() == b""
    one = 'import { Models, resolve, Transport } from "@ai-orchestra/sdk";'
    models = bundle(sdk_project, f"{one} new Models(new Transport(resolve({{}}))).list().then(console.log);")
    assert b"/v2/models" in models
    assert b"/v2/chat" not in models
    assert len(models) < len(bundle(sdk_project, 'export { Orchestra } from "@ai-orchestra/sdk";')) * 0.6


def test_the_version_is_the_packages(sdk_project: Path) -> None:
    version = json.loads((SDK / "package.json").read_text("utf-8"))["version"]
    program = 'import { VERSION } from "@ai-orchestra/sdk"; console.log(VERSION);'
    printed = execute([node_program(), "--input-type=module", "--eval", program], sdk_project)
    assert printed.strip() == version
