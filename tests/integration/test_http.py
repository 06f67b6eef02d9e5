"""What every answer has in common: headers, lists, CORS, HEAD, limits, health, the published specification."""

from __future__ import annotations

import asyncio
import json
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from orchestra.access.keys import KeyRepository
from orchestra.contract.operations import CONTRACT_VERSION, OPERATIONS
from tests.raw import exchange
from tests.service import RunningService, running_service


async def test_headers_of_every_answer(service: RunningService) -> None:
    for path, headers in (("/v2/sessions", service.headers), ("/v2/sessions", {}), ("/nowhere", {})):
        answer = await exchange(service.port, "GET", path, headers)
        assert answer.headers["x-api-version"] == "v2"
        assert answer.headers["x-contract-version"] == CONTRACT_VERSION
        assert re.fullmatch(r"cor_[0-9a-f]{32}", answer.headers["x-correlation-id"])
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", answer.headers["traceparent"])
        assert parsedate_to_datetime(answer.headers["date"]).tzinfo is not None


async def test_a_correlation_id_is_kept_when_it_is_well_formed(service: RunningService) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = await exchange(
        service.port, "GET", "/live", {"X-Correlation-ID": "order-4711", "traceparent": trace}
    )
    assert answer.headers["x-correlation-id"] == "order-4711"
    assert answer.headers["traceparent"].startswith("00-0af7651916cd43dd8448eb211c80319c-")
    for bad in ("a b", "x" * 129, "é"):
        answer = await exchange(service.port, "GET", "/live", {"X-Correlation-ID": bad})
        assert answer.headers["x-correlation-id"].startswith("cor_")


async def test_lists_in_pages(service: RunningService) -> None:
    """Following the Link header gives every item once, in order; a cursor of another list is refused."""
    session = f"s-{uuid4()}"
    for number in range(5):
        body = {"message": f"[[text answer {number}]]", "session_id": session}
        assert (await exchange(service.port, "POST", "/v2/chat", service.headers, body)).status == 200
    path: str | None = f"/v2/sessions/{session}/messages?limit=3"
    seen: list[str] = []
    pages = 0
    while path is not None:
        answer = await exchange(service.port, "GET", path, service.headers)
        page = answer.json()
        seen += [message["content"] for message in page["data"]]
        link = re.fullmatch(r'<(.+)>; rel="next"', answer.headers.get("link", ""))
        assert (link is not None) == page["has_more"] == (page["next_cursor"] is not None)
        path = link[1] if link else None
        pages += 1
    assert pages == 4
    assert [content for content in seen if content.startswith("answer")] == [f"answer {n}" for n in range(5)]
    newest = await exchange(
        service.port, "GET", f"/v2/sessions/{session}/messages?order=desc&limit=1", service.headers
    )
    assert newest.json()["data"][0]["content"] == "answer 4"
    foreign = newest.json()["next_cursor"]
    for cursor in (foreign, "nonsense"):
        answer = await exchange(
            service.port, "GET", f"/v2/sessions/{session}/runs?after={cursor}", service.headers
        )
        assert (answer.status, answer.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=1.0", "limit=x", "limit=1&limit=2", "colour=red"]
)
async def test_query_parameters_are_checked(service: RunningService, query: str) -> None:
    answer = await exchange(service.port, "GET", f"/v2/sessions?{query}", service.headers)
    assert (answer.status, answer.json()["code"]) == (422, "validation_failed")
    assert answer.json()["errors"][0]["in"] == "query"


async def test_sessions_from_birth_to_death(service: RunningService) -> None:
    name = f"s-{uuid4()}"
    made = await exchange(
        service.port,
        "POST",
        "/v2/sessions",
        service.headers,
        {"session_id": name, "title": "First", "metadata": {"page": 1}},
    )
    assert (made.status, made.headers["location"]) == (201, f"/v2/sessions/{name}")
    again = await exchange(service.port, "POST", "/v2/sessions", service.headers, {"session_id": name})
    assert (again.status, again.json()["code"]) == (409, "session_exists")
    path = f"/v2/sessions/{name}"
    changed = await exchange(service.port, "PATCH", path, service.headers, {"title": None})
    assert (changed.json()["title"], changed.json()["metadata"]) == (None, {"page": 1})
    assert (await exchange(service.port, "DELETE", path, service.headers)).status == 204
    for method in ("GET", "DELETE", "PATCH"):
        body: Any = {} if method == "PATCH" else None
        gone = await exchange(service.port, method, path, service.headers, body)
        assert (gone.status, gone.json()["code"]) == (404, "not_found")


