"""One question, one answer. Reads ORCHESTRA_BASE_URL and ORCHESTRA_API_KEY."""

from orchestra_sdk import Orchestra

with Orchestra() as client:
    answer = client.chat.create("What is a fugue?")
    print(answer.response)
    print(f"{answer.usage.total_tokens} tokens in session {answer.session_id}")
