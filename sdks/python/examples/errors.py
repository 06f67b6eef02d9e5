"""What can go wrong, and what is known then. Reads ORCHESTRA_BASE_URL and ORCHESTRA_API_KEY."""

from orchestra_sdk import (
    APIConnectionError,
    NotFoundError,
    Orchestra,
    RateLimitError,
    RunError,
    UnprocessableEntityError,
)

with Orchestra(max_retries=3) as client:
    try:
        client.chat.create("")
    except UnprocessableEntityError as error:
        print(error)
        for field in error.errors:
            print(" ", field.pointer, field.detail)

    try:
        client.sessions.get("no-such-session")
    except NotFoundError as error:
        print(error.code, error.correlation_id)

    try:
        with client.chat.stream("Hello") as stream:
            print(stream.result().response)
    except RunError as error:
        print("the run did not complete; so far:", error.response)
    except RateLimitError as error:
        print("too much at once, wait", error.retry_after, "seconds")
    except APIConnectionError as error:
        print("no answer:", error)
