"""What the TypeScript SDK costs: `python -m tests.performance.bench_typescript_sdk`.

Processor time a token of one long stream beside that of the same bytes only read, and what a page loads. Nothing here
is a test but the size, which tests/sdk/test_typescript.py holds.
"""

from __future__ import annotations

import gzip
import json
import statistics
import tempfile
from pathlib import Path

from orchestra_generator.node import node_program
from tests.process import service_process
from tests.sdk.nodes import ESBUILD, TESTS, build_project, compile_programs, execute

TOKENS = 20_000
PROGRAM = Path(__file__).parent / "sdk_stream.ts"
BUNDLES = {
    "everything, v1 too": 'export * from "@ai-orchestra/sdk"; export * as v1 from "@ai-orchestra/sdk/v1";',
    "the client": 'export { Orchestra } from "@ai-orchestra/sdk";',
    "chat only": 'export { Chat, Transport, resolve } from "@ai-orchestra/sdk";',
}


def stream_cost(project: Path, data: Path) -> None:
    """Microseconds a token, median of the rounds; the first one warms Node up and does not count."""
    folder = compile_programs(project, "bench", [TESTS / "node.d.ts", PROGRAM])
    with service_process(data) as service:
        variables = {
            "ORCHESTRA_BASE_URL": f"http://127.0.0.1:{service.port}",
            "ORCHESTRA_API_KEY": service.headers["Authorization"].removeprefix("Bearer "),
            "TOKENS": str(TOKENS),
        }
        rounds = json.loads(execute([node_program(), "sdk_stream.js"], folder, **variables))[1:]
    sdk, bare = (statistics.median(each[kind] for each in rounds) for kind in ("sdk", "bare"))
    print(f"one stream of {TOKENS} tokens: {sdk:.1f} µs of processor time a token through the SDK")
    print(f"                              {bare:.1f} µs when it is only read")


def bundle_sizes(project: Path) -> None:
    """Kilobytes, minified and gzipped."""
    for name, text in BUNDLES.items():
        (project / "entry.js").write_text(text, "utf-8")
        flags = ["--bundle", "--minify", "--format=esm", "--external:ws", "--outfile=out.js"]
        execute([node_program(), ESBUILD, "entry.js", *flags], project)
        code = (project / "out.js").read_bytes()
        print(f"{name}: {len(code) / 1000:.1f} kB, {len(gzip.compress(code)) / 1000:.1f} kB gzipped")


def main() -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        project.mkdir()
        build_project(project)
        stream_cost(project, Path(folder) / "data")
        bundle_sizes(project)


if __name__ == "__main__":
    main()
