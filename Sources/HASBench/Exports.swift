// Who imports HASBench can name its configurations, hashes and errors too.
@_exported public import BenchSchema
