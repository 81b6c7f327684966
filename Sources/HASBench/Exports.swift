// Who imports HASBench can name its configurations, hashes, spaces and errors too.
@_exported public import BenchSchema
@_exported public import BenchSpace
