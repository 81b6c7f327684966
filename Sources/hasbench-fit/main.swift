import BenchFit

FitCommand.start()
