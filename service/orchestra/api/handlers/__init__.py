"""The handlers, by operationId. Which operation a function serves is said here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from orchestra.api.endpoint import Handler
from orchestra.api.handlers import (
    access,
    chat,
    commands,
    completions,
    intents,
    keys,
    memories,
    runs,
    service,
    sessions,
    swarms,
)

HANDLERS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        "createChat": chat.create_chat,
        "createChatStream": chat.create_chat_stream,
        "getRun": runs.get_run,
        "listRunEvents": runs.list_run_events,
        "cancelRun": runs.cancel_run,
        "createSession": sessions.create_session,
        "listSessions": sessions.list_sessions,
        "getSession": sessions.get_session,
        "updateSession": sessions.update_session,
        "deleteSession": sessions.delete_session,
        "listMessages": sessions.list_messages,
        "listSessionRuns": sessions.list_session_runs,
        "listMemories": memories.list_memories,
        "deleteMemory": memories.delete_memory,
        "deleteMemories": memories.delete_memories,
        "listModels": service.list_models,
        "listSwarms": swarms.list_swarms,
        "getIndex": service.get_index,
        "getDocs": service.get_docs,
        "getHealth": service.get_health,
        "getReady": service.get_ready,
        "getLive": service.get_live,
        "getMetrics": service.get_metrics,
        "getOpenapiDocument": service.get_openapi_document,
        "getAsyncapiDocument": service.get_asyncapi_document,
        "createKey": keys.create_key,
        "listKeys": keys.list_keys,
        "getKey": keys.get_key,
        "revokeKey": keys.revoke_key,
        "createWsTicket": access.create_ws_ticket,
        "createCommand": commands.create_command,
        "createIntent": intents.create_intent,
        "createRunFeedback": runs.create_run_feedback,
        "createChatCompletion": completions.create_chat_completion,
        "listCompletionModels": completions.list_completion_models,
        "getCompletionModel": completions.get_completion_model,
    }
)

# Operations of older versions whose answer no operation of the current one gives; all others come down from there.
OLDER_HANDLERS: Final[Mapping[str, Handler]] = MappingProxyType({"getSessionV1": sessions.get_transcript})
