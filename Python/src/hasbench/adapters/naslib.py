"""One configuration with the `query` that NASLib's search spaces have."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import UnknownConfiguration, UsageError
from .answers import measured

if TYPE_CHECKING:
    from ..answer import Answer
    from ..benchmark import Benchmark

# NASLib's names of metrics (naslib.search_spaces.core.query_metrics.Metric), and what they stand for here. NASLib counts in
# accuracy: 100 less the error, in percent.
METRICS: dict[str, tuple[str | None, str | None, bool]] = {
    "train_accuracy": ("train_epoch.top1_err", None, True),
    "val_accuracy": ("val_epoch.top1_err", "val_error", True),
    "test_accuracy": ("test_ema_epoch.top1_err", "test_error", True),
    "train_loss": ("train_epoch.loss", None, False),
    "train_time": ("train_epoch.time_epoch", "train_time", False),
    "train_cost": ("history.train_consumption", "train_energy", False),
    "test_cost": (None, "inference_energy", False),
    "params": (None, "params", False),
    "flops": (None, "flops", False),
}


class Configuration:
    """A configuration of a benchmark, to be asked as NASLib asks its graphs: `query(metric, dataset, epoch, full_lc)`.

    metric    a name in `METRICS`, a `naslib` Metric of that name, or any metric or series of the file by its own name
    dataset   the task, where the table has several
    epoch     the value after this epoch; -1 for the last
    full_lc   the whole learning curve up to that epoch, as a list

    As in NASLib, costs are those of the training up to `epoch`; `train_cost` is in the unit of the file's `train_energy`.
    Curves are the table's; of a configuration that is predicted there are values only.
    """

    QUERYABLE = True

    def __init__(self, bench: Benchmark, config: Mapping[str, Any], seed: int | None = None) -> None:
        self.bench = bench
        self.config = config
        self.seed = seed

    def query(
        self,
        metric: Any,
        dataset: str | None = None,
        path: object = None,
        epoch: int | None = -1,
        full_lc: bool = False,
        dataset_api: object = None,
    ) -> float | list[float]:
        """The metric of this configuration; `path` and `dataset_api` are NASLib's, and say nothing here."""
        name = str(getattr(metric, "name", metric))
        series, scalar, is_accuracy = METRICS.get(name.lower(), (name, name, False))
        up_to = None if epoch is None or epoch < 0 else epoch
        if full_lc:
            values = self._curve(name, series, dataset, up_to)
            return [100 - value for value in values] if is_accuracy else values
        if scalar in self.bench.metrics:
            value = measured(self._answer(dataset, up_to), scalar)
        else:
            value = self._curve(name, series, dataset, up_to)[-1]
        return 100 - value if is_accuracy else value

    def _answer(self, dataset: str | None, up_to: int | None) -> Answer:
        return self.bench.query(self.config, epoch=up_to, seed=self.seed, task=dataset)[0]

    def _curve(self, name: str, series: str | None, dataset: str | None, up_to: int | None) -> list[float]:
        if series is None:
            raise UsageError(f"{name} has no learning curve", self.bench.path)
        for run in self.bench.lookup(self.config):
            curve = run.curve(series, up_to) if dataset in (None, run.task) and self.seed in (None, run.seed) else None
            values = [] if curve is None else [value for value in curve.values.tolist() if not math.isnan(value)]
            if values:
                return values
        raise UnknownConfiguration(f"the table has no {series} of {dict(self.config)}", self.bench.path)
