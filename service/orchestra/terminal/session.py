"""The terminal itself: reads what the person types or pipes in, and shows what comes of it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import aclosing, contextmanager, suppress
from types import FrameType

from orchestra.terminal.client import Client, Patience, Target, TerminalError
from orchestra.terminal.exchange import End, Note, Text
from orchestra.terminal.view import View

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

# Lines typed while an answer is given are asked after it; more are not taken.
TYPED_AHEAD = 16
# Characters taken from a pipe. The service refuses more than 10,000 itself, and says so.
PIPED = 20_000

HELP = """\
/help    show this
/new     begin a new conversation
/cancel  stop the answer that is being given; so does Ctrl-C
/quit    leave; so do Ctrl-D, and Ctrl-C twice
//…      say something that begins with a slash"""


def run(target: Target, patience: Patience | None = None) -> int:
    """Talk until the person leaves, or answer what was piped in. Gives the exit status.

    0: all went well. 1: an answer failed or was refused, or the service cannot be reached. 2: there is nothing to ask.
    130: interrupted by Ctrl-C.
    """
    view = View(sys.stdout, sys.stderr)
    try:
        # Read before anything is connected: whoever writes to the pipe may take long.
        question = None if sys.stdin.isatty() else _piped()
        return asyncio.run(_Session(target, patience, view).run(question))
    except _NoQuestionError as error:
        view.warn(str(error))
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Who read the answer has gone. Nothing is left to flush at exit, or the interpreter would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


class _LeaveError(Exception):
    """The person wants to leave, now."""


class _NoQuestionError(Exception):
    """What was piped in is no question."""


def _piped() -> str:
    try:
        text = sys.stdin.buffer.read(4 * PIPED).decode("utf-8")
    except UnicodeDecodeError:
        raise _NoQuestionError("What was piped in is not text in UTF-8.") from None
    # A shell's echo ends in a line feed that nobody meant.
    question = text[:PIPED].removesuffix("\n").removesuffix("\r")
    if not question.strip():
        raise _NoQuestionError("There is nothing to ask: standard input is empty.")
    return question


