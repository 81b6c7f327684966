// Who imports HASBench can name its configurations, hashes, spaces, predictions and errors too.
@_exported public import BenchSchema
@_exported public import BenchSpace
@_exported public import BenchSurrogate
