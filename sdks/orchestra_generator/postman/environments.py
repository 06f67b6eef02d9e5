"""Where the collection runs: one environment a place. What is secret is empty in them, and marked as secret."""

from __future__ import annotations

from typing import Any, Final

from orchestra_generator.postman.ids import derived_id

API_KEY: Final = "apiKey"
BASE_URL: Final = "baseUrl"
DOCS_URL: Final = "docsUrl"
# The service publishes its own documentation, so its address follows from that of the service.
DOCS_ADDRESS: Final = "{{baseUrl}}/docs"
LOCAL_ADDRESS: Final = "http://127.0.0.1:8000"
# The addresses of the other two are for their owner to fill in: .example is kept for examples (RFC 2606).
ADDRESSES: Final = {
    "local": LOCAL_ADDRESS,
    "staging": "https://staging.orchestra.example",
    "production": "https://orchestra.example",
}


def environments() -> dict[str, dict[str, Any]]:
    """The environments by name, in Postman's format."""
    return {name: _environment(name, address) for name, address in ADDRESSES.items()}


def _environment(name: str, address: str) -> dict[str, Any]:
    return {
        "id": derived_id("environment", name),
        "name": f"AI Orchestra {name}",
        "values": [
            {"key": BASE_URL, "value": address, "type": "default", "enabled": True},
            {"key": API_KEY, "value": "", "type": "secret", "enabled": True},
            {"key": DOCS_URL, "value": DOCS_ADDRESS, "type": "default", "enabled": True},
        ],
        "_postman_variable_scope": "environment",
    }