class _Session:
    def __init__(self, target: Target, patience: Patience | None, view: View) -> None:
        self._client = Client(target, patience)
        self._view = view
        self._where = target.base_url
        self._answer: asyncio.Task[End] | None = None
        self._typed: deque[str] = deque(maxlen=TYPED_AHEAD)
        self._leaving = False
        self._talking = False
        # Ctrl-C since the question; and those that the event loop has not heard of yet.
        self._presses = 0
        self._unheard = 0

    async def run(self, question: str | None) -> int:
        """Answer the question, or talk where there is none."""
        self._talking = question is None
        with self._interruptible():
            async with self._client:
                try:
                    warning = await self._client.open()
                    if warning:
                        self._view.warn(warning)
                    return await (self._talk() if question is None else self._answer_once(question))
                except TerminalError as error:
                    self._view.warn(str(error))
                    return FAILED
                except _LeaveError:
                    return INTERRUPTED

    async def _answer_once(self, question: str) -> int:
        end = await self._ask(question)
        return {"completed": DONE, "failed": FAILED, "cancelled": INTERRUPTED}[end.outcome]

    async def _talk(self) -> int:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.output import create_output

        from orchestra.terminal.history import KeptHistory, user_data

        prompt: PromptSession[str] = PromptSession(
            "> ",
            history=KeptHistory(user_data() / "history"),
            # Standard output may lead into a file; the prompt belongs on the screen.
            output=create_output(always_prefer_tty=True),
        )
        self._view.note(f"{self._where}, {self._client.version}. /help shows what you can type.")
        presses = 0
        while not self._leaving:
            try:
                line = (
                    self._typed.popleft() if self._typed else await prompt.prompt_async(handle_sigint=False)
                )
            except EOFError:
                break
            except KeyboardInterrupt:
                presses += 1
                if presses == 2:
                    return INTERRUPTED
                self._view.note("Ctrl-C again, or /quit, to leave.")
                continue
            presses = 0
            await self._obey(line.strip())
        if self._client.session_id is not None:
            self._view.note(f"The conversation is kept: orchestra chat --session {self._client.session_id}")
        return DONE

    async def _obey(self, line: str) -> None:
        """Carry out one line."""
        match line:
            case "":
                return
            case "/help":
                self._view.tell(HELP)
                if self._client.session_id is not None:
                    self._view.tell(f"This conversation is {self._client.session_id}.")
            case "/new":
                await self._client.new_session()
                self._view.note("A new conversation.")
            case "/cancel":
                self._view.note("No answer is being given.")
            case "/quit":
                self._leaving = True
            case _ if line.startswith("/") and not line.startswith("//"):
                command = line.split(maxsplit=1)[0]
                self._view.warn(f"There is no command {command}; /help shows those there are.")
            case _:
                try:
                    await self._ask(line.removeprefix("/"))
                except TerminalError as error:
                    self._view.end()
                    self._view.warn(str(error))

    async def _ask(self, message: str) -> End:
        """Ask, and show the answer as it comes. Raises TerminalError and _LeaveError."""
        self._presses = 0
        self._answer = asyncio.create_task(self._show(message))
        try:
            with self._listening():
                await asyncio.wait([self._answer])
            if self._answer.cancelled():
                raise _LeaveError
            end = self._answer.result()
        finally:
            # Nothing is left behind when the wait itself was ended.
            self._answer.cancel()
            await asyncio.gather(self._answer, return_exceptions=True)
            self._answer = None
            self._view.end()
        if end.outcome == "failed":
            self._view.warn(end.detail)
        elif end.outcome == "cancelled":
            self._view.note(end.detail)
        return end

    async def _show(self, message: str) -> End:
        async with aclosing(self._client.ask(message)) as updates:
            async for update in updates:
                match update:
                    case Text(text):
                        self._view.text(text)
                    case Note(text):
                        self._view.note(text)
                    case End():
                        return update
        raise TerminalError("The answer has no end.")

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Take lines that are typed while an answer is given. Where the system cannot, Ctrl-C still works."""
        if not sys.stdin.isatty():
            yield
            return
        loop, terminal = asyncio.get_running_loop(), sys.stdin.fileno()
        with suppress(NotImplementedError):
            loop.add_reader(terminal, self._typed_meanwhile, terminal)
        try:
            yield
        finally:
            with suppress(NotImplementedError):
                loop.remove_reader(terminal)

    def _typed_meanwhile(self, terminal: int) -> None:
        # The terminal gives whole lines here, and nothing for Ctrl-D.
        typed = os.read(terminal, 65_536)
        if not typed:
            self._leaving = True
            asyncio.get_running_loop().remove_reader(terminal)
        for line in typed.decode("utf-8", "replace").splitlines():
            match line.strip():
                case "/cancel":
                    self._client.cancel()
                case "/quit":
                    self._leaving = True
                    self._client.cancel()
                case _ if len(self._typed) == TYPED_AHEAD:
                    self._view.warn("Too much was typed ahead; the line is left out.")
                case text:
                    self._typed.append(text)

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Make Ctrl-C ours: the first stops the answer, the second leaves."""
        loop = asyncio.get_running_loop()
        me = asyncio.current_task()
        assert me is not None

        def heard() -> None:
            self._unheard = 0
            self._presses += 1
            if self._answer is None:
                # While one talks, the first may have come just behind the end of an answer.
                if not self._talking or self._presses > 1:
                    me.cancel()
            elif self._presses == 1:
                self._client.cancel()
            else:
                self._answer.cancel()

        def pressed(_number: int, _frame: FrameType | None) -> None:
            if self._unheard:
                # The loop does not run, maybe because nobody reads what is written; so do not wait for it.
                raise KeyboardInterrupt
            self._unheard += 1
            loop.call_soon_threadsafe(heard)

        before = signal.signal(signal.SIGINT, pressed)
        try:
            yield
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None
        finally:
            signal.signal(signal.SIGINT, before)
