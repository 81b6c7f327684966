"""The virtual environment that the comparison runs in, and a description of the machine."""

import hashlib
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
REQUIREMENTS = HERE / "requirements.txt"


def enter():
    """Makes the environment where it is missing or of other requirements, and starts the script again within it."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        return
    stamp = VENV / "made-of"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
    python = VENV / "bin/python"
    if not stamp.is_file() or stamp.read_text() != wanted:
        print("making the virtual environment", file=sys.stderr, flush=True)
        made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], stdout=sys.stderr)
        if made.returncode != 0:
            sys.exit("peers: no virtual environment can be made (Debian: python3-venv)")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]
        if subprocess.run(pip).returncode != 0:
            sys.exit("peers: the packages of requirements.txt can't be installed")
        stamp.write_text(wanted)
    os.execv(python, [str(python), *sys.argv])


def first_line(*command):
    """The first line that a command prints, or None."""
    try:
        printed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return printed.splitlines()[0] if printed else None


def field(path, name):
    """A field of a file in the form of /proc/cpuinfo."""
    for line in Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"


def describe():
    """The machine and the version of everything that is compared, by name."""
    import sqlite3
    from importlib import metadata

    import h5py

    commit = first_line("git", "rev-parse", "--short=12", "HEAD")
    if commit and first_line("git", "status", "--porcelain", "--untracked-files=no"):
        commit += ", with changes"
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / (1 << 20)
    names = [line.split("==")[0] for line in REQUIREMENTS.read_text().splitlines()]
    versions = {name: metadata.version(name) for name in names}
    return {
        "processor": field("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory": f"{memory:.1f} GiB",
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "Python": platform.python_version(),
        **versions,
        "HDF5": h5py.version.hdf5_version,
        "SQLite (Python)": sqlite3.sqlite_version,
        "sqlite3 command": first_line("sqlite3", "--version"),
        "duckdb command": first_line("duckdb", "--version"),
        "C compiler": first_line("cc", "--version"),
        "hasbench commit": commit or "unknown",
    }
