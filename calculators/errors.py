"""Errors of the program or of its caller. What is wrong in a user's data is a finding, not an error."""

from __future__ import annotations


class SachhonError(Exception):
    """Root of every error this project raises on purpose."""


class UnitError(SachhonError, ValueError):
    """A unit text cannot be read, or a quantity has another dimension than the one asked for."""


class AmbiguousUnitError(UnitError):
    """A unit text has more than one honest reading; `choices` names them."""

    def __init__(self, text: str, choices: tuple[str, ...]) -> None:
        self.text = text
        self.choices = choices
        super().__init__(f"unit {text!r} is ambiguous: expected one of {', '.join(choices)}; write one of these")


class NumberError(SachhonError, ValueError):
    """A text is not a number in the notation asked for."""


class PeriodError(SachhonError, ValueError):
    """A text is not a period, or a period ends before it begins."""


class ZeroOutputError(SachhonError, ZeroDivisionError):
    """An intensity was asked for a period without output: an idle period has no intensity."""


class ShapeError(SachhonError, ValueError):
    """Arrays that describe one thing have different lengths, or a matrix is not what the method needs."""


class DomainError(SachhonError, ValueError):
    """A value lies outside what the formula holds for (a negative mass, a share above one)."""


class UnknownKeyError(SachhonError, KeyError):
    """A key does not exist in a table; `near` names the ones most like it."""

    def __init__(self, kind: str, key: str, near: tuple[str, ...] = (), known: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.key = key
        self.near = near
        self.known = known
        hint = f"; did you mean {', '.join(near)}?" if near else f"; known: {', '.join(known[:12])}"
        super().__init__(f"no {kind} {key!r}{hint}")

    def __str__(self) -> str:
        return str(self.args[0])
