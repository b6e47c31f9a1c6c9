"""The two bundled studies and one on registers, evaluated once, and copies that may be spoilt."""

import shutil
from pathlib import Path

import pytest

import layout
import run_eval
from benchmarks import demo_registers

ROOT = Path(__file__).resolve().parent.parent


def evaluated(name):
    study, evidence = run_eval.load(ROOT / "studies" / f"{name}.toml")
    return layout.evaluate(study, evidence)


@pytest.fixture(scope="session")
def china():
    return evaluated("china")


@pytest.fixture(scope="session")
def jiangsu():
    return evaluated("jiangsu")


@pytest.fixture(scope="session")
def demo_study(tmp_path_factory):
    """A study on SYNTHETIC registers, ingested; its file. Few draws, so that tests are quick."""
    path = demo_registers.write_study(tmp_path_factory.mktemp("whole"), rows=10_000)
    settings = path.read_text(encoding="utf-8")
    assert "[zones]\n" in settings
    quick = "[robustness]\ndraws = 200\nsensitivity_points = 16\n\n[zones]\ndraws = 50\n"
    path.write_text(settings.replace("[zones]\n", quick), encoding="utf-8")
    assert run_eval.main(["ingest", str(path)]) == run_eval.GOOD
    return path


@pytest.fixture(scope="session")
def demo_evaluation(demo_study):
    return layout.evaluate(*run_eval.load(demo_study))


@pytest.fixture
def studies(tmp_path):
    """A copy of the bundled studies with a way to change one text in one file."""
    folder = tmp_path / "studies"
    shutil.copytree(ROOT / "studies", folder)
    return Studies(folder)


class Studies:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return self.folder / name

    def change(self, name, old, new):
        path = self.folder / name
        text = path.read_text(encoding="utf-8-sig")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8-sig", newline="")
        return text[: text.index(old)].count("\n") + 1

    def append(self, name, line):
        path = self.folder / name
        text = path.read_text(encoding="utf-8-sig")
        path.write_text(text + line + "\n", encoding="utf-8-sig", newline="")
        return text.count("\n") + 1
