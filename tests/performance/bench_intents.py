"""What reading an intent costs on one core: `taskset -c 0 python -m tests.performance.bench_intents`.

The messages are the repository's training files: as long and as odd as those that people send. Nothing here is a test.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import psutil

from orchestra.chat.manager.intents import IntentModel

TRAINING = Path("service/orchestra/chat/manager/training")
ROUNDS = 2


def main() -> None:
    """Print what loading and reading cost."""
    process = psutil.Process()
    before, started = process.memory_info().rss, time.perf_counter()
    model = IntentModel.load()
    model.classify("the first one warms it up")
    loaded = time.perf_counter() - started
    print(f"load {loaded * 1e3:.0f} ms, memory {(process.memory_info().rss - before) / 2**20:.0f} MiB")
    texts = [
        json.loads(line)["text"]
        for path in sorted(TRAINING.glob("messages_*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    for name, chosen in (("messages", texts), ("10,000 characters", ["so, about this: " * 625] * 200)):
        times, used = [], []
        for text in chosen * ROUNDS:
            begun, spent = time.perf_counter(), time.thread_time()
            model.classify(text)
            times.append((time.perf_counter() - begun) * 1e3)
            used.append((time.thread_time() - spent) * 1e3)
        for kind, figures in (("waited", times), ("processor", used)):
            figures.sort()
            said = ", ".join(
                f"p{share} {figures[share * len(figures) // 100]:.2f} ms" for share in (50, 90, 99)
            )
            print(f"{name}, {kind}: {said} ({len(figures)} readings)")


if __name__ == "__main__":
    main()
