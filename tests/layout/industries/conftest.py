"""The example, put through once."""

import pytest

from layout.industries import industries
from layout.notes import Notes
from tests.layout.industries import made


@pytest.fixture(scope="session")
def found():
    return industries(made.cells(), made.TABLE, made.settings(), made.REGIONS, None, None, Notes())
