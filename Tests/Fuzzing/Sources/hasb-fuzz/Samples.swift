import Glibc

@testable import BenchImport

/// Inputs to begin with, small and of every kind, and the recipes that some are read by.
struct Samples {
    private let folder: String
    /// The recipes by reader.
    private(set) var recipes: [FuzzedReader: Recipe] = [:]

    init(folder: String) {
        self.folder = folder
        for (reader, name) in [
            (FuzzedReader.lcbench, "lcbench"), (.nasBench201, "nas-bench-201"), (.hpobench, "hpobench"),
        ] {
            recipes[reader] = try? Recipe(bytes("\(name).json"), file: name)
        }
    }

    private func bytes(_ name: String) -> [UInt8] {
        (try? ByteSource.contents("\(folder)/\(name)", limit: 1 << 20)) ?? []
    }

    /// Writes each as a file.
    func write(to folder: String) {
        var inputs: [(FuzzedReader, [UInt8])] = [
            (.log, Array(Self.log.utf8)), (.history, Array(Self.history.utf8)), (.sweepJSON, Array(Self.sweep.utf8)),
            (.sweepJSON, Array(Self.sweep.dropFirst().dropLast().utf8)), (.yaml, Array(Self.yaml.utf8)),
            (.schema, Array(Self.schema.utf8)), (.lcbench, bytes("samples/lcbench.json")),
            (.nasBench201, bytes("samples/nas-bench-201.jsonl")), (.hpobench, bytes("samples/hpobench.jsonl")),
        ]
        for name in ["pycls-sweep", "lcbench", "nas-bench-201", "hpobench"] {
            inputs.append((.recipe, bytes("\(name).json")))
        }
        for (number, (reader, input)) in inputs.enumerated() {
            let file = open("\(folder)/seed-\(number)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            let bytes = [reader.rawValue] + input
            guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count else { exit(74) }
            close(file)
        }
    }

    private static let log = """
        [trainer.py:  48]: PyTorch Version: torch=1.8.1
        [trainer.py:  50]: os.environ:
        HOME: /root
        TOKEN: [x.py: 1]: json_stats: {"_type": "cfg", "A": 1}
        [trainer.py:  53]: json_stats: {"MODEL": {"TYPE": "anynet"}, "OPTIM": {"BASE_LR": 0.1, "STEPS": [1, 2]}, "RNG_SEED": 1, "_type": "cfg"}
        [trainer.py:  68]: json_stats: {"_type": "complexity", "acts": 4384, "flops": 207872, "params": 179618}
        [benchmark.py: 134]: json_stats: {"_type": "epoch_times", "train_fw_time": 4.7569}
        [meters.py: 153]: json_stats: {"_type": "train_iter", "epoch": "1/3", "iter": "25/97", "loss": 5.6}
        [meters.py: 177]: json_stats: {"_type": "train_epoch", "epoch": "1/3", "eta": "00,00:00:19", "loss": 5.6495, "mem": 12}
        excel compatible output:
        3.6910\t0.0000\t0.0003\t6.0530\t0.0000\t0.1948
        [meters.py: 260]: json_stats: {"_type": "test_epoch", "epoch": "1/3", "top1_err": 90.3333, "note": "x"}
        [meters.py: 177]: json_stats: {"_type": "train_epoch", "epoch": "2/3", "eta": "00,00:00:18", "loss": 4.1, "mem": 12}
        [meters.py: 260]: json_stats: {"_type": "test_epoch", "epoch": "2/3", "top1_err": NaN, "note": null}
        [meters.py: 177]: json_stats: {"_type": "train_epoch", "epoch": "3/3", "eta": "00,00:00:17", "loss": 3, "mem": 1\u{1B}[32m

        """
    private static let history = """
        {"train_consumption": 1.5, "test_consumption": 0.5, "test_error": 90, "cur_epoch": 0, "_step": 1}
        {"train_consumption": NaN, "cur_epoch": 1.0}

        """
    private static let sweep = """
        [{"cfg": {"OPTIM": {"BASE_LR": 0.1}, "RNG_SEED": 1}, "complexity": {"params": 5}, "cons": {"train_cons": [0.5, NaN]}, "err": "x", \
        "train_epoch": {"epoch": ["1/2", "2/2"], "epoch_ind": [1, 2], "epoch_max": [2, 2], "loss": [1.5, -Infinity], "eta": ["00,00:00:01", "x"]}, \
        "log_file": "/a/logs/1/stdout.log"}]
        """
    private static let yaml = "a: &x {b: [1, 2.5, yes], c: 'd'}\ne:\n  <<: *x\n  f: |\n    text\n  g: 1:30\n  h: 0o17\n"
    private static let schema = #"""
        {"columns": [{"name": "a", "role": "key", "type": "int64"}, {"name": "g.epoch", "role": "axis", "type": "int64"},
         {"name": "g.x", "role": "series", "type": "float64", "unit": "s"},
         {"name": "m", "role": "metric", "type": "float64", "definition": {"reduction": "sum", "sources": ["g.x"], "divisor": 1.0, "direction": "min"}}]}
        """#
}
