"""What a deployment offers and what not, its limits, and which messages make its model do what the checks need."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

import msgspec

from orchestra_conformance.failure import ConformanceError

# In place of a file: the profile that comes with the mock server.
MOCK: Final = Path("mock")
SUITES: Final = ("rest", "stream", "websocket", "compat", "security", "limits")


class Offers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parts that a deployment may be without. What is false is not checked, and the report says so."""

    v1: bool = True
    unversioned: bool = True
    websocket: bool = True
    administration: bool = True
    manager: bool = True
    documentation: bool = True
    rate_limits: bool = True
    connection_limits: bool = True


class Prompts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Messages to the model: one with a short answer, one whose answer takes seconds, so that it can be cancelled."""

    short: str = "Say hello in one short sentence."
    long: str = "Write down the numbers from 1 to 500 as words, one a line, and leave none out."


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits where the deployment has other ones than the contract's defaults."""

    connections: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 5
    frame_bytes: Annotated[int, msgspec.Meta(ge=1024)] = 262_144
    body_bytes: Annotated[int, msgspec.Meta(ge=1024)] = 1_048_576


class Skip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check that is left out, and why."""

    check: str
    reason: Annotated[str, msgspec.Meta(min_length=1)]


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One deployment. Every field has a default that fits the reference service."""

    name: str = "reference"
    offers: Offers = Offers()
    prompts: Prompts = Prompts()
    limits: Limits = Limits()
    skip: tuple[Skip, ...] = ()
    # Seconds that any one answer may take.
    patience: Annotated[float, msgspec.Meta(gt=0, le=600)] = 30.0


def read_profile(file: Path) -> Profile:
    """A profile from a TOML file, or the mock server's own by the name `mock`.

    Raises ConformanceError, naming the place, where it is none.
    """
    source = files("orchestra_conformance.mock") / "profile.toml" if file == MOCK else file
    try:
        content = tomllib.loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConformanceError(f"the profile {file} cannot be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConformanceError(f"the profile {file} is not TOML: {error}") from error
    try:
        return msgspec.convert(content, Profile)
    except msgspec.ValidationError as error:
        raise ConformanceError(f"the profile {file} says what no profile can: {error}") from error
