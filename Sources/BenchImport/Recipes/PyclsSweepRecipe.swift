import BenchSchema

extension Recipe {
    /// The form of a pycls sweep.json, whose types, units and metrics are also those of logs.
    static let pyclsSweep: Recipe = {
        // A test reads the text and compares it with Specs/recipes/pycls-sweep.json.
        guard var recipe = try? Recipe(Array(pyclsSweepText.utf8), file: "pycls-sweep.json") else { return Recipe() }
        // Nobody gave it: what it names need not be there.
        recipe.file = ""
        return recipe
    }()

    /// Specs/recipes/pycls-sweep.json.
    static let pyclsSweepText = #"""
        {
          "recipe": 1,
          "source": "pycls sweep",
          "configuration": {"{leaf*}": "cfg.{leaf*}"},
          "seed": "cfg.RNG_SEED",
          "scalars": {"{type}.{field}": "{type}.{field}"},
          "series": {
            "{type}": {"axis": {"name": "epoch", "path": "{type}.epoch_ind"}, "fields": {"{field}": "{type}.{field}"}},
            "cons": {"axis": {"name": "epoch", "from": 1}, "fields": {"{field}": "cons.{field}"}}
          },
          "kept_with_stderr": {"stderr": "err", "log_file": "log_file", "err_file": "err_file"},
          "skip": ["{type}.epoch", "{type}.iter"],
          "types": {
            "energy.*": "float64", "history.*_consumption": "float64",
            "*.acts": "int64", "*.flops": "int64", "*.params": "int64", "*.mem": "int64", "*.eta": "int64", "*.epoch_max": "int64",
            "*.loss": "float64", "*.lr": "float64", "*.time_*": "float64", "*_err": "float64", "history.test_error": "float64", "*_time": "float64", "cons.*_cons": "float64"
          },
          "units": {
            "energy.*_util": "%", "energy.*.energy": "W.h", "energy.*.power": "W", "energy.*.temperature": "Cel", "energy.*.time": "s",
            "history.*_consumption": "W.h", "history.test_error": "%", "cons.*_cons": "W.h",
            "*.mem": "MiBy", "*.eta": "s", "*.time*": "s", "*_time": "s", "*_err": "%"
          },
          "durations": ["*.eta"],
          "planned": {"field": "epoch_max"},
          "finite": ["*.loss", "*_err", "*.test_error"],
          "metrics": {
            "test_error": {"reduction": "last", "of": ["test_ema_epoch.top1_err"], "unit": "%", "direction": "min"},
            "val_error": {"reduction": "last", "of": ["val_epoch.top1_err"], "unit": "%", "direction": "min"},
            "train_time": {"reduction": "sum", "of": ["train_epoch.time_epoch"], "unit": "s", "direction": "min"},
            "epoch_time": {"reduction": "mean_after_first", "of": ["train_epoch.time_epoch"], "unit": "s", "direction": "min"},
            "train_energy": {"reduction": "sum", "of": ["history.train_consumption", "cons.train_cons", "energy.train.energy"], "unit": "kW.h", "divisor": 1000, "direction": "min"},
            "epoch_energy": {"reduction": "mean_after_first", "of": ["history.train_consumption", "cons.train_cons", "energy.train.energy"], "unit": "W.h", "direction": "min"},
            "inference_energy": {"reduction": "mean", "of": ["history.test_consumption", "cons.test_cons", "energy.test.energy"], "unit": "W.h", "direction": "min"},
            "params": {"reduction": "value", "of": ["complexity.params"], "direction": "min"},
            "flops": {"reduction": "value", "of": ["complexity.flops"], "direction": "min"},
            "acts": {"reduction": "value", "of": ["complexity.acts"], "direction": "min"}
          }
        }

        """#
}
