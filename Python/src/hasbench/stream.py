"""A table, or a part of it, as Arrow record batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .benchmark import Benchmark


class Stream:
    """A table or a part of it for whoever takes the Arrow PyCapsule protocol: pyarrow, polars, pandas, DuckDB.

    Each consumer gets a stream of its own; segments are read when they are asked for.
    """

    __slots__ = ("_bench", "_options")

    def __init__(self, bench: Benchmark, options: str) -> None:
        self._bench = bench
        self._options = options

    def __repr__(self) -> str:
        return f"Stream({self._bench.path!r}, {self._options})"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """A capsule with a stream; the schema is the file's, whatever is requested, as the protocol allows."""
        return self._bench._stream(self._options)
