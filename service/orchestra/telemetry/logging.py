"""Structured logs: one JSON object a line, each with the correlation id of the request it belongs to."""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

import structlog

from orchestra.settings import LogSettings

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

SERVICE: Final = "ai-orchestra"
# Values under these names are never written, wherever they turn up.
SECRET_NAMES: Final = frozenset(
    {"authorization", "x-api-key", "api_key", "key", "secret", "ticket", "password"}
)

correlation_id: ContextVar[str | None] = ContextVar("correlation_id", default=None)
trace_id: ContextVar[str | None] = ContextVar("trace_id", default=None)

Logger = structlog.stdlib.BoundLogger


def get_logger(component: str) -> Logger:
    """A logger whose lines name `component`."""
    logger: Logger = structlog.get_logger(component=component)
    return logger


def configure_logging(settings: LogSettings) -> None:
    """Send our own and every library's log lines to standard error, in the format that `settings` asks for."""
    as_json = settings.format == "json" or (settings.format == "auto" and not sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
        _add_context,
        _redact,
    ]
    # Tracebacks without local variables: those hold keys and what people have said.
    without_locals = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    renderer: list[Processor] = (
        [structlog.processors.ExceptionRenderer(without_locals), structlog.processors.JSONRenderer()]
        if as_json
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(settings.level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _name_library],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    for noisy in ("alembic", "uvicorn.access"):
        logging.getLogger(noisy).setLevel("WARNING")


def _add_context(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event.setdefault("service", SERVICE)
    for name, variable in (("correlation_id", correlation_id), ("trace_id", trace_id)):
        value = variable.get()
        if value is not None:
            event.setdefault(name, value)
    return event


def _name_library(logger: WrappedLogger, _: str, event: EventDict) -> EventDict:
    record: Any = event.get("_record")
    event.setdefault("component", record.name if record is not None else getattr(logger, "name", "library"))
    return event


def _redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for name in event:
        if name.lower() in SECRET_NAMES:
            event[name] = "[redacted]"
    return event
