"""POST /v2/intents: what the Orchestra Manager takes a message to want."""

from __future__ import annotations

from orchestra.api.endpoint import Answer, Call
from orchestra.chat.manager.manager import Manager
from orchestra.chat.manager.mood import LOOKED_BACK, SessionState
from orchestra.contract import models
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.sessions.sessions import SessionRepository
from orchestra.storage.ids import MADE_SESSION_PREFIX

# Nobody waits for a token here, so there is more time than beside a run; in seconds.
PATIENCE = 10.0


async def create_intent(
    call: Call, body: models.CreateIntentRequest, manager: Manager, sessions: SessionRepository
) -> Answer:
    """Interpret a message, in the light of its session where it names one."""
    given = body.model_dump(mode="python", exclude_unset=True)
    session = await _session(sessions, given["session_id"]) if "session_id" in given else None
    found = await manager.interpret(
        given["message"], owner_id=call.caller.owner_id, session=session, deadline=PATIENCE
    )
    if found is None:
        detail = (
            "The manager has too much to do at the moment; try again."
            if manager.enabled
            else "The Orchestra Manager is switched off here, so messages are not interpreted."
        )
        raise OrchestraError(ErrorCode.OVERLOADED, detail, retry_after=1)
    return Answer(
        models.IntentReport(
            intent=found.intent,
            confidence=found.confidence,
            certain=found.certain,
            ranking=[
                models.RankedIntent(intent=intent, confidence=confidence)
                for intent, confidence in found.ranking
            ],
            parameters=found.parameters,
            mood=found.mood,
            response=found.response,
        )
    )


async def _session(sessions: SessionRepository, session_id: str) -> SessionState:
    """How the session has gone. As for a chat, one that a client chose the id of need not be there yet."""
    try:
        page = await sessions.runs(session_id, limit=LOOKED_BACK)
    except OrchestraError as error:
        if error.code is not ErrorCode.NOT_FOUND or session_id.startswith(MADE_SESSION_PREFIX):
            raise
        return SessionState(session_id)
    return SessionState.of(session_id, (run.status for run in page.data))
