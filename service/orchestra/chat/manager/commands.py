"""`orchestra intents`: what people who look after the intents do with them, on the service's own machine."""

from __future__ import annotations

import asyncio
import json
import sys

import typer

from orchestra.chat.manager.workshop import build, evaluate
from orchestra.sessions.feedback import corrections
from orchestra.settings import SettingsError, load_settings
from orchestra.storage.database import Database, DatabaseError

intents_app = typer.Typer(help="Look after the intents that the manager knows.", no_args_is_help=True)


@intents_app.callback()
def _group() -> None:
    """Look after the intents that the manager knows."""


intents_app.command()(build)
intents_app.command()(evaluate)


@intents_app.command("corrections")
def write_corrections() -> None:
    """Print the messages that users gave the right intent of, as JSON lines; what was said last of each counts."""
    settings = load_settings()
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        asyncio.run(_write(Database(settings.resolved_database_url)))
    except DatabaseError as error:
        raise SettingsError(str(error)) from error
    except OSError as error:
        raise SettingsError(
            f"the data directory {settings.data_dir} cannot be used: {error.strerror or error}"
        ) from error


async def _write(database: Database) -> None:
    written: set[str] = set()
    try:
        await database.upgrade()
        async for correction in corrections(database):
            if correction.text not in written:
                written.add(correction.text)
                line = {"text": correction.text, "intent": correction.intent}
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    finally:
        await database.close()
