"""An answer as it came."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import httpx

from orchestra_sdk._errors import APIResponseError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RawResponse(Generic[T]):
    """An answer with its headers. `content` is its body, decompressed; `parse()` is what the plain method gives."""

    operation: str
    status_code: int
    headers: httpx.Headers
    content: bytes = field(repr=False)
    reader: Callable[[Any], T] = field(repr=False)

    def parse(self) -> T:
        """The answer as an object. Raises APIResponseError where it is not what the contract says."""
        try:
            data = json.loads(self.content) if self.content else None
        except (ValueError, RecursionError) as error:
            kind = self.headers.get("content-type", "no type")
            raise APIResponseError(
                f"The answer to {self.operation} is no JSON ({self.status_code}, {kind})."
            ) from error
        try:
            return self.reader(data)
        except KeyError as error:
            raise APIResponseError(f"The answer to {self.operation} lacks the field {error}.") from error
        except (TypeError, ValueError, AttributeError) as error:
            raise APIResponseError(
                f"The answer to {self.operation} is not what it should be: {error}"
            ) from error
