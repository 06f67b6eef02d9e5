"""Programs that use the TypeScript SDK: the SDK built once, tests and examples compiled against it, run by a Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from orchestra_generator.node import TOOLS, node_program

ROOT = Path(__file__).resolve().parents[2]
SDK = ROOT / "sdks" / "typescript"
TESTS = ROOT / "tests" / "sdk" / "typescript"
TSC = TOOLS / "node_modules" / "typescript" / "bin" / "tsc"
ESBUILD = TOOLS / "node_modules" / "esbuild" / "bin" / "esbuild"
SECONDS = 110

# What a careful user of the SDK has.
STRICT = {
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "noUncheckedIndexedAccess": True,
    "noUnusedLocals": True,
    "skipLibCheck": False,
    "module": "NodeNext",
    "target": "ES2022",
    "lib": ["ES2022", "ESNext.Disposable", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
    "types": [],
}


def nodes() -> list[Path]:
    """The Node of the environment, and the machine's own where it has one that is another."""
    found = [node_program()]
    own = shutil.which("node", path=os.environ.get("PATH", "").replace(str(ROOT), ""))
    if own is not None and not Path(own).resolve().is_relative_to(ROOT):
        found.append(Path(own))
    return found


def execute(command: Sequence[str | Path], folder: Path, **environment: str) -> str:
    """What a command prints. Raises AssertionError with all of it when it fails."""
    quiet = {"NO_COLOR": "1", "NODE_OPTIONS": "", "NODE_DISABLE_COLORS": "1", "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, **quiet, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build_project(folder: Path) -> Path:
    """An npm project in `folder` that has the SDK as its users have it: built, with its types, nothing else."""
    installed = folder / "node_modules" / "@ai-orchestra" / "sdk"
    installed.mkdir(parents=True)
    shutil.copy(SDK / "package.json", installed)
    execute([node_program(), TSC, "-p", SDK, "--outDir", installed / "dist"], folder)
    (folder / "package.json").write_text('{"name": "user", "private": true, "type": "module"}', "utf-8")
    return folder


def compile_programs(project: Path, name: str, sources: Sequence[Path], **options: object) -> Path:
    """Compile TypeScript files against the project's SDK, strictly, into its folder `name`; gives that folder."""
    work = project / name
    work.mkdir()
    for source in sources:
        shutil.copy(source, work)
    settings = {"compilerOptions": {**STRICT, "outDir": ".", **options}, "include": ["*.ts"], "exclude": []}
    (work / "tsconfig.json").write_text(json.dumps(settings), "utf-8")
    execute([node_program(), TSC, "-p", "."], work)
    return work
