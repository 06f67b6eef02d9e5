"""An answer with its status and headers. Reads ORCHESTRA_BASE_URL and ORCHESTRA_API_KEY."""

from orchestra_sdk import Orchestra

with Orchestra() as client:
    raw = client.chat.with_raw_response.create("Hello")
    print(raw.status_code, raw.headers["X-Correlation-ID"], f"{len(raw.content)} bytes")
    print(raw.parse().response)
