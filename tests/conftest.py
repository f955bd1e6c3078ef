"""How hard the properties are tried, and a PostgreSQL for whoever asks for one.

`HYPOTHESIS_PROFILE=ci` tries twice, `=hunt` thirty times as hard.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from tests import postgresql

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("dev", max_examples=100, **_COMMON)
settings.register_profile("ci", max_examples=200, print_blob=True, **_COMMON)
settings.register_profile("hunt", max_examples=3000, print_blob=True, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(scope="session")
def postgresql_url():
    """The address of a PostgreSQL of our own; None where there is none to start."""
    with postgresql.running() as url:
        yield url
