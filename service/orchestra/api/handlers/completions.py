"""OpenAI's door: POST /openai/v1/chat/completions and the list of names that it takes as models."""

from __future__ import annotations

from typing import Any

from orchestra.api.door.chunks import Chunks, CompletionStream, completion_id
from orchestra.api.door.names import SWARM, unknown
from orchestra.api.door.requests import ask_of
from orchestra.api.endpoint import Answer, Call
from orchestra.api.handlers.chat import RUN_ID, completed_run
from orchestra.api.stream import StreamFactory, StreamSettings
from orchestra.chat.facade import Facade
from orchestra.chat.orchestrator import Orchestrator, Started, fingerprint
from orchestra.contract import models
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers.base import Provider
from orchestra.sessions.runs import OwnerRuns, RunRecord


async def create_chat_completion(
    call: Call,
    headers: models.CreateChatCompletionHeaders,
    body: models.CompletionRequest,
    orchestrator: Orchestrator,
    runs: OwnerRuns,
    streams: StreamFactory,
    settings: StreamSettings,
) -> Answer | CompletionStream:
    """Answer a conversation as a whole, or as a stream of chunks.

    Without an Idempotency-Key the caller cannot come back for the answer, so a lost connection ends the run.
    """
    given: dict[str, Any] = body.model_dump(mode="python", exclude_unset=True)
    started = await _admit(call, given, orchestrator, headers.idempotency_key)
    run_id = started.run_id
    if not given.get("stream"):
        record = await completed_run(call, orchestrator, runs, started)
        return Answer(_completion(record, body.model), headers={RUN_ID: run_id})
    stream = await streams.open(run_id, cursor=None, complete=True)
    options = given.get("stream_options") or {}
    chunks = Chunks(
        run_id, body.model, with_usage=bool(options.get("include_usage")), silence=settings.heartbeat
    )
    return CompletionStream(stream, chunks, {RUN_ID: run_id})


async def list_completion_models(provider: Provider, facade: Facade) -> Answer:
    """The names that a completion may have as its model."""
    return Answer(models.CompletionModelList(object="list", data=await _names(provider, facade)))


async def get_completion_model(
    path: models.GetCompletionModelPath, provider: Provider, facade: Facade
) -> Answer:
    """One of these names. Raises OrchestraError(not_found)."""
    for model in await _names(provider, facade):
        if model.id == path.model:
            return Answer(model)
    raise unknown(path.model, "it is not in the list")


async def _admit(call: Call, given: dict[str, Any], orchestrator: Orchestrator, key: str | None) -> Started:
    ask = ask_of(given, "grace" if key else "cancel")
    try:
        return await orchestrator.handle_chat(
            call.caller,
            ask,
            operation="createChatCompletion",
            idempotency_key=key,
            fingerprint=fingerprint(call.raw) if key else None,
        )
    except OrchestraError as error:
        # The model's name is what says who answers, and where: it is that which leads nowhere.
        if error.code is ErrorCode.NOT_FOUND:
            # The facade says which swarms there are; of a session there is no more to say than this.
            no_session = "there is no session of this name, or it is not yours"
            raise unknown(given["model"], error.detail if ask.swarm else no_session) from error
        if error.code is ErrorCode.VALIDATION_FAILED and error.errors:
            raise unknown(given["model"], error.errors[0].detail) from error
        raise


async def _names(provider: Provider, facade: Facade) -> list[models.CompletionModel]:
    found = sorted(await provider.models(), key=lambda model: model.id)
    names = [(model.id, provider.name) for model in found]
    names += [(f"{SWARM}{info.swarm_type}", "orchestra") for info in facade.list() if info.available]
    return [
        models.CompletionModel(id=name, object="model", created=0, owned_by=owner) for name, owner in names
    ]


def _completion(run: RunRecord, model: str) -> models.Completion:
    usage = run.usage or {}
    return models.Completion.model_validate(
        {
            "id": completion_id(run.run_id),
            "object": "chat.completion",
            "created": run.created_at // 1000,
            "model": model,
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": run.response or "", "refusal": None},
                    "finish_reason": run.finish_reason,
                    "logprobs": None,
                }
            ],
            "usage": {
                "prompt_tokens": usage.get("input_tokens", 0),
                "completion_tokens": usage.get("output_tokens", 0),
                "total_tokens": usage.get("total_tokens", 0),
            },
            "system_fingerprint": None,
        }
    )
