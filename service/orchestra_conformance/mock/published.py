"""What is open to everybody: how the server is, and the documents."""

from __future__ import annotations

import time

from orchestra_conformance.mock.call import Answer, Call
from orchestra_conformance.mock.examples import Examples


class Published:
    """The operations that need no key."""

    def __init__(self, examples: Examples) -> None:
        self._examples = examples
        self._began = time.monotonic()

    async def get_index(self, call: Call) -> Answer:
        """On to the documentation."""
        return Answer(status=307, headers={"Location": "/docs/"})

    async def get_docs(self, call: Call) -> Answer:
        """The documentation's first page, which is the example and no more."""
        return Answer(self._examples.answer("getDocs"), media="text/html")

    async def get_health(self, call: Call) -> Answer:
        """All is well."""
        right = {
            "contract_version": self._examples.specification.contract_version,
            "uptime": round(time.monotonic() - self._began, 3),
        }
        return Answer({**self._examples.answer("getHealth"), **right})

    async def get_ready(self, call: Call) -> Answer:
        """Ready."""
        return Answer(self._examples.answer("getReady"))

    async def get_live(self, call: Call) -> Answer:
        """Alive."""
        return Answer(self._examples.answer("getLive"))

    async def get_metrics(self, call: Call) -> Answer:
        """The example's metrics."""
        return Answer(self._examples.answer("getMetrics"), media="text/plain")

    async def get_openapi_document(self, call: Call) -> Answer:
        """A document of the contract."""
        name = call.path["document"].removesuffix(".json")
        return Answer(self._examples.specification.documents[name])

    async def get_asyncapi_document(self, call: Call) -> Answer:
        """A WebSocket's document."""
        name = call.path["document"].removesuffix(".json")
        return Answer(self._examples.specification.documents[f"asyncapi-{name}"])
