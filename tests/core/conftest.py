"""The real knowledge, compiled once for all tests of the core."""

import pytest

from strideback.core.review import Reviewer
from strideback.formats import knowledge_toml


@pytest.fixture(scope="session")
def knowledge():
    return knowledge_toml.load()


@pytest.fixture(scope="session")
def reviewer(knowledge):
    return Reviewer(knowledge)
