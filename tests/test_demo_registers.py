"""Synthetic registers: dirty as real ones, said to be synthetic everywhere, and the same each time."""

import csv
import tomllib
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pytest

from benchmarks import demo_registers, register_scale
from benchmarks.demo_files import FORMS
from benchmarks.demo_registers import MADE_UP, MARK
from benchmarks.registers import KINDS, activities, parts, words, write
from benchmarks.registers.others import OTHERS
from benchmarks.registers.parts import COPIES, DIRT
from geodata.addresses import locate
from geodata.registers.kinds import kinds

ROOT = Path(__file__).resolve().parent.parent
ROWS = 20_000
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def made(kind, rows=ROWS, seed=1):
    [part] = parts(kind, rows, seed)
    return KINDS[kind](part)


@pytest.fixture(scope="module")
def patents():
    return made("patent")


@pytest.fixture(scope="module")
def study_file(tmp_path_factory):
    return demo_registers.write_study(tmp_path_factory.mktemp("demo"), rows=2_000)


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# numbers


def test_check_digit_of_a_published_number():
    # 201710601862.3, worked out at dfrtw.com/zhuanlichaxun/31487.html; 95115608.X, with four zeros
    # behind for twelve digits, at chengju.com/wenhua/33720.html
    assert words.mod_11(np.array([201710601862, 951156080000])).tolist() == [3, 10]


def credit_check(code):
    """Last character by GB 32100-2015: 31 less the sum of value times 3**(place - 1) mod 31."""
    total = sum(CREDIT.index(sign) * 3**place for place, sign in enumerate(code[:17]))
    return CREDIT[-total % 31]


