"""Settings: where they come from, which one wins, and one clear line for a wrong one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestra.settings import SettingsError, load_settings, unknown_variables, variable_names


@pytest.fixture(autouse=True)
def _clean_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of the machine, and a working directory without a settings file."""
    for name in variable_names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_names_that_the_documentation_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "HOST": "::1",
        "PORT": "9000",
        "DATA_DIR": "data",
        "BOOTSTRAP_KEY": "ork_a-long-enough-key",
        "PROVIDER": "openai",
        "OPENAI_BASE_URL": "http://127.0.0.1:11434/v1/",
        "OPENAI_API_KEY": "sk-secret",
        "MODEL": "some-model",
        "DATABASE_URL": "sqlite:///x.db",
        "REDIS_URL": "redis://localhost",
        "RUNS_DEADLINE": "60",
        "CORS_ORIGINS": "https://a.example, https://b.example",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"ORCHESTRA_{name}", value)
    settings = load_settings()
    assert (settings.host, settings.port, settings.data_dir) == ("::1", 9000, Path("data"))
    assert settings.base_url == "http://[::1]:9000"
    assert (settings.provider, settings.model) == ("openai", "some-model")
    assert settings.openai.base_url == "http://127.0.0.1:11434/v1"
    assert settings.runs.deadline == 60
    assert settings.cors.origins == ("https://a.example", "https://b.example")
    assert "sk-secret" not in repr(settings)
    assert "ork_a-long" not in repr(settings)


def test_the_stronger_source_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Command line over environment over file, setting by setting."""
    (tmp_path / "orchestra.toml").write_text('port = 1\nhost = "::1"\n[runs]\ngrace = 1\ndeadline = 1\n')
    monkeypatch.setenv("ORCHESTRA_PORT", "2")
    monkeypatch.setenv("ORCHESTRA_RUNS_DEADLINE", "2")
    settings = load_settings(runs={"heartbeat": 3})
    assert (settings.port, settings.host) == (2, "::1")
    assert (settings.runs.grace, settings.runs.deadline, settings.runs.heartbeat) == (1, 2, 3)
    assert load_settings(port=3).port == 3


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "eighty", "ORCHESTRA_PORT: input should be a valid integer"),
        ("PORT", "70000", "ORCHESTRA_PORT: input should be less than or equal to 65535"),
        ("PROVIDER", "gpt", "ORCHESTRA_PROVIDER: input should be 'local', 'openai' or 'scripted'"),
        ("OPENAI_BASE_URL", "localhost", "ORCHESTRA_OPENAI_BASE_URL: must begin with http"),
        ("RUNS_DEADLINE", "0", "ORCHESTRA_RUNS_DEADLINE: input should be greater than 0"),
        ("BOOTSTRAP_KEY", "short", "ORCHESTRA_BOOTSTRAP_KEY: must have 8 to 128"),
        ("CORS_ORIGINS", "*", "ORCHESTRA_CORS_ORIGINS: '*' is not an origin"),
        ("LOG_LEVEL", "loud", "ORCHESTRA_LOG_LEVEL: input should be 'debug'"),
        ("MCP_SERVERS", '{"shop": {}}', "ORCHESTRA_MCP_SERVERS: shop: needs either a command or a url"),
        (
            "MCP_SERVERS",
            '{"shop": {"command": "shop", "headers": {"X-Key": "k"}}}',
            "ORCHESTRA_MCP_SERVERS: shop: headers does not go with a command",
        ),
        (
            "MCP_SERVERS",
            '{"shop": {"url": "http://shop/mcp", "call_deadline": 0}}',
            "ORCHESTRA_MCP_SERVERS: shop.call_deadline: input should be greater than 0",
        ),
        ("CONFIG", "no-such-file.toml", "the settings file no-such-file.toml cannot be read"),
    ],
)
def test_a_wrong_value_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"ORCHESTRA_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(words)
    assert "\n" not in str(caught.value)
    if name == "BOOTSTRAP_KEY":
        assert value not in str(caught.value), "a secret is not repeated"


def test_the_file_is_checked_too(tmp_path: Path) -> None:
    for text, words in (
        ("prot = 1", "ORCHESTRA_PROT: extra inputs are not permitted"),
        ("[runs]\nlimit = 1", "ORCHESTRA_RUNS_LIMIT: extra inputs are not permitted"),
        ("port =", "the settings file orchestra.toml cannot be read"),
    ):
        (tmp_path / "orchestra.toml").write_text(text)
        with pytest.raises(SettingsError, match=words):
            load_settings()


def test_authentication_is_switched_off_at_home_only() -> None:
    assert load_settings(auth=False, host="127.0.0.1").auth is False
    with pytest.raises(SettingsError, match="loopback"):
        load_settings(auth=False, host="0.0.0.0")  # noqa: S104 - refused


def test_a_misspelt_variable_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRA_PROVIDR", "local")
    monkeypatch.setenv("ORCHESTRA_API_KEY", "the SDKs' own")
    assert unknown_variables() == ["ORCHESTRA_PROVIDR"]


def test_tool_servers_are_tables_of_the_file_or_json_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "orchestra.toml").write_text(
        '[mcp.servers.shop]\ncommand = "shop"\nargs = ["--quiet"]\nenv = { SHOP_KEY = "a-secret" }\n'
        '[mcp.servers.library]\nurl = "https://library.example.com/mcp"\ntools = ["find"]\n'
    )
    from_file = load_settings()
    assert list(from_file.mcp.servers) == ["shop", "library"]
    shop, library = from_file.mcp.servers.values()
    assert (shop.command, shop.args, shop.env["SHOP_KEY"].get_secret_value()) == (
        "shop",
        ("--quiet",),
        "a-secret",
    )
    assert (library.url, library.tools) == ("https://library.example.com/mcp", ("find",))
    assert "a-secret" not in repr(from_file)
    servers = {"post": {"url": "http://post/mcp", "headers": {"Authorization": "Bearer another-secret"}}}
    monkeypatch.setenv("ORCHESTRA_MCP_SERVERS", json.dumps(servers))
    monkeypatch.setenv("ORCHESTRA_CONFIG", "empty.toml")
    (tmp_path / "empty.toml").touch()
    from_environment = load_settings()
    assert list(from_environment.mcp.servers) == ["post"]
    assert "another-secret" not in repr(from_environment)
