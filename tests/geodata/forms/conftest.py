"""The forms of two cities, empty and returned."""

import pytest

from commands.loading import ROOT, load
from layout.reporting import forms
from reports.forms import write_form
from tests.geodata.forms.filled import NANJING, WUXI, Folder


@pytest.fixture(scope="session")
def jiangsu_study():
    return load(ROOT / "studies" / "jiangsu.toml")


@pytest.fixture(scope="session")
def asked(jiangsu_study):
    found = forms(*jiangsu_study)
    return {code: found[code] for code in (NANJING, WUXI)}


@pytest.fixture(scope="session")
def blank(jiangsu_study, asked, tmp_path_factory):
    """An empty form of each of the two cities."""
    folder = tmp_path_factory.mktemp("blank")
    for code, form in asked.items():
        write_form(form, jiangsu_study[0].settings, folder / f"{code}.xlsx")
    return folder


@pytest.fixture
def returned(blank, asked, tmp_path):
    """Returned forms: both are complete until `fill` writes into that of Nanjing."""
    folder = tmp_path / "returned"
    folder.mkdir()
    return Folder(folder, blank, asked)