def organisation_check(code):
    """Check of the organisation code by GB 11714, in the 17th place."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(sign) * w for sign, w in zip(code[8:16], weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def test_credit_codes_are_those_of_the_standard():
    assert credit_check("91350100M000100Y43") == "3"  # the example of GB 32100-2015
    holders = np.arange(500)
    for code in words.credit_codes(holders, np.zeros(500, dtype=bool)):
        assert len(code) == 18
        assert code[17] == credit_check(code)
        assert code[16] == organisation_check(code)
    for code in words.credit_codes(holders, np.ones(500, dtype=bool)):
        assert code[17] != credit_check(code)


def test_every_application_has_a_number_of_its_own(patents):
    core = patents["number"].str.replace_all(r"CN|ZL|[ .]", "").str.slice(0, 12)
    good = core.filter(core.str.contains(r"^\d{12}$"))
    once = len(patents) - int(ROWS * COPIES)
    assert good.n_unique() == pytest.approx(once * (1 - DIRT["number"]), rel=0.002)
    dates = patents.with_columns(core=core).filter(pl.col("core").is_in(good.implode()))
    # copies with the same number differ in their date, or are the same in all
    assert dates.unique().select("core", "updated").is_unique().all()


def test_numbers_of_several_files_do_not_meet(monkeypatch, tmp_path):
    monkeypatch.setattr("benchmarks.registers.CHUNK", 1_000)
    files = write("patent", 3_500, tmp_path)
    assert [len(pl.read_parquet(file)) for file in files] == [1_000, 1_000, 1_000, 500]
    numbers = pl.concat(pl.read_parquet(file, columns=["number"]).unique() for file in files)
    valid = numbers.filter(pl.col("number").str.contains(r"\d{12}"))
    assert valid["number"].is_unique().all()


# rows


@pytest.mark.parametrize("kind", KINDS)
def test_columns_are_fields_of_the_kind(kind):
    table = made(kind, 200)
    assert set(table.columns) <= set(kinds()[kind])
    assert set(table.schema.values()) == {pl.String}
    assert table.null_count().sum_horizontal().item() == 0
    required = {name for name, field in kinds()[kind].items() if field.required}
    assert required <= set(table.columns)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_each_time(kind):
    assert made(kind, 500).equals(made(kind, 500))
    assert not made(kind, 500).equals(made(kind, 500, seed=2))


def test_every_kind_of_dirt_is_there(patents):
    share = {
        "number": ~patents["number"].str.contains(r"\d{12}"),
        "filed": ~patents["filed"].str.contains(
            r"^(19|20)\d\d([-/.年]?)(0?[1-9]|1[0-2])[^\d]?\d\d?"
        )
        | (patents["filed"] == "2013-02-30"),
        "untyped": patents["type"] == "",
        "status": patents["status"].is_in(["待定", "？"]),
        "blank": patents["address"] == "",
        "foreign": patents["address"].str.contains("Demo Road"),
        "elsewhere": patents["address"].str.contains("演示路"),
        "classless": patents["classes"] == "",
    }
    for name, hit in share.items():
        # designs have a Locarno class instead
        expected = DIRT[name] * (0.88 if name == "classless" else 1)
        assert hit.sum() == pytest.approx(expected * ROWS, abs=4 * (expected * ROWS) ** 0.5 + 3), (
            name
        )
    assert patents.is_duplicated().any()
    assert patents["classes"].str.contains("Z99Z").any()
    assert (patents["classes"].str.count_matches("/") > 6).any()
    assert patents["filed"].str.contains("年").any()


def test_addresses_lie_where_the_applicant_does():
    holders = np.arange(3_000)
    truth = [words.places().cities[city][:4] for city in words.cities_of(holders)]
    for year in (2008, 2024):
        years = np.full(3_000, year)
        found = locate(words.addresses(holders, years), years, words.PROVINCE)
        cities = [{code[:4] for code in text.split(";")} for text in found["candidates"]]
        assert all(city in told for city, told in zip(truth, cities, strict=True))
        # 鼓楼区 lies in two cities
        assert 0.98 < np.mean([len(told) == 1 for told in cities]) < 1


def test_old_names_stand_in_old_addresses_only():
    holders = np.arange(3_000)
    old = words.addresses(holders, np.full(3_000, 2008))
    new = words.addresses(holders, np.full(3_000, 2024))
    assert old.str.contains("白下区").any()
    assert not new.str.contains("白下区").any()


def test_larger_cities_file_more():
    cities = np.bincount(words.cities_of(np.arange(50_000))) / 50_000
    shares = np.array([words.SIZES[code] for code in words.places().cities])
    np.testing.assert_allclose(cities, shares / shares.sum(), atol=0.005)


def test_transactions_deal_in_patents_of_the_register(patents):
    [part] = parts("transaction", 300)
    deals = activities.transactions(part, patents)
    assert set(deals["right_number"]) <= set(patents["number"])
    assert set(deals["deal"]) == {"转让", "许可", "质押"}
    assert set(deals.columns) <= set(kinds()["transaction"])


# the study


def test_nothing_can_be_taken_for_a_real_record(patents):
    assert patents["holder"].str.contains(r"演示\d{7}号").all()
    for kind in OTHERS:
        assert made(kind, 100)["holder"].str.contains("演示").all()


def test_every_file_and_table_says_that_it_is_made_up(study_file):
    settings = tomllib.loads(study_file.read_text(encoding="utf-8"))
    assert settings["demonstration"] is True
    assert study_file.stem == settings["name"]
    assert MARK in settings["title"]
    assert MARK in settings["area"]
    assert MADE_UP in settings["limits"][0]
    assert all(path.name.startswith(MARK) for path in (study_file.parent / "registers").iterdir())
    tables = study_file.parent / "tables"
    assert all(MARK in row["note"] for row in rows(tables / "registers.csv"))
    assert {row["status"] for row in rows(tables / "concordance.csv")} == {"synthetic"}
    assert all("演示" in row["label_zh"] for row in rows(tables / "indicators.csv"))
    made_up = [row for row in rows(tables / "sources.csv") if row["source_id"].startswith("demo_")]
    assert len(made_up) == len(FORMS) + len(demo_registers.TABLES)
    assert all(row["publisher"] == MARK for row in made_up)
    # what is real are people, output and places
    known = {row["statistic"] for row in rows(tables / "figures.csv")}
    assert known == set(demo_registers.REAL)


def test_nothing_of_it_is_shipped():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["setuptools"]["packages"]
    assert not [name for name in packages if "benchmarks" in name]
    for path in (ROOT / "studies").rglob("*.*"):
        assert "demo_" not in path.read_text(encoding="utf-8-sig"), path


def test_study_is_the_same_each_time(study_file, tmp_path):
    again = demo_registers.write_study(tmp_path, rows=2_000)
    for path in sorted(study_file.parent.rglob("*.*")):
        other = again.parent / path.relative_to(study_file.parent)
        if path.suffix == ".xlsx":  # holds the time of writing
            assert cells(path) == cells(other)
        else:
            assert path.read_bytes() == other.read_bytes(), path.name


def cells(path):
    return [[*row] for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]


def test_registers_come_in_every_format(study_file):
    folder = study_file.parent / "registers"
    suffixes = {path.suffix for path in folder.iterdir()}
    assert suffixes == {".csv", ".xlsx", ".parquet"}
    assert len([*folder.glob(FORMS["patent"].pattern)]) == 2
    marks = (folder / FORMS["trademark"].pattern).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        marks.decode("utf-8")
    assert "注册号" in marks.decode("gb18030")


# beside pandas


def test_the_count_and_pandas_agree(tmp_path):
    files = write("patent", 3_000, tmp_path / "register")
    ours = register_scale.ours(files, tmp_path)
    theirs = register_scale.by_pandas(files, tmp_path)
    for name in register_scale.COMPARED:
        assert len(theirs[name])
        pd.testing.assert_frame_equal(ours[name], theirs[name], check_dtype=False)


def test_a_difference_is_noticed(tmp_path, monkeypatch):
    files = write("patent", 500, tmp_path)
    assert files
    good = {"cpu_s": 1.0, "clock_s": 1.0, "start_up_s": 1.0, "peak_mb": 1.0}
    digests = dict.fromkeys(register_scale.COMPARED, "same")

    def child(contestant, _):
        other = digests | ({"rights": "another"} if contestant == "pandas" else {})
        return good | {"digests": other}

    monkeypatch.setattr(register_scale, "child", child)
    with pytest.raises(AssertionError, match="rights"):
        register_scale.measured(500, tmp_path)


# from registers to results


def test_all_dimensions_are_filled_from_registers_alone(demo_evaluation):
    scores = demo_evaluation.scores
    assert set(scores.dimension) >= {"ip", "innovation", "industry", "composite"}
    assert scores.score.notna().all()
    assert set(scores.year) == set(demo_registers.YEARS)
    counted = demo_evaluation.evidence.figures
    real = counted.statistic.isin(demo_registers.REAL)
    assert counted[~real].source_id.str.startswith("demo_").all()


def test_scores_are_spread_between_the_goalposts(demo_evaluation):
    # the goalposts follow the size of the registers: cities must not all sit at one end
    last = demo_evaluation.scores[demo_evaluation.scores.year == demo_registers.YEARS[-1]]
    spread = last.groupby("dimension").score.agg(lambda scores: scores.max() - scores.min())
    assert (spread > 0.2).all()


def test_industries_and_their_rows_of_the_catalogue_are_there(demo_evaluation):
    assert {"industry_panel", "industry_specialisation", "survey_rights"} <= set(
        demo_evaluation.views
    )
    assert (demo_evaluation.catalogue.industry_code != "").any()
    assert (demo_evaluation.catalogue.industry_code == "").any()


def test_every_register_is_accounted_for(demo_evaluation):
    account = demo_evaluation.evidence.registers.cells.account
    sums = account.pivot_table(
        index="register", columns="stage", values="records", aggfunc="sum", fill_value=0
    )
    assert set(sums.index) == set(FORMS)
    stages = ["malformed", "dropped", "duplicate", "outside", "counted"]
    assert (sums[stages].sum(axis=1) == sums["read"]).all()
    assert sums.loc["research", "malformed"] == FORMS["research"].ragged
    reasons = set(account[account.register == "patent"].reason)
    assert {"number_invalid", "date_invalid", "address_unknown", "address_ambiguous"} <= reasons
    assert {"check_digit", "type_disagrees", "granted_before_filed", "word_unknown"} <= reasons


def test_figures_survey_and_quality_tell_the_same_inventions(demo_evaluation):
    # three tables count them from the same cells, each for its own purpose
    keys = ["region_code", "year"]
    survey = demo_evaluation.views["survey_quality"]
    survey = survey[survey.layer == "region"].set_index(keys).sort_index()
    share = demo_evaluation.views["layout_quality"].set_index(keys).sort_index().high_value_share
    assert (share - survey.high_value / survey.in_force).abs().max() < 1e-6
    figures = demo_evaluation.evidence.figures
    for statistic, column in (
        ("high_value_inventions", "high_value"),
        ("invention_patents_in_force", "in_force"),
    ):
        counted = figures[figures.statistic == statistic].set_index(keys).value
        assert (counted.loc[survey.index] == survey[column]).all()
