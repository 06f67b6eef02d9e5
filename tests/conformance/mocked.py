"""The mock server for tests: a thread and a socket of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from orchestra_conformance.mock.server import Mock, Options, listen

KEY = "ork_mock-user"
ADMIN_KEY = "ork_mock-admin"


@contextmanager
def running_mock(**options: Any) -> Iterator[str]:
    """Start a mock server; gives its address. Fails if it does not stop."""
    serving = Mock(Options(**{"delay": 0.0, **options}))
    with listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=lambda: asyncio.run(serving.serve(sockets=[listener])))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            serving.should_exit = True
            thread.join(30)
            assert not thread.is_alive()
