"""What the generator says when it cannot go on."""

from __future__ import annotations


class GeneratorError(Exception):
    """The specification or the environment is not fit for generation; the message says what to do about it."""
