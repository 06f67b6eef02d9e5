# Generated from spec/ by `orchestra generate`. Do not edit.
# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnnecessaryIsInstance=false
from typing import Literal

RequestPart = Literal["body", "header", "path", "query"]

REQUEST_PART_VALUES: set[RequestPart] = {
    "body",
    "header",
    "path",
    "query",
}


def check_request_part(value: str) -> RequestPart:
    if value in REQUEST_PART_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REQUEST_PART_VALUES!r}")
