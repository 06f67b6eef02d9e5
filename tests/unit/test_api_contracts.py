"""The contract at the border: which version a request is for, that old requests hold, that wrong ones do not pass."""

from __future__ import annotations

from itertools import product
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra.api.versions.detection import CURRENT_ONLY, before_body, detect
from orchestra.contract.v1 import ChatResponseV1
from orchestra.errors import ErrorCode, OrchestraError

NAMED = [None, "v1", "v2"]


@pytest.mark.parametrize(("body", "header", "query"), list(product(NAMED, NAMED, NAMED)))
def test_version_detection(body: str | None, header: str | None, query: str | None) -> None:
    """Body, then header, then query; two that differ are a conflict; silence is v1 unless a field is v2's own."""
    said = {name for name in (body, header, query) if name is not None}
    headers, queries = [header] if header else [], [query] if query else []
    for field in (None, "temperature"):
        request: dict[str, Any] = {"message": "Hello", "api_version": body}
        if field is not None:
            request[field] = 1
        if len(said) == 2:
            with pytest.raises(OrchestraError) as caught:
                detect(request, headers, queries)
            assert caught.value.code is ErrorCode.VERSION_CONFLICT
        else:
            expected = said.pop() if said else "v2" if field else "v1"
            said = {expected} if body or header or query else set()
            assert detect(request, headers, queries) == expected
    assert before_body(headers, queries) == (header or query or "v1")


@given(st.sampled_from(sorted(CURRENT_ONLY)), st.booleans())
def test_a_field_that_is_null_tells_no_version(field: str, null: bool) -> None:
    assert detect({"message": "Hello", field: None if null else "x"}, [], []) == ("v1" if null else "v2")


@pytest.mark.parametrize(
    ("body", "headers", "query", "pointer"),
    [
        ({"api_version": "v3"}, [], [], "/api_version"),
        ({"api_version": 1}, [], [], "/api_version"),
        ({}, ["latest"], [], "/X-API-Version"),
        ({}, [], [""], "/api_version"),
    ],
)
def test_a_version_that_is_not_there_is_refused(
    body: dict[str, Any], headers: list[str], query: list[str], pointer: str
) -> None:
    with pytest.raises(OrchestraError) as caught:
        detect(body, headers, query)
    assert (caught.value.code, caught.value.errors[0].pointer) == (ErrorCode.VALIDATION_FAILED, pointer)


@pytest.mark.parametrize(
    "body",
    [
        {"message": "[[text Hello.]]", "session_id": "old-1"},
        {"text": "[[text Hello.]]", "sessionId": "old-2", "userContext": {"name": "Ada"}, "colour": "green"},
        {
            "message": "[[text Hello.]]",
            "session_id": "old-3",
            "client_id": None,
            "user_context": None,
            "stream": True,
            "metadata": {str(number): number for number in range(200)},
            "request_id": "req-1",
            "api_version": "v1",
            "timestamp": 1_795_858_198.12,
        },
    ],
)
async def test_backward_compatibility(test_client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    """What v1 clients send, the older names and empty fields too, is answered as v1 always answered."""
    answer = await test_client.post("/v1/chat", json=body)
    assert answer.status_code == 200
    found = ChatResponseV1.model_validate(answer.json())
    assert (found.response, found.success, found.error) == ("Hello.", True, None)
    assert found.request_id == body.get("request_id", found.request_id)
    session = body.get("session_id", body.get("sessionId"))
    runs = (await test_client.get(f"/v2/sessions/{session}/runs")).json()["data"]
    kept = runs[0]["metadata"].get("v1", {})
    assert kept.get("metadata") == body.get("metadata")
    assert kept.get("user_context") == body.get("user_context", body.get("userContext"))


@pytest.mark.parametrize(
    ("path", "version"),
    [("/v1/chat", "v1"), ("/v2/chat", "v2"), ("/chat?api_version=v1", "v1"), ("/chat", "v1")],
)
@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b'{"message": " ", "session_id": "s"}', 422, "validation_failed"),
        (b'{"session_id": "s"}', 422, "validation_failed"),
        (b'{"message": "Hello", "session_id": ".."}', 422, "validation_failed"),
        (b'{"message": "Hello", "session_id": "s", "metadata": 1}', 422, "validation_failed"),
        (b"[]", 422, "validation_failed"),
        (b"{", 400, "malformed_request"),
    ],
)
async def test_validation_middleware(
    test_client: httpx.AsyncClient, path: str, version: str, content: bytes, status: int, code: str
) -> None:
    """A wrong request is refused with the same status and code in every version, each in its own form."""
    answer = await test_client.post(path, content=content, headers={"Content-Type": "application/json"})
    found = answer.json()
    assert (answer.status_code, answer.headers["x-api-version"]) == (status, version)
    if version == "v1":
        assert answer.headers["content-type"] == "application/json"
        assert (found["success"], found["data"]["code"], found["data"]["status"]) == (False, code, status)
        assert found["error"]
    else:
        assert answer.headers["content-type"] == "application/problem+json"
        assert (found["code"], found["status"]) == (code, status)
