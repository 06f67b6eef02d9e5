"""What a request is refused with, whatever it came over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Refusal(Exception):
    """A request that is not carried out. `code` is one of the error catalogue.

    `detail` empty: what the contract's example of the code says. `outcome` is what version 1 tells of a run beside
    the error, and `headers` go with the answer.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, str]] = (),
        run_id: str | None = None,
        outcome: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.errors = [dict(error) for error in errors]
        self.run_id = run_id
        self.outcome = dict(outcome or {})
        self.headers = dict(headers or {})


def misfit(where: str, pointer: str, detail: str) -> Refusal:
    """The refusal of one place in a request: `where` is body, query, path or header."""
    return Refusal(
        "validation_failed",
        f"{pointer or 'The whole'} ({where}): {detail}.",
        errors=[{"in": where, "pointer": pointer, "detail": detail}],
    )
