"""Several answers at the same time. Reads ORCHESTRA_BASE_URL and ORCHESTRA_API_KEY."""

import asyncio

from orchestra_sdk import AsyncOrchestra


async def answer(client: AsyncOrchestra, question: str) -> str:
    """The answer to one question, read as it is written."""
    async with client.chat.stream(question) as stream:
        return "".join([text async for text in stream.text_deltas()])


async def main() -> None:
    """Ask everything at once."""
    questions = ["What is a fugue?", "What is a canon?", "What is a rondo?"]
    async with AsyncOrchestra() as client:
        answers = await asyncio.gather(*(answer(client, question) for question in questions))
    for question, text in zip(questions, answers, strict=True):
        print(question, text)


asyncio.run(main())
