"""What the service says of itself: health, metrics, models, documents, and the way to the documentation."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from orchestra.api.endpoint import Answer, Call, next_link
from orchestra.api.health import Health
from orchestra.api.published import Documentation, Documents
from orchestra.contract import models
from orchestra.errors import ErrorCode, OrchestraError
from orchestra.providers.base import Provider
from orchestra.telemetry.metrics import CONTENT_TYPE, Metrics


async def list_models(call: Call, query: models.ListModelsQuery, provider: Provider) -> Answer:
    """The models that a chat may name."""
    found = sorted(await provider.models(), key=lambda model: model.id)
    rest = [model for model in found if query.after is None or model.id > query.after]
    page = rest[: query.limit]
    more = len(rest) > len(page)
    data = [
        models.Model(
            id=model.id,
            provider=provider.name,
            context_tokens=model.context_tokens,
            is_default=model.is_default,
        )
        for model in page
    ]
    cursor = page[-1].id if more else None
    body = models.ModelList(data=data, has_more=more, next_cursor=cursor)
    return Answer(body, headers=next_link(call, cursor))


async def get_index() -> Response:
    """The way to the documentation."""
    return RedirectResponse("/docs/", status_code=307)


async def get_docs(call: Call, documentation: Documentation) -> Response:
    """The documentation's first page."""
    return documentation.page("index.html")


async def get_health(health: Health) -> Answer:
    """How the service and its parts are."""
    report = await health.report()
    return Answer(report, status=503 if report.status == "unavailable" else 200)


async def get_ready(health: Health) -> Answer:
    """Whether the service takes requests."""
    report = await health.readiness()
    return Answer(report, status=200 if report.status == "ready" else 503)


async def get_live() -> Answer:
    """Whether the process answers at all."""
    return Answer(models.LivenessReport(status="alive"))


async def get_metrics(metrics: Metrics) -> Response:
    """All metrics for Prometheus."""
    return Response(metrics.render(), media_type=CONTENT_TYPE)


async def get_openapi_document(path: models.GetOpenapiDocumentPath, documents: Documents) -> Response:
    """The specification as it was written."""
    content = documents.get(path.document)
    if content is None:
        raise OrchestraError(ErrorCode.NOT_FOUND, "There is no such document.")
    return Response(content, media_type="application/json")


async def get_asyncapi_document(path: models.GetAsyncapiDocumentPath, documents: Documents) -> Response:
    """The specification of the WebSocket as it was written."""
    content = documents.get(f"asyncapi-{path.document}")
    if content is None:
        raise OrchestraError(ErrorCode.NOT_FOUND, "There is no such document.")
    return Response(content, media_type="application/json")
