"""The application as ASGI: bound to the contract both ways, and clear about what it does not have."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest

from orchestra.api.endpoint import Answer, Services
from orchestra.api.handlers import HANDLERS
from orchestra.api.routes import ContractMismatch, build_routes
from orchestra.app import create_app
from orchestra.contract import models
from orchestra.contract.operations import OPERATIONS
from orchestra.settings import Settings
from tests.fixtures import MockWebSocket


class NoServices:
    """Stands where binding needs nothing of the services."""

    problems = None


SERVICES: Services = NoServices()  # type: ignore[assignment]


def test_operations_and_handlers_fit_together() -> None:
    paths = {route.name for route in build_routes(SERVICES)}
    assert paths == {operation.path for operation in OPERATIONS}


def test_an_operation_without_a_handler_stops_the_start() -> None:
    handlers = {name: handler for name, handler in HANDLERS.items() if name != "getRun"}
    with pytest.raises(ContractMismatch, match="operation getRun has no handler"):
        build_routes(SERVICES, OPERATIONS, handlers)


def test_a_handler_without_an_operation_stops_the_start() -> None:
    operations = [operation for operation in OPERATIONS if operation.id != "getRun"]
    with pytest.raises(ContractMismatch, match="handler getRun serves no operation"):
        build_routes(SERVICES, operations, HANDLERS)


def test_a_handler_of_other_types_stops_the_start() -> None:
    async def get_run(path: models.CancelRunPath) -> Answer:
        return Answer()

    with pytest.raises(ContractMismatch, match="takes CancelRunPath as path, the contract says GetRunPath"):
        build_routes(SERVICES, OPERATIONS, {**HANDLERS, "getRun": get_run})


def test_an_operation_that_changes_stops_the_start() -> None:
    changed = [
        replace(operation, request=models.CreateSessionRequest) if operation.id == "createChat" else operation
        for operation in OPERATIONS
    ]
    with pytest.raises(ContractMismatch, match="createChat takes ChatRequest as body"):
        build_routes(SERVICES, changed, HANDLERS)


async def test_unknown_paths_are_problems_with_the_usual_headers(test_client: httpx.AsyncClient) -> None:
    answer = await test_client.get("/v2/chats")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-correlation-id"] == answer.json()["correlation_id"]


async def test_a_chat_through_the_test_client(test_client: httpx.AsyncClient) -> None:
    answer = await test_client.post("/v2/chat", json={"message": "[[text Hello.]]"})
    assert (answer.status_code, answer.json()["response"]) == (200, "Hello.")


async def test_a_websocket_without_a_key_is_refused_with_a_problem(
    orchestra_settings: Settings, mock_websocket: MockWebSocket
) -> None:
    app = create_app(orchestra_settings)
    async with app.router.lifespan_context(app):
        await app(mock_websocket.scope, mock_websocket.receive, mock_websocket.send)
    start, body = mock_websocket.sent
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 401)
    assert json.loads(body["body"])["code"] == "unauthenticated"


def test_only_named_parts_can_be_replaced(orchestra_settings: Settings) -> None:
    with pytest.raises(TypeError, match="providr cannot be replaced; provider, "):
        create_app(orchestra_settings, providr=object())
