"""A conversation, and what is kept of it. Reads ORCHESTRA_BASE_URL and ORCHESTRA_API_KEY."""

from orchestra_sdk import Orchestra

with Orchestra() as client:
    session = client.sessions.create(title="Music", metadata={"colour": "blue"})
    for question in ("What is a fugue?", "Who wrote the best ones?"):
        client.chat.create(question, session_id=session.session_id)

    # A list fetches page after page while you go over it.
    for message in client.sessions.messages(session.session_id, limit=2):
        print(f"{message.role}: {message.content}")

    client.sessions.delete(session.session_id)
    print("deleted")
