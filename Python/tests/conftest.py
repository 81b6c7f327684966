"""What the tests share: the file, and what the command says of it."""

import json
import os
import subprocess
from pathlib import Path

import pytest

import hasbench

PROJECT = Path(__file__).resolve().parents[2]
NAS_TOY = PROJECT / "data/nas-toy.hasb"
PREDICTING = PROJECT / "data/digits-joint.hasb"


def command(*arguments):
    """What the command prints."""
    program = os.environ.get("HASBENCH_COMMAND", PROJECT / ".build/release/hasbench")
    return subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
def exported():
    """Every run as the command prints it."""
    return [json.loads(line) for line in command("export", NAS_TOY, "--format", "jsonl").splitlines()]


@pytest.fixture
def bench():
    with hasbench.open(NAS_TOY) as opened:
        yield opened


@pytest.fixture
def config():
    """A configuration of the file."""
    return {
        "REGNET.DEPTH": 8,
        "REGNET.W0": 24,
        "OPTIM.BASE_LR": 0.1,
        "OPTIM.OPTIMIZER": "sgd",
        "OPTIM.MAX_EPOCH": 100,
    }


@pytest.fixture(scope="session")
def nas_toy():
    with hasbench.open(NAS_TOY) as opened:
        yield opened


@pytest.fixture(scope="session")
def digits_joint():
    with hasbench.open(PREDICTING) as opened:
        yield opened
