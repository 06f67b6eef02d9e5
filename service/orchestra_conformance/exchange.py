"""What went over the wire, kept so that it can be shown, written down and done again."""

from __future__ import annotations

import json
import shlex
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

# Of a body, this much is kept for the reports.
KEPT_BYTES: Final = 65_536
# Of an answer, this much is shown with a failure.
SHOWN_BYTES: Final = 4_000
# Of a connection, this many frames.
KEPT_FRAMES: Final = 200
_SECRET_HEADERS: Final = frozenset({"authorization", "x-api-key", "cookie"})


@dataclass(slots=True)
class Exchange:
    """One request and its answer. Bodies are cut at `KEPT_BYTES`; `status` is 0 where there was no answer."""

    method: str
    url: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    started: float
    key: str = ""
    status: int = 0
    answer_headers: Sequence[tuple[str, str]] = ()
    answer: bytes = b""
    seconds: float = 0.0

    def reproduction(self) -> str:
        """A curl command that does it again; the key stands in a variable."""
        words = ["curl", "--include", "--no-buffer"]
        if self.method == "HEAD":
            words.append("--head")
        elif self.method != "GET" or self.body:
            words += ["--request", self.method]
        said = [shlex.quote(word) for word in words]
        for name, value in self.headers:
            if name.lower() in ("host", "content-length", "accept-encoding", "connection", "user-agent"):
                continue
            said += ["--header", masked_header(name, value, self.key)]
        if self.body:
            said += ["--data-binary", shlex.quote(self.body.decode("utf-8", "replace"))]
        return " ".join([*said, shlex.quote(self.url)])

    def answered(self) -> str:
        """The answer as text: status, headers, and the beginning of the body; "" where there was none."""
        if not self.status:
            return ""
        headers = "".join(f"{name}: {value}\n" for name, value in self.answer_headers)
        body = self.answer[:SHOWN_BYTES].decode("utf-8", "replace")
        more = "…" if len(self.answer) > SHOWN_BYTES else ""
        return f"HTTP {self.status}\n{headers}\n{body}{more}".rstrip()


@dataclass(slots=True)
class Talk:
    """One WebSocket: its handshake and what was said, `sent` and `received` in their order."""

    url: str
    headers: Sequence[tuple[str, str]]
    started: float
    key: str = ""
    status: int = 0
    close_code: int | None = None
    lines: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=KEPT_FRAMES))

    def reproduction(self) -> str:
        """A websocat command that opens the connection and says the same, one message a line."""
        said = ["websocat", "--no-close"]
        for name, value in self.headers:
            said += ["--header", masked_header(name, value, self.key)]
        said.append(shlex.quote(self.url))
        sent = [text for direction, text in self.lines if direction == "sent"]
        words = " ".join(shlex.quote(text) for text in sent)
        return (f"printf '%s\\n' {words} | " if sent else "") + " ".join(said)

    def transcript(self) -> str:
        """What was said, a line each, `>` what the kit sent and `<` what came."""
        return "\n".join(f"{'>' if direction == 'sent' else '<'} {text}" for direction, text in self.lines)


Record = Exchange | Talk


def masked_header(name: str, value: str, key: str) -> str:
    """A header as a shell's word, with the key in a variable."""
    if name.lower() in _SECRET_HEADERS and key and key in value:
        before, _, after = value.partition(key)
        return f'"{name}: {before}$ORCHESTRA_API_KEY{after}"'
    return shlex.quote(f"{name}: {value}")


def body_of(value: Any) -> tuple[bytes, Mapping[str, str]]:
    """Bytes and headers for a body: bytes as they are, None for none, everything else as JSON."""
    if value is None:
        return b"", {}
    if isinstance(value, bytes):
        return value, {}
    return json.dumps(value, ensure_ascii=False).encode(), {"Content-Type": "application/json"}


def problem_code(content: bytes) -> str | None:
    """The error code in a body: of a problem, or of version 1's envelope; None in all others."""
    try:
        body = json.loads(content)
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    data = body.get("data")
    found = data.get("code") if isinstance(data, dict) else body.get("code")
    return found if isinstance(found, str) else None