async def test_the_rate_limit_is_exact(service: RunningService) -> None:
    """A key of seven requests a minute makes seven of thirty at once; headers count down; others do not notice."""
    keys = service.get(KeyRepository)
    _, secret = service.run(keys.create("limited", ("read",), requests_per_minute=7))
    answers = await asyncio.gather(
        *(exchange(service.port, "GET", "/v2/sessions", {"X-API-Key": secret}) for _ in range(30))
    )
    allowed = [answer for answer in answers if answer.status == 200]
    refused = [answer for answer in answers if answer.status == 429]
    assert (len(allowed), len(refused)) == (7, 23)
    left = sorted(int(answer.headers["ratelimit"].split("r=")[1].split(";")[0]) for answer in allowed)
    assert left == list(range(7))
    assert allowed[0].headers["ratelimit-policy"] == '"default";q=7;w=60'
    assert refused[0].json()["code"] == "rate_limited"
    assert 1 <= int(refused[0].headers["retry-after"]) <= 60
    assert (await exchange(service.port, "GET", "/v2/sessions", service.headers)).status == 200


async def test_head_is_get_without_a_body(service: RunningService) -> None:
    for operation in OPERATIONS:
        if operation.method != "GET" or "{" in operation.path:
            continue
        get = await exchange(service.port, "GET", operation.path, service.headers)
        head = await exchange(service.port, "HEAD", operation.path, service.headers)
        assert head.status == get.status, operation.id
        assert head.body == b""
        assert head.headers.get("content-type") == get.headers.get("content-type")


async def test_accept(service: RunningService) -> None:
    for accept, status in (
        ("application/json", 200),
        ("application/*;q=0.1, text/html", 200),
        ("*/*;q=0.5", 200),
        ("text/html", 406),
        ("application/json;q=0, */*", 406),
    ):
        headers = {**service.headers, "Accept": accept}
        assert (await exchange(service.port, "GET", "/v2/sessions", headers)).status == status, accept


async def test_browsers_of_other_origins(tmp_path: Path) -> None:
    with running_service(tmp_path, cors={"origins": ["https://app.example.com"]}) as service:
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        for origin, allowed in (("https://app.example.com", True), ("https://evil.example.com", False)):
            preflight = await exchange(service.port, "OPTIONS", "/v2/chat", {"Origin": origin, **asked})
            assert (preflight.headers.get("access-control-allow-origin") == origin) == allowed
            answer = await exchange(service.port, "GET", "/live", {"Origin": origin})
            assert (answer.headers.get("access-control-allow-origin") == origin) == allowed
            assert "orchestra-run-id" in answer.headers["access-control-expose-headers"].lower()


async def test_health(service: RunningService) -> None:
    health = (await exchange(service.port, "GET", "/health", {})).json()
    assert (health["status"], health["checks"]["database"]["status"]) == ("ok", "ok")
    assert (await exchange(service.port, "GET", "/ready", {})).json()["status"] == "ready"
    assert (await exchange(service.port, "GET", "/live", {})).json() == {"status": "alive"}


async def test_metrics_count_what_happened(service: RunningService) -> None:
    await exchange(service.port, "POST", "/v2/chat", service.headers, {"message": "[[text counted]]"})
    metrics = (await exchange(service.port, "GET", "/metrics", {})).body.decode()
    assert 'orchestra_request_count_total{operation="createChat",status="200"}' in metrics
    assert 'orchestra_runs_ended_total{code="",status="completed"}' in metrics
    assert 'orchestra_circuit_breaker_state{breaker="llm"} 0.0' in metrics
    assert "orchestra_error_rate 0.0" in metrics


async def test_the_published_specification_is_the_authored_one(service: RunningService) -> None:
    published = (await exchange(service.port, "GET", "/openapi/v2.json", {})).json()
    served = {operation.id for operation in OPERATIONS if operation.version == "v2"}
    described = {
        method["operationId"]
        for path in published["paths"].values()
        for name, method in path.items()
        if name in ("get", "post", "patch", "delete", "put")
    }
    assert described == served
    assert "x-planned" not in json.dumps(published)
    missing = await exchange(service.port, "GET", "/openapi/v9.json", {})
    assert (missing.status, missing.json()["code"]) == (404, "not_found")


async def test_models(service: RunningService) -> None:
    models = (await exchange(service.port, "GET", "/v2/models", service.headers)).json()
    assert [model["id"] for model in models["data"] if model["is_default"]] == ["scripted"]


async def test_the_index_leads_to_the_documentation(service: RunningService) -> None:
    answer = await exchange(service.port, "GET", "/", {})
    assert (answer.status, answer.headers["location"]) == (307, "/docs/")
