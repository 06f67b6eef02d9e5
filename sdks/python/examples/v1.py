"""The first version of the API, for programs that are not moved yet. Reads ORCHESTRA_BASE_URL and ORCHESTRA_API_KEY."""

import warnings

from orchestra_sdk import OrchestraDeprecationWarning
from orchestra_sdk.v1 import OrchestraV1

# The service says with every answer that this version goes away; here that is known.
warnings.simplefilter("ignore", OrchestraDeprecationWarning)

with OrchestraV1() as client:
    print(client.chat("What is a fugue?", "old-shop").response)

    with client.chat_stream("What is a canon?", "old-shop") as stream:
        for text in stream.text_deltas():
            print(text, end="", flush=True)
    print()

    with client.connect("web-shop", "old-shop") as connection:
        connection.chat("What is a rondo?")
        for frame in connection:
            if frame.type == "stream_token" and frame.data.type == "complete":
                print(frame.data.content)
                break

    print(len(client.session("old-shop").messages), "messages")
