"""How a check ends when it does not simply pass."""

from __future__ import annotations


class ConformanceError(Exception):
    """The kit cannot be used like that: what is wrong, and what to do."""


class Violation(Exception):
    """The deployment broke a promise of the contract. The text says which, and what it did instead."""


class Unchecked(Exception):
    """Something could not be checked here. The text says what is missing for it."""
