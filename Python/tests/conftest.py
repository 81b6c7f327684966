"""What the tests share: the tables of this repository, opened once."""

from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def nas_toy():
    import hasbench

    return hasbench.open(DATA / "nas-toy.hasb")


@pytest.fixture(scope="session")
def digits_joint():
    import hasbench

    return hasbench.open(DATA / "digits-joint.hasb")
