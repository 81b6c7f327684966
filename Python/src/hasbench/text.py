"""JSON as the library reads and writes it: strict, non-finite numbers being strings."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from .errors import UsageError

loads = json.loads


def _plain(value: Any) -> Any:
    """What other mappings, and numpy's scalars and arrays, are to JSON."""
    if isinstance(value, Mapping):
        return dict(value)
    plain = getattr(value, "tolist", None)
    if plain is None:
        raise TypeError(f"a {type(value).__name__} has no place in JSON")
    return plain()


_encode = json.JSONEncoder(
    default=_plain, allow_nan=False, check_circular=False, ensure_ascii=False, separators=(",", ":")
).encode


def dumps(value: Any) -> str:
    """Strict JSON; NaN and infinities become the strings that the library knows."""
    try:
        return _encode(value)
    except TypeError as error:
        raise UsageError(str(error)) from None
    except ValueError:
        return _encode(_finite(value))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if not isinstance(value, (str, int, float, bool, type(None))):
        return _finite(_plain(value))
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def has_words(text: str) -> bool:
    """Whether some string in JSON may stand for a non-finite number."""
    return '"NaN"' in text or 'Infinity"' in text


def number(value: Any) -> Any:
    """A number that may have been written as a word; what is none stays."""
    if isinstance(value, list):
        return [number(item) for item in value]
    return float(value) if value in ("NaN", "Infinity", "-Infinity") else value
