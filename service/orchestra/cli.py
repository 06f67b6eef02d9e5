"""The `orchestra` command."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from orchestra import __version__
from orchestra.access.keys import KeyRepository
from orchestra.errors import OrchestraError
from orchestra.settings import Settings, SettingsError, load_settings
from orchestra.storage.database import Database, DatabaseError
from orchestra.storage.ids import now_ms

ResultT = TypeVar("ResultT")

# Commands of the packages beside the service; the running service never loads them.
COMMAND_GROUP = "orchestra.commands"

# Characters of `key_` and its number.
KEY_ID_WIDTH = 36

app = typer.Typer(
    name="orchestra",
    help="AI Orchestra: a contract-first AI chat backend.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
keys_app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)
db_app = typer.Typer(help="Look after the database.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")
app.add_typer(db_app, name="db")

_out = Console()
_err = Console(stderr=True)


def main() -> None:
    """Run the command line; a wrong setting is one line and exit status 2."""
    for entry in sorted(entry_points(group=COMMAND_GROUP), key=lambda found: found.name):
        if entry.name in sys.argv[1:2] or set(sys.argv[1:2]) <= {"--help"}:
            try:
                app.add_typer(entry.load(), name=entry.name)
            except ImportError:
                # The package stands in another extra that is not installed.
                continue
    try:
        app()
    except SettingsError as error:
        _err.print(f"orchestra: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(2) from None


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    provider: Annotated[str | None, typer.Option(help="local, openai or scripted.")] = None,
    base_url: Annotated[
        str | None, typer.Option(help="Address of an OpenAI-compatible endpoint, with provider openai.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="Model used when a request names none.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder for everything the service keeps.")] = None,
    no_auth: Annotated[bool, typer.Option("--no-auth", help="Ask for no keys (loopback only).")] = False,
) -> None:
    """Start the service."""
    from orchestra.server import run

    overrides: dict[str, Any] = {
        "host": host,
        "port": port,
        "provider": provider,
        "model": model,
        "data_dir": data_dir,
        "auth": False if no_auth else None,
        "openai": {"base_url": base_url} if base_url else None,
    }
    raise SystemExit(run(_settings(**overrides)))


@app.command()
def chat(
    base_url: Annotated[
        str | None,
        typer.Option(
            envvar="ORCHESTRA_BASE_URL", help="Address of the service; by default the one set here."
        ),
    ] = None,
    api_key: Annotated[
        str | None,
        typer.Option(
            envvar="ORCHESTRA_API_KEY", help="Your key. Others can see what stands on a command line."
        ),
    ] = None,
    session: Annotated[str | None, typer.Option(help="The conversation to go on with, or to begin.")] = None,
    model: Annotated[str | None, typer.Option(help="Model that answers; the service has a default.")] = None,
    swarm: Annotated[str | None, typer.Option(help="Swarm that works on the answers.")] = None,
    v1: Annotated[bool, typer.Option("--v1", help="Speak version 1 of the contract.")] = False,
) -> None:
    """Talk to the service, or answer the question that is piped in."""
    from orchestra.terminal.client import Target, TerminalError
    from orchestra.terminal.session import run

    try:
        target = Target(
            base_url or _settings().base_url,
            api_key=api_key,
            session_id=session,
            model=model,
            swarm=swarm,
            v1=v1,
        )
    except TerminalError as error:
        raise SettingsError(str(error)) from error
    raise SystemExit(run(target))


@keys_app.command("create")
def create_key(
    owner: Annotated[str, typer.Option(help="Whose key it is; sessions belong to owners.")] = "default",
    name: Annotated[str, typer.Option(help="What the key is for.")] = "",
    scopes: Annotated[str, typer.Option(help="Any of chat, read, admin, with commas.")] = "chat,read",
    expires_in_days: Annotated[float | None, typer.Option(min=0, help="Days until it expires.")] = None,
    requests_per_minute: Annotated[int | None, typer.Option(min=1, help="A limit of its own.")] = None,
    unlimited: Annotated[
        bool, typer.Option("--unlimited", help="No rate limit (tests, benchmarks).")
    ] = False,
) -> None:
    """Make a key and print it, once."""
    expires_in = None if expires_in_days is None else expires_in_days * 86_400
    try:
        record, secret = _with_keys(
            lambda keys: keys.create(
                owner,
                [scope.strip() for scope in scopes.split(",") if scope.strip()],
                name=name,
                expires_in=expires_in,
                requests_per_minute=requests_per_minute,
                unlimited=unlimited,
            )
        )
    except ValueError as error:
        raise SettingsError(str(error)) from error
    _err.print(f"{record.key_id} of {owner}, for {', '.join(record.scopes)}. Shown only now:", markup=False)
    # Alone on standard output, so that KEY=$(orchestra keys create) works.
    typer.echo(secret)


@keys_app.command("list")
def list_keys() -> None:
    """List every key there is or was."""
    # An id that is cut to fit a narrow terminal cannot be revoked.
    key_id = Column("id", min_width=KEY_ID_WIDTH)
    table = Table(key_id, "owner", "name", "begins", "scopes", "limit", "state", box=None, pad_edge=False)
    for key in _with_keys(lambda keys: keys.list()):
        limit = "none" if key.unlimited else f"{key.requests_per_minute or 'default'} a minute"
        cells = (
            key.key_id,
            key.owner,
            key.name,
            key.prefix,
            ",".join(key.scopes),
            limit,
            key.status(now_ms()),
        )
        # Text as it is: an owner or a name may hold what reads like markup.
        table.add_row(*(Text(cell) for cell in cells))
    _out.print(table)


@keys_app.command("revoke")
def revoke_key(
    key_id: Annotated[str, typer.Argument(help="The id, as `orchestra keys list` shows it.")],
) -> None:
    """Refuse a key from now on."""
    try:
        record = _with_keys(lambda keys: keys.revoke(key_id))
    except OrchestraError as error:
        raise SettingsError(error.detail) from error
    typer.echo(f"{record.key_id} is revoked")


@db_app.command("upgrade")
def upgrade_database() -> None:
    """Bring the database's tables to this version's state, as every start of the service does."""
    revision = _with_database(_upgrade)
    typer.echo(f"the database is at revision {revision}")


async def _upgrade(database: Database) -> str | None:
    await database.upgrade()
    return await database.revision()


def _with_keys(work: Callable[[KeyRepository], Awaitable[ResultT]]) -> ResultT:
    async def on_database(database: Database) -> ResultT:
        # A first key may be wanted before the first start.
        await database.upgrade()
        return await work(KeyRepository(database))

    return _with_database(on_database)


def _with_database(work: Callable[[Database], Awaitable[ResultT]]) -> ResultT:
    settings = _settings()
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsError(
            f"the data directory {settings.data_dir} cannot be used: {error.strerror or error}"
        ) from error

    async def run() -> ResultT:
        database = Database(settings.resolved_database_url)
        try:
            return await work(database)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except DatabaseError as error:
        raise SettingsError(str(error)) from error


def _settings(**overrides: Any) -> Settings:
    return load_settings(**{name: value for name, value in overrides.items() if value is not None})
