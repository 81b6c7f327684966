public import ArgumentParser
public import BenchStatistics

extension RepeatRule: ExpressibleByArgument {}
extension QuantileMethod: ExpressibleByArgument {}

/// What to look at in stats and pareto: of which runs, and what becomes of repeats.
struct StatisticsArguments: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Only runs with this value of a key.", valueName: "KEY=VALUE"))
    var `where`: [String] = []

    @Option(
        help: ArgumentHelp(
            "What stands for a configuration that was run more than once: the mean or median of its runs, or each.",
            valueName: "mean|median|each"))
    var repeats = RepeatRule.mean

    @OptionGroup var candidates: CandidateArguments
}
