"""The synchronous SDK is the asynchronous one without its words for waiting: nothing more, nothing less."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest

import orchestra_sdk
from orchestra_generator.sdk.sync import translated

PACKAGE = Path(orchestra_sdk.__file__).parent
MODULES = sorted(
    f"{package}._async.{found.name}"
    for package, folder in (("orchestra_sdk", "_async"), ("orchestra_sdk.v1", "v1/_async"))
    for found in pkgutil.iter_modules([str(PACKAGE / folder)])
)
DUNDERS = {
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
}
# A list that is awaited first has a class of its own; a synchronous one begins with its first page.
ONLY_ASYNC = {"AsyncPager"}


def plain(text: str) -> str:
    """An annotation or name without what only says that something is waited for."""
    text = re.sub(r"\bAsyncGenerator\[(.*), None\]", r"Generator[\1, None, None]", text)
    text = re.sub(r"\bAwaitable\[((?:[^\[\]]|\[[^\]]*\])*)\]", r"\1", text)
    text = re.sub(r"\b(?:Abstract)?Async(?=[A-Z])", "", text)
    return text.replace("Pager[", "Page[").replace("Abstract", "")


def surface(kind: type) -> dict[str, str]:
    """The public methods and attributes of a class, with parameters and annotations."""
    found = {}
    for name, member in inspect.getmembers(kind):
        name = DUNDERS.get(name, name)
        if name.startswith("_") and name not in {"__init__", *DUNDERS.values()}:
            continue
        if isinstance(member, property):
            found[name] = f"property {inspect.signature(member.fget)}"  # type: ignore[arg-type]
        elif inspect.isfunction(member):
            found[name] = str(inspect.signature(member))
        elif name not in ("__init__", "__next__", "__iter__", "__enter__", "__exit__"):
            found[name] = type(member).__name__
    found |= {name: str(kind) for name, kind in vars(kind).get("__annotations__", {}).items()}
    return {name: plain(text) for name, text in found.items()}


def own(module: Any) -> dict[str, type]:
    return {
        plain(name): found
        for name, found in vars(module).items()
        if inspect.isclass(found) and found.__module__ == module.__name__
    }


@pytest.mark.parametrize("name", MODULES)
def test_both_have_the_same_classes_methods_parameters_and_types(name: str) -> None:
    asynchronous = own(importlib.import_module(name))
    synchronous = own(importlib.import_module(name.replace("._async.", "._sync.")))
    assert asynchronous.keys() == synchronous.keys()
    for found, kind in asynchronous.items():
        if dataclasses.is_dataclass(kind):
            assert [(one.name, plain(str(one.type))) for one in dataclasses.fields(kind)] == [
                (one.name, str(one.type)) for one in dataclasses.fields(synchronous[found])
            ]
        assert surface(kind) == surface(synchronous[found]), found


def test_the_package_gives_both_the_same_names() -> None:
    names = set(orchestra_sdk.__all__)
    asynchronous = {name for name in names if name.startswith("Async")}
    assert {name.removeprefix("Async") for name in asynchronous - ONLY_ASYNC} <= names
    assert asynchronous > ONLY_ASYNC
    for name in names:
        assert getattr(orchestra_sdk, name) is not None


def test_nothing_waits_in_a_synchronous_module() -> None:
    for folder in ("_sync", "v1/_sync"):
        for path in (PACKAGE / folder).glob("*.py"):
            words = set(re.findall(r"\w+", path.read_text("utf-8").partition("\n")[2]))
            assert not words & {"async", "await", "asyncio", "Awaitable", "AsyncIterator"}, path
            assert not {word for word in words if re.match(r"Async[A-Z]|\w*_async$", word)}, path


@pytest.mark.parametrize(
    ("asynchronous", "synchronous"),
    [
        ("async def f() -> None:\n    await g()\n", "def f() -> None:\n    g()\n"),
        ("async with a as b, c():\n    pass\n", "with a as b, c():\n    pass\n"),
        ("x = [y async for y in z]\n", "x = [y for y in z]\n"),
        ("raise StopAsyncIteration\n", "raise StopIteration\n"),
        ("def f(a: Callable[[], Awaitable[list[T]]]): ...\n", "def f(a: Callable[[], list[T]]): ...\n"),
        ("def f() -> AsyncGenerator[int, None]: ...\n", "def f() -> Generator[int, None, None]: ...\n"),
        ("from orchestra_sdk._io_async import sleep\n", "from orchestra_sdk._io_sync import sleep\n"),
        ("from orchestra_sdk._async.chat import AsyncChat\n", "from orchestra_sdk._sync.chat import Chat\n"),
        ("async def __aenter__(self): ...\n", "def __enter__(self): ...\n"),
        ('x = "async with AsyncChat"\n', 'x = "async with AsyncChat"\n'),
        ("x = asynchronous\n", "x = asynchronous\n"),
        ("# AsyncChat does, `await f()` does not\n", "# Chat does, `f()` does not\n"),
        (
            'def f():\n    """Use AsyncChat: `async with f() as x:`.\n\n    ```python\n    async with f() as x:\n'
            '        await x.go("für")\n    ```\n    Then wait.\n    """\n',
            'def f():\n    """Use Chat: `with f() as x:`.\n\n    ```python\n    with f() as x:\n'
            '        x.go("für")\n    ```\n    Then wait.\n    """\n',
        ),
    ],
)
def test_waiting_is_taken_out_of_code_and_of_the_code_in_docstrings(
    asynchronous: str, synchronous: str
) -> None:
    assert translated(asynchronous) == synchronous
