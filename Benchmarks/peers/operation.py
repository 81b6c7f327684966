"""One operation on one store, in a process of its own: prints its measures and answers as JSON.

operation.py STORE PATH write|verify CANON
operation.py STORE PATH lookup HASH
operation.py STORE PATH scan
operation.py STORE PATH warm QUESTIONS     a JSON file: {"rows": [...], "keys": [...]}
"""

import json
import sys

import catalogue


class WithoutPandas:
    """pyarrow imports pandas wherever it is installed, 0.2 s of every process, and only nested Feather needs it."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "pandas":
            raise ModuleNotFoundError(name)


def main():
    key, path, operation, *arguments = sys.argv[1:]
    if key != "feather":
        sys.meta_path.insert(0, WithoutPandas)
    store = catalogue.BY_KEY[key].store(path)
    if operation == "lookup":
        answer = store.timed_lookup(arguments[0])
    elif operation == "scan":
        answer = store.timed_scan()
    elif operation == "warm":
        with open(arguments[0]) as file:
            questions = json.load(file)
        answer = store.timed_warm(questions["rows"], questions["keys"])
    else:
        # Only these need the source, and numpy with it.
        from source import Source

        source = Source(arguments[0])
        answer = store.timed_write(source) if operation == "write" else {"differences": store.differences(source)[:20]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
