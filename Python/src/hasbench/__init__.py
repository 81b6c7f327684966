"""Tabular AutoML benchmarks in one file: exact lookups, learning curves, predictions, whole tables through Arrow.

>>> bench = hasbench.open("toy.hasb")
>>> bench.lookup(config)[0]["test_error"]

What is read is immutable, and any number of threads may use one `Benchmark`; the GIL is released while the library reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _native
from .benchmark import Benchmark
from .errors import (
    CannotWriteError,
    DamagedError,
    HasbenchError,
    InfeasibleConfiguration,
    LimitError,
    MismatchError,
    NoInputError,
    NoProgramError,
    ReadWriteError,
    UnknownConfiguration,
    UnknownNameError,
    UnsupportedError,
    UsageError,
)
from .run import Curve, Run

if TYPE_CHECKING:
    import os

    from .answer import Answer
    from .schema import Column, Metric
    from .stream import Stream
    from .writing import write

__version__: str = _native.version

__all__ = [
    "Answer",
    "Benchmark",
    "CannotWriteError",
    "Column",
    "Curve",
    "DamagedError",
    "HasbenchError",
    "InfeasibleConfiguration",
    "LimitError",
    "Metric",
    "MismatchError",
    "NoInputError",
    "NoProgramError",
    "ReadWriteError",
    "Run",
    "Stream",
    "UnknownConfiguration",
    "UnknownNameError",
    "UnsupportedError",
    "UsageError",
    "open",
    "write",
]

# What a lookup doesn't need is imported when it is asked for.
_LATER = {"Answer": "answer", "Column": "schema", "Metric": "schema", "Stream": "stream", "write": "writing"}


def open(path: str | os.PathLike[str], cache_bytes: int | None = None) -> Benchmark:
    """Opens a file; a few kilobytes are read, whatever its size.

    Blocks that are read later are kept within `cache_bytes` (64 MiB). Raises `NoInputError`, `DamagedError`,
    `UnsupportedError`.
    """
    return Benchmark(path, cache_bytes)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f".{_LATER[name]}", __name__), name)
    globals()[name] = value
    return value
