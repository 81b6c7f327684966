"""What goes wrong: one class a code, each with the place."""

from __future__ import annotations


class HasbenchError(Exception):
    """Something that went wrong: what (`message`), of which kind (`code`), and where (`place`, outermost first)."""

    code = "unknown"

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.place = place

    def located(self, place: str) -> HasbenchError:
        """The same error in this place, if it says none."""
        return self if self.place else type(self)(self.message, place)

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class UsageError(HasbenchError, ValueError):
    """A name, value or argument that can't be."""

    code = "usage"


class UnknownNameError(UsageError, KeyError):
    """A name that no column has."""


class DamagedError(HasbenchError):
    """A file, or a part of it, that isn't what was written."""

    code = "damaged"


class UnsupportedError(HasbenchError):
    """A file that needs a newer version of this package."""

    code = "unsupported"


class MismatchError(HasbenchError):
    """Things that don't go together."""

    code = "mismatch"


class LimitError(HasbenchError):
    """More than a file can hold."""

    code = "limit"


class NoInputError(HasbenchError, FileNotFoundError):
    """No such file, or one that may not be read."""

    code = "no_input"


class NoProgramError(HasbenchError):
    """A program that is missing."""

    code = "no_program"


class CannotWriteError(HasbenchError, OSError):
    """A file that can't be created, or is there already."""

    code = "cannot_write"


class ReadWriteError(HasbenchError, OSError):
    """Reading or writing that failed."""

    code = "io"


class InfeasibleConfiguration(HasbenchError, ValueError):
    """A configuration of the search space that no network can be built of: there is nothing to train or to predict.

    Unlike a `UsageError` it is no mistake of whoever asks, but an answer that a search has to reckon with.
    """

    code = "infeasible"


class UnknownConfiguration(HasbenchError, LookupError):
    """A configuration that is neither in the table nor predicted."""

    code = "unknown_configuration"


# By the hasb_code of hasbench.h, from 1.
_BY_CODE: tuple[type[HasbenchError], ...] = (
    UsageError,
    DamagedError,
    UnsupportedError,
    MismatchError,
    LimitError,
    NoInputError,
    NoProgramError,
    CannotWriteError,
    ReadWriteError,
    InfeasibleConfiguration,
)


def make_error(code: int, message: str, place: str) -> HasbenchError:
    """The exception that stands for a code of the C interface."""
    kind = _BY_CODE[code - 1] if 0 < code <= len(_BY_CODE) else HasbenchError
    return kind(message, place)
