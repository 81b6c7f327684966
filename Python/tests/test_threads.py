"""Many threads use one file; nothing leaks."""

import gc
import resource
import sys
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow

import hasbench
from conftest import NAS_TOY, PREDICTING


def test_eight_threads_get_the_same_answers(exported):
    # A cache too small for what is read, so that blocks come and go.
    with hasbench.open(NAS_TOY, cache_bytes=200_000) as bench:

        def check(first):
            for known in exported[first::8]:
                (run,) = bench.lookup(known["hash"])
                assert run["test_error"] == known["metrics"]["test_error"]
                assert run["OPTIM.OPTIMIZER"] == known["config"]["OPTIM.OPTIMIZER"]
                curve = run.curve("test_ema_epoch.top1_err")
                assert curve.values.tolist() == known["series"]["test_ema_epoch"]["top1_err"]
            return float(bench["train_energy"].sum())

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(check, range(8)))) == 1


def test_threads_predict_the_same():
    with hasbench.open(PREDICTING) as known, hasbench.open(PREDICTING) as bench:
        config = next(iter(known)).config | {"REGNET.WM": 2.345}
        answer = known.query(config)[0].raw
        assert answer["source"] == "surrogate"
        # The first of them reads the surrogate, while the others wait for it.
        with ThreadPoolExecutor(8) as pool:
            assert all(answers[0].raw == answer for answers in pool.map(bench.query, [config] * 64))


def is_left_by(call):
    """Whether another thread gets to run in the midst of a call, though none is made to let go of the GIL."""
    begun, ended = threading.Event(), threading.Event()

    def work():
        begun.set()
        call()
        ended.set()

    thread = threading.Thread(target=work)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        thread.start()
        begun.wait()
        return not ended.is_set()
    finally:
        sys.setswitchinterval(interval)
        thread.join()


def test_others_run_while_the_library_works(tmp_path):
    numbers = np.arange(20_000)
    table = pyarrow.table({"n": numbers, "error": numbers * 0.1})
    path = tmp_path / "long.hasb"

    def write():
        hasbench.write(path, table, keys=["n"], metrics={"error": "min"}, replace=True)

    # Without a cache, so that each call reads and decodes.
    with hasbench.open(NAS_TOY, cache_bytes=1) as bench:
        for call in (write, lambda: bench.values("train_epoch.loss"), lambda: bench["test_error"]):
            call()
            # Once is enough: a short call may be over before the other thread wakes up.
            assert any(is_left_by(call) for _ in range(100))
    assert not any(is_left_by(lambda: sum(range(100_000))) for _ in range(50))


def test_a_file_may_be_closed_while_others_read():
    for _ in range(10):
        bench = hasbench.open(NAS_TOY)
        begun = threading.Event()
        wrong = []

        def read(bench=bench, begun=begun, wrong=wrong):
            try:
                while True:
                    bench.values("train_epoch.loss")
                    begun.set()
            except hasbench.UsageError as error:
                if "closed" not in str(error):
                    wrong.append(error)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        begun.wait(10)
        bench.close()
        for thread in threads:
            thread.join(10)
            assert not thread.is_alive()
        assert not wrong


def exercise(bench, config):
    run = bench.lookup(config)[0]
    run["test_error"], run["OPTIM.OPTIMIZER"], run.metrics, run.curve("test_epoch.mem", up_to=3)
    run.to_dict()
    bench["acts"], bench["state"], bench.values("test_epoch.mem"), bench.query(config)
    pyarrow.table(bench.stream(columns=["test_error", "state", "test_epoch.mem"]))
    bench.stream().__arrow_c_stream__()
    for wrong in (lambda: bench["nope"], lambda: bench.lookup("x"), lambda: hasbench.open("/nowhere")):
        try:
            wrong()
        except hasbench.HasbenchError:
            pass
        else:
            raise AssertionError("nothing was raised")


def test_nothing_leaks(bench, config):
    exercise(bench, config)
    gc.collect()
    # Since 3.12 None is immortal, and its count means nothing.
    counted = [bench, hasbench.Run, *([None] if sys.version_info < (3, 12) else [])]
    references = list(map(sys.getrefcount, counted))
    tracemalloc.start()
    before = tracemalloc.take_snapshot()
    for _ in range(50):
        exercise(bench, config)
    gc.collect()
    grown = sum(entry.size_diff for entry in tracemalloc.take_snapshot().compare_to(before, "filename"))
    tracemalloc.stop()
    after = list(map(sys.getrefcount, counted))
    assert all(new - old < 40 for new, old in zip(after, references, strict=True)), (references, after)
    assert grown < 100_000


def test_files_and_memory_are_given_back(config):
    def open_and_read():
        hasbench.open(NAS_TOY).lookup(config)[0].curve("test_ema_epoch.top1_err")

    for _ in range(50):
        open_and_read()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(1500):
        open_and_read()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
