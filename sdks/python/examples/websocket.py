"""Several chats over one connection that is kept. Reads ORCHESTRA_BASE_URL and ORCHESTRA_API_KEY."""

import asyncio

from orchestra_sdk import AsyncConnection, AsyncOrchestra


async def answer(connection: AsyncConnection, question: str) -> str:
    """The answer to one question; a connection that is lost meanwhile is made again."""
    async with connection.chat(question) as stream:
        return (await stream.result()).response


async def main() -> None:
    """Ask two things at once, then look at the connection itself."""
    async with AsyncOrchestra() as client, client.connect() as connection:
        questions = ["What is a fugue?", "What is a canon?"]
        for text in await asyncio.gather(*(answer(connection, question) for question in questions)):
            print(text)
        helped = await connection.command("help")
        report = await connection.status()
        print(helped.output)
        print(f"{len(report.runs)} runs are followed, {connection.limits.max_runs} may be")


asyncio.run(main())
