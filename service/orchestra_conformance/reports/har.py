"""HAR 1.2: every HTTP exchange of the run, for a browser's network panel and other readers. Keys are masked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from orchestra_conformance.exchange import Exchange
from orchestra_conformance.report import Report, kit_version


def render(report: Report) -> str:
    """The report as JSON. Bodies are cut where the kit cuts them; WebSockets are not in it, HAR knows none."""
    log = {
        "version": "1.2",
        "creator": {"name": "orchestra verify", "version": kit_version()},
        "comment": f"seed {report.seed}",
        "entries": [_entry(exchange) for exchange in report.har],
    }
    return json.dumps({"log": log}, ensure_ascii=False, indent=1) + "\n"


def _entry(exchange: Exchange) -> dict[str, Any]:
    milliseconds = round(exchange.seconds * 1000, 3)
    return {
        "startedDateTime": datetime.fromtimestamp(exchange.started, UTC).isoformat(),
        "time": milliseconds,
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        # What was waited for and what was read is not told apart.
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    }


def _request(exchange: Exchange) -> dict[str, Any]:
    query = parse_qsl(urlsplit(exchange.url).query, keep_blank_values=True)
    request: dict[str, Any] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(exchange.headers),
        "queryString": _pairs(query),
        "headersSize": -1,
        "bodySize": len(exchange.body),
    }
    if exchange.body:
        request["postData"] = {
            "mimeType": _header(exchange.headers, "content-type"),
            "text": exchange.body.decode("utf-8", "replace"),
        }
    return request


def _response(exchange: Exchange) -> dict[str, Any]:
    known = {status.value: status.phrase for status in HTTPStatus}
    return {
        "status": exchange.status,
        "statusText": known.get(exchange.status, ""),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(exchange.answer_headers),
        "content": {
            "size": len(exchange.answer),
            "mimeType": _header(exchange.answer_headers, "content-type"),
            "text": exchange.answer.decode("utf-8", "replace"),
        },
        "redirectURL": _header(exchange.answer_headers, "location"),
        "headersSize": -1,
        "bodySize": len(exchange.answer),
    }


def _pairs(found: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in found]


def _header(headers: Sequence[tuple[str, str]], wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")
