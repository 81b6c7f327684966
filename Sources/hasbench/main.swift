import BenchCommand

HasbenchCommand.runAndExit()
