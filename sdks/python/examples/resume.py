"""Leave a stream and come back to it, perhaps from another process. Reads ORCHESTRA_BASE_URL and ORCHESTRA_API_KEY.

A connection that breaks is resumed without your doing anything; this is for leaving on purpose.
"""

from orchestra_sdk import Orchestra

with Orchestra() as client:
    with client.chat.stream("Tell me about the sea.", on_disconnect="continue") as stream:
        for event in stream:
            if event.type == "token":
                print("left after:", event.text)
                break
    # These two are all that has to be kept.
    run_id, cursor = stream.run_id, stream.last_event_id

    with client.runs.events(run_id, after=cursor) as rest:
        print("the rest:", "".join(rest.text_deltas()))
