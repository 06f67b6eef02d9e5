"""An answer as it is written. Reads ORCHESTRA_BASE_URL and ORCHESTRA_API_KEY."""

from orchestra_sdk import Orchestra

with Orchestra() as client, client.chat.stream("Tell me about the sea.") as stream:
    for text in stream.text_deltas():
        print(text, end="", flush=True)
    print()
    print(f"finished: {stream.result().finish_reason}")
