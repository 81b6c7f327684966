"""Benchmark files inside the libraries that search: one module a library, which is imported only when it is used.

    configspace   the search space as a ConfigSpace ConfigurationSpace
    syne_tune     a table as a Syne Tune blackbox, and as the folder that Syne Tune's repository reads
    optuna        an objective for an Optuna study, and a problem in OptunaHub's form
    smac          a target function for SMAC
    naslib        one configuration's query(metric, dataset, epoch, full_lc), as NASLib's graphs have it

All of them ask `Benchmark.query`: the table where it has the configuration, else the surrogate of the file, else
`hasbench.UnknownConfiguration`.
"""
