"""The model of the body, loaded once for each worker."""

import pytest

from strideback.anatomy.body import Body
from strideback.anatomy.lengths import Lengths
from strideback.formats.knowledge_toml import load


@pytest.fixture(scope="session")
def knowledge():
    return load()


@pytest.fixture(scope="session")
def body(knowledge):
    return Body(knowledge.anatomy)


@pytest.fixture(scope="session")
def lengths(body, knowledge):
    return Lengths(body, knowledge)
