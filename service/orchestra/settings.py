"""Every setting of the service, with its default and its description: the reference page is written from here.

Values come, the strongest first, from the command line, the environment (`ORCHESTRA_…`) and one TOML file
(`ORCHESTRA_CONFIG`, or `orchestra.toml` in the working directory). A section's setting joins its names:
`ORCHESTRA_RUNS_DEADLINE=60` is `[runs] deadline = 60`.
"""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as UnreadableSetting

PREFIX = "ORCHESTRA_"

# Listening on these means every address; a link needs one that can be reached.
EVERYWHERE = ("0.0.0.0", "[::]")  # noqa: S104 - read, never bound to

# Variables of our own that set nothing here: the one that names the file, the clients' and the tests'.
FOREIGN_VARIABLES = frozenset(
    {"ORCHESTRA_CONFIG", "ORCHESTRA_API_KEY", "ORCHESTRA_BASE_URL", "ORCHESTRA_FUZZ"}
)

Seconds = Annotated[float, Field(gt=0, le=86_400 * 366)]
Count = Annotated[int, Field(ge=1, le=1_000_000_000)]
ServerName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]


class SettingsError(Exception):
    """A setting is wrong; the message is one line that names it and says what it takes."""


class Section(BaseModel):
    """A group of settings."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class OpenAISettings(Section):
    """Any endpoint that speaks OpenAI's chat completions."""

    base_url: str = "http://127.0.0.1:11434/v1"
    """Address up to and including the version, such as `https://api.openai.com/v1`."""
    api_key: SecretStr | None = None
    """Key sent to the endpoint as a bearer token; none is sent when it is empty."""
    connect_timeout: Seconds = 5.0
    """Seconds until the endpoint must have accepted the connection."""
    idle_timeout: Seconds = 60.0
    """Seconds that the endpoint may be silent, the wait for the first token included."""
    max_connections: Count = 256
    """Connections to the endpoint at the most; further runs wait for a free one."""
    context_tokens: Count | None = None
    """Size of the model's context in tokens, where you know it; shown by `GET /v2/models`."""

    @field_validator("base_url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        return _http_address(value)


class LocalSettings(Section):
    """The embedded model, run inside the service."""

    model_path: Path | None = None
    """A GGUF file to use instead of the packaged one."""
    slots: Annotated[int, Field(ge=1, le=64)] = 4
    """Conversations that generate at once; further ones wait for a slot."""
    context_tokens: Annotated[int, Field(ge=256, le=131_072)] = 2048
    """Context of one conversation, in tokens."""
    threads: Annotated[int, Field(ge=1, le=256)] | None = None
    """Processor threads for generation; the default is one less than the machine has."""


class ScriptedSettings(Section):
    """The deterministic provider, for tests, load and demonstrations."""

    token_delay: Annotated[float, Field(ge=0, le=60)] = 0.0
    """Seconds between two tokens."""
    faults: bool = False
    """Obey fault orders in messages (`[[fail after=3]]`); never switch this on in production."""


class LimitSettings(Section):
    """How much one client may ask for."""

    requests_per_minute: Count = 100
    """Requests a minute that a key without a limit of its own may make."""
    body_bytes: Count = 1_048_576
    """Size of a request body, in bytes."""
    active_runs: Count = 2048
    """Runs that are queued or running at once in this process; more are refused as overloaded."""
    queued_runs: Annotated[int, Field(ge=0, le=100)] = 4
    """Runs that may wait in one session behind the running one."""
    history_messages: Annotated[int, Field(ge=0, le=10_000)] = 100
    """Earlier messages of a session that are sent to the model."""
    connections: Count = 1000
    """WebSockets that may be open at once in this process."""
    connections_per_client: Count = 5
    """WebSockets that one key (v1: key and client_id) may have open at once; a key without limits may have more."""
    runs_per_connection: Annotated[int, Field(ge=1, le=1000)] = 8
    """Runs that may be followed at once on one WebSocket."""
    frame_bytes: Annotated[int, Field(ge=1024, le=16_777_216)] = 262_144
    """Size of a WebSocket frame that a client sends, in bytes."""


class RunSettings(Section):
    """The life of a run and of its event log."""

    deadline: Seconds = 120.0
    """Seconds a run may take when the request names no deadline."""
    grace: Seconds = 60.0
    """Seconds a run goes on with nobody listening, under `on_disconnect: grace`."""
    log_ttl: Seconds = 3600.0
    """Seconds a run's event log is kept after its end."""
    log_events: Annotated[int, Field(ge=16)] = 20_000
    """Events kept of one run; the oldest go first."""
    log_bytes: Annotated[int, Field(ge=65_536)] = 268_435_456
    """Bytes of all event logs together; logs of ended runs go first, the oldest before the others."""
    heartbeat: Seconds = 15.0
    """Seconds of silence on a stream before a comment is sent."""
    send_timeout: Seconds = 30.0
    """Seconds a reader may leave a stream unread before it is cut off; it can resume."""
    idempotency_ttl: Seconds = 86_400.0
    """Seconds an Idempotency-Key is remembered."""


class SocketSettings(Section):
    """The life of a WebSocket; `runs.send_timeout` bounds how long one may be left unread."""

    idle: Seconds = 300.0
    """Seconds a client that follows no run may be silent before it is closed with 4408."""
    ping_interval: Seconds = 15.0
    """Seconds without another frame before a ping is sent."""
    queue_frames: Annotated[int, Field(ge=2, le=100_000)] = 256
    """Frames that may wait for one client."""
    queue_bytes: Annotated[int, Field(ge=4096)] = 1_048_576
    """Bytes that may wait for one client."""
    ticket_ttl: Seconds = 30.0
    """Seconds a ticket for a page in a browser works."""
    goodbye: Seconds = 2.0
    """Seconds a goodbye may take to reach a client that does not read, before it is cut off."""


class BreakerSettings(Section):
    """When a circuit breaker opens and closes again."""

    window: Annotated[int, Field(ge=1, le=100_000)] = 20
    """Calls looked back on."""
    minimum_calls: Annotated[int, Field(ge=1, le=100_000)] = 10
    """Calls in the window before the breaker may open."""
    failure_rate: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Share of failed calls (0 to 1) that opens it."""
    open_seconds: Seconds = 10.0
    """Seconds it stays open before it lets a probe through."""
    probes: Annotated[int, Field(ge=1, le=100)] = 2
    """Probes at once while half open; that many successes close it."""


class SwarmSettings(Section):
    """Swarms: several agents that work on one answer."""

    folder: Path | None = None
    """Folder with swarms of your own, one TOML file each; they win over those of the same name that come along."""
    agents: Annotated[int, Field(ge=1, le=1024)] = 8
    """Agents at work at once in this process; further ones wait. The command `scale` changes it while it runs."""
    max_agents: Annotated[int, Field(ge=1, le=1024)] = 64
    """What `agents` can be raised to at run time."""
    tokens: Annotated[int, Field(ge=100)] = 30_000
    """Tokens that one swarm may read and write; when they are used up, the best answer so far is the response."""
    time_share: Annotated[float, Field(gt=0, lt=1)] = 0.7
    """Share of a run's time (0 to 1) after which no further agent begins, so that the rest is left for the answer."""
    excerpt_tokens: Annotated[int, Field(ge=32, le=100_000)] = 400
    """Tokens of a draft, a plan or a tool's result that another agent is shown; more is cut out, visibly."""

    @model_validator(mode="after")
    def _agents_within_bound(self) -> Self:
        if self.agents > self.max_agents:
            raise ValueError("agents must not be more than max_agents")
        return self


class ManagerSettings(Section):
    """The Orchestra Manager: what a message wants, and what is said to it first."""

    enabled: bool = True
    """Interpret messages; off, runs have no intent and `POST /v2/intents` is refused."""
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Confidence (0 to 1) from which an interpretation is certain; below, the manager asks what is meant."""
    deadline: Seconds = 0.25
    """Seconds in which a run's message must be interpreted; after them the manager is left out of the run."""
    queue: Annotated[int, Field(ge=0, le=100_000)] = 64
    """Messages that may wait to be interpreted; further ones go without."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    """Language in which the manager speaks: `en`, `de`, or another one of your own texts."""
    responses: Path | None = None
    """Folder with texts of your own, one `<language>.toml` each, in place of those that come along."""
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    """Number that decides, with session and message, which of several wordings is used."""


class McpServerSettings(Section):
    """One MCP server: a command that is started (stdio), or an address that is called (streamable HTTP)."""

    command: Annotated[str, Field(min_length=1)] | None = None
    """Program to start; it speaks MCP on its standard input and output."""
    args: tuple[str, ...] = ()
    """Arguments of the command. Other users of the machine can see them: secrets belong into `env`."""
    env: Mapping[str, SecretStr] = {}
    """Variables for the command, besides HOME, LOGNAME, PATH, SHELL, TERM and USER."""
    pass_env: tuple[str, ...] = ()
    """Names of variables that the command gets from the service's own environment."""
    cwd: Path | None = None
    """Folder in which the command runs; the default is the service's."""
    url: str | None = None
    """Address of the server's MCP endpoint, such as `https://tools.example.com/mcp`."""
    headers: Mapping[str, SecretStr] = {}
    """Headers sent with every request, such as Authorization."""
    tools: tuple[str, ...] | None = None
    """Tools that may be called; all of the server's when it is not given."""
    call_deadline: Seconds = 30.0
    """Seconds a call may take."""
    connect_deadline: Seconds = 10.0
    """Seconds the server may take to start and to name its tools."""

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if (self.command is None) == (self.url is None):
            raise ValueError("needs either a command or a url")
        if self.url is not None and not self.url.startswith(("http://", "https://")):
            raise ValueError("url must begin with http:// or https://")
        theirs = {"url", "headers"} if self.url is None else {"command", "args", "env", "pass_env", "cwd"}
        if strange := sorted(theirs & self.model_fields_set):
            kind = "a command" if self.url is None else "a url"
            raise ValueError(f"{strange[0]} does not go with {kind}")
        return self


class McpSettings(Section):
    """Servers of tools for agents, by the Model Context Protocol."""

    servers: Mapping[ServerName, McpServerSettings] = {}
    """The servers by name: tables `[mcp.servers.<name>]` of the file, or one JSON object in the environment."""


class MemorySettings(Section):
    """What a chat is told beside its message: earlier messages of its session, and of others with `use_memory`."""

    history_share: Annotated[float, Field(gt=0, lt=1)] = 0.6
    """Share of the model's context (0 to 1), where its size is known, that the session's earlier messages may fill."""
    recall_tokens: Annotated[int, Field(ge=64, le=100_000)] = 512
    """Tokens that messages of other sessions may take in the prompt, together."""
    entries: Annotated[int, Field(ge=1, le=50)] = 8
    """Messages of other sessions that a run may be told, at the most."""
    deadline: Seconds = 0.5
    """Seconds a run waits for the memory, embeddings included, before it goes on without."""
    embeddings_url: str | None = None
    """OpenAI-compatible address, such as `http://127.0.0.1:11434/v1`, that orders what was found by its meaning."""
    embeddings_model: str | None = None
    """Model of the embeddings; needed with `embeddings_url`."""
    embeddings_key: SecretStr | None = None
    """Key sent for embeddings as a bearer token; none is sent when it is empty."""

    @field_validator("embeddings_url")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        return _http_address(value) if value else None

    @model_validator(mode="after")
    def _embeddings_have_a_model(self) -> Self:
        if self.embeddings_url and not self.embeddings_model:
            raise ValueError("embeddings_url needs embeddings_model")
        return self


class LogSettings(Section):
    """What the service writes about itself."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """Least severity that is written."""
    format: Literal["auto", "json", "console"] = "auto"
    """`json`, one object a line; `console`, for eyes; `auto`, console on a terminal and json elsewhere."""


class CorsSettings(Section):
    """Browsers from other origins."""

    origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins that may call the API, such as `https://app.example.com`; commas between them."""

    @field_validator("origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _comma_list(value)

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            scheme, _, rest = origin.partition("://")
            if scheme not in ("http", "https") or not rest or "/" in rest or "*" in rest:
                raise ValueError(f"{origin!r} is not an origin such as https://app.example.com")
        return value


class Settings(BaseSettings):
    """All settings of one process."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
        validate_default=False,
    )

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    """Address to listen on."""
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    """Port to listen on; 0 takes a free one."""
    public_url: str | None = None
    """Address under which clients reach the service, when it stands behind a proxy."""
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    """Addresses of proxies whose X-Forwarded headers are believed; commas between them."""
    data_dir: Path = Path(".orchestra")
    """Folder for everything the service keeps; made when missing."""
    docs_dir: Path | None = None
    """Folder of the built documentation; the default is where `make docs` puts it."""
    database_url: str | None = None
    """SQLAlchemy address of the database; the default is a SQLite file in the data directory."""
    redis_url: str | None = None
    """Address of Redis or Valkey. Reserved: this version keeps live state in the process and ignores it."""
    bootstrap_key: SecretStr | None = None
    """The first admin key, 8 to 128 characters, without rate limits; a random one is made when it is empty."""
    auth: bool = True
    """Ask for API keys. Only a service on a loopback address may switch this off."""
    provider: Literal["local", "openai", "scripted"] = "local"
    """Where answers come from: the embedded model, an OpenAI-compatible endpoint, or the scripted provider."""
    model: str | None = None
    """Model used when a request names none; each provider has its own default."""
    shutdown_grace: Annotated[float, Field(ge=0, le=3600)] = 5.0
    """Seconds that running answers may go on when the service is told to stop."""

    openai: OpenAISettings = OpenAISettings()
    """Settings of the `openai` provider."""
    local: LocalSettings = LocalSettings()
    """Settings of the `local` provider."""
    scripted: ScriptedSettings = ScriptedSettings()
    """Settings of the `scripted` provider."""
    limits: LimitSettings = LimitSettings()
    """Limits."""
    runs: RunSettings = RunSettings()
    """Runs and their logs."""
    sockets: SocketSettings = SocketSettings()
    """WebSockets."""
    breaker: BreakerSettings = BreakerSettings()
    """Circuit breakers."""
    manager: ManagerSettings = ManagerSettings()
    """The Orchestra Manager."""
    swarms: SwarmSettings = SwarmSettings()
    """Swarms."""
    memory: MemorySettings = MemorySettings()
    """History and memory."""
    cors: CorsSettings = CorsSettings()
    """Cross-origin requests."""
    mcp: McpSettings = McpSettings()
    """Tools."""
    log: LogSettings = LogSettings()
    """Logs."""

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _comma_list(value)

    @field_validator("bootstrap_key")
    @classmethod
    def _key_is_usable(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        text = value.get_secret_value()
        if not 8 <= len(text) <= 128 or not all(33 <= ord(c) <= 126 for c in text):
            raise ValueError("must have 8 to 128 visible ASCII characters")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        return _http_address(value) if value else None

    @model_validator(mode="after")
    def _open_only_at_home(self) -> Self:
        if not self.auth and not is_loopback(self.host):
            raise ValueError("auth can be switched off on a loopback address only; set host to 127.0.0.1")
        return self

    @property
    def resolved_database_url(self) -> str:
        """The database's address, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'orchestra.db'}"

    @property
    def base_url(self) -> str:
        """Where clients reach the service, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{'127.0.0.1' if host in EVERYWHERE else host}:{self.port}"

    @property
    def docs_url(self) -> str:
        """Where the documentation stands, without a slash at the end; `type` of every problem begins with it."""
        return f"{self.base_url}/docs"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order of the sources, the strongest first; the TOML file is the weakest."""
        return init_settings, env_settings, _TomlSource(settings_cls)


class _TomlSource(PydanticBaseSettingsSource):
    """The one TOML file, when there is one."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        named = os.environ.get("ORCHESTRA_CONFIG")
        path = Path(named or "orchestra.toml")
        if not path.exists() and not named:
            return {}
        try:
            return tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise SettingsError(f"the settings file {path} cannot be read: {error}") from error


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; `overrides` (nested by dictionaries) win over every source.

    Raises SettingsError with one line that names the wrong setting and what it takes.
    """
    try:
        return Settings(**overrides)
    except UnreadableSetting as error:
        # A whole section in one variable, which is then JSON.
        raise SettingsError(f"the environment cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = [str(part) for part in first["loc"]]
        message = str(first["msg"]).removeprefix("Value error, ")
        name = PREFIX + "_".join(path[:2]).upper() if path else "settings"
        inner = f"{'.'.join(path[2:])}: " if path[2:] else ""
        raise SettingsError(f"{name}: {inner}{message[:1].lower()}{message[1:]}") from error


def variable_names() -> dict[str, str]:
    """Every environment variable, with the dotted name of its setting."""
    names: dict[str, str] = {}
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            for inner in field.annotation.model_fields:
                names[f"{PREFIX}{name}_{inner}".upper()] = f"{name}.{inner}"
        else:
            names[f"{PREFIX}{name}".upper()] = name
    return names


def unknown_variables() -> list[str]:
    """Variables that begin like ours and set nothing: a typing error, most of the time."""
    known = variable_names().keys() | FOREIGN_VARIABLES
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _http_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return value.rstrip("/")


def _comma_list(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value
