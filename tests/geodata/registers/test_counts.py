import functools
import hashlib
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

from geodata.errors import Problems
from geodata.registers import counts, engine
from geodata.registers.cells import CLASS_UNIT, EVENTS, RIGHT, SCHEMAS
from tests.geodata.registers import dirty, oracle


def digest(cells):
    """Hash of the bytes of all tables, as CSV."""
    tables = [name + table.to_csv(index=False) for name, table in cells.tables().items()]
    return hashlib.sha256("".join(tables).encode()).hexdigest()


def counted(folder, registers, concordance=None, **changed):
    problems = Problems("登记簿")
    cells = counts.count(
        dirty.job(folder, **changed),
        registers,
        dirty.INDUSTRIES,
        concordance,
        folder / "work",
        problems,
    )
    assert not problems
    return cells


@pytest.fixture(scope="module")
def registers(tmp_path_factory):
    return dirty.registers(tmp_path_factory.mktemp("registers"))


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    return dirty.generated(tmp_path_factory.mktemp("generated"), 2000)


@pytest.fixture(scope="module")
def cells(registers, tmp_path_factory):
    return counted(tmp_path_factory.mktemp("cells"), registers, dirty.concordance())


@pytest.fixture(scope="module")
def random_cells(generated, tmp_path_factory):
    folder = tmp_path_factory.mktemp("random")
    return counted(folder, generated, dirty.concordance(fine=True), abnormal="include", sample=1000)


def same(found, wanted):
    for name, table in found.tables().items():
        pd.testing.assert_frame_equal(table, wanted.tables()[name], obj=name)


@pytest.mark.parametrize(("fine", "abnormal"), [(False, "exclude"), (True, "include")])
def test_dirty_rows_are_counted_as_plain_loops_count_them(registers, tmp_path, fine, abnormal):
    table = dirty.concordance(fine)
    asked = dirty.job(tmp_path, abnormal=abnormal)
    found = counted(tmp_path, registers, table, abnormal=abnormal)
    same(found, oracle.count(asked, registers, dirty.INDUSTRIES, table))


def test_random_rows_are_counted_as_plain_loops_count_them(generated, random_cells, tmp_path):
    asked = dirty.job(tmp_path, abnormal="include", sample=1000)
    same(
        random_cells, oracle.count(asked, generated, dirty.INDUSTRIES, dirty.concordance(fine=True))
    )


def test_one_thread_two_and_another_order_of_rows_give_the_same_bytes(
    generated, tmp_path, monkeypatch
):
    hashes = set()
    for threads in (1, 2):
        opened = functools.partial(engine.open_engine, threads=threads)
        monkeypatch.setattr(counts, "open_engine", opened)
        hashes.add(digest(counted(tmp_path, generated, dirty.concordance())))
    for staged in generated:
        table = pd.read_parquet(staged.paths[0])
        table.sample(frac=1, random_state=1).to_parquet(staged.paths[0])
    hashes.add(digest(counted(tmp_path, generated, dirty.concordance())))
    assert len(hashes) == 1


def test_little_memory_gives_the_same(generated, tmp_path):
    assert digest(counted(tmp_path, generated, memory_gb=0.5)) == digest(
        counted(tmp_path, generated)
    )


def test_every_row_is_in_one_stage(registers, cells, generated, random_cells):
    account = pd.concat([cells.account, random_cells.account])
    by_stage = account.groupby(["register", "stage"])["records"].sum().unstack(fill_value=0)
    stages = by_stage[["malformed", "dropped", "duplicate", "outside", "counted"]]
    assert (by_stage["read"] == stages.sum(axis=1)).all()
    for one in [*registers, *generated]:
        rows = len(pd.read_parquet(one.paths[0])) + one.rows_malformed
        assert by_stage.loc[one.register, "read"] == rows


@pytest.mark.parametrize("event", EVENTS)
def test_parts_of_industries_and_classes_add_up_to_the_rights(random_cells, event):
    rights = random_cells.rights
    number = rights.loc[rights[f"{event}_year"] > 0, "records"].sum()
    industries = random_cells.industries.query("event == @event")["parts"].sum()
    classes = random_cells.classes.query("event == @event")["parts"].sum()
    assert number > 100
    assert (industries, classes) == (RIGHT * number, CLASS_UNIT * number)


def test_seven_codes_share_evenly_and_eleven_give_the_first_the_odd_part(cells):
    granted = cells.classes.query(
        "region_code == '320200' and kind == 'patent' and year == 2021 and event == 'granted'"
    )
    parts = granted.set_index("class")["parts"]
    # 2520 = 11 * 229 + 1 and 7 * 360: A01B is in both, and the first of the eleven
    assert parts["A01B"] == 230 + 360
    assert parts["A01C"] == parts["A01M"] + 360 == 229 + 360
    assert parts.sum() == 2 * CLASS_UNIT


def test_a_class_goes_to_its_industries_and_an_unknown_one_to_none(cells):
    # the one trademark of 徐州 has Nice 9 twice and 35: half of it is of class 09, 7 : 3
    industries = cells.industries.query("region_code == '320300' and event == 'granted'")
    assert industries.set_index("industry")["parts"].to_dict() == {
        "": RIGHT // 2,
        "39": RIGHT * 35 // 100,
        "40": RIGHT * 15 // 100,
    }


def test_the_later_record_of_a_number_counts(cells):
    # 201710601862.3 comes twice: with the later update it has ended in 2022
    one = cells.rights.query("filed_year == 2017")
    assert one[["granted_year", "ended_year", "records"]].to_numpy().tolist() == [[2019, 2022, 1]]


def test_pledges_are_summed_over_transactions_and_compared_with_the_threshold(registers, tmp_path):
    # 600 + 400 万元 on 201710601862, 999.99994 万元 (half a yuan rounded up) on 95115608
    wanted = [one for one in registers if one.kind in ("patent", "transaction")]

    def pledged(threshold):
        rights = counted(tmp_path, wanted, pledge_threshold_yuan=threshold).rights
        return sorted(rights.loc[rights["flags"] & 8 > 0, "filed_year"])

    assert pledged(10_000_000) == [2017]
    assert pledged(10_000_001) == []
    assert pledged(9_999_999) == [1995, 2017]


def test_addresses_are_read_in_the_year_of_the_record(cells):
    # 清浦区 and 清河区 of 淮安 are gone, 通州市 became a district of 南通, 昆山 belongs to 苏州
    patents = cells.rights.query("kind == 'patent'")
    assert set(patents.query("filed_year == 1995")["region_code"]) == {"320800"}
    assert set(patents.query("filed_year == 2008 and type == 'utility_model'")["region_code"]) == {
        "320600",
        "320500",
    }


def test_an_ambiguous_address_counts_where_all_it_may_be_is_one_region(tmp_path):
    row = [{"number": "1", "filed": "2020-01-01", "granted": "2020-02-01", "address": "鼓楼区"}]
    staged = [dirty.staged(tmp_path, "trademark", row)]
    assert counted(tmp_path, staged, level="province", regions=("320000",)).rights[
        "region_code"
    ].tolist() == ["320000"]
    assert counted(tmp_path, staged).rights.empty
    county = counted(tmp_path, staged, level="county", regions=("320106", "320302"))
    assert county.account.query("stage == 'dropped'")["reason"].tolist() == ["address_ambiguous"]


def test_flows_tell_regions_provinces_and_what_is_unknown(cells):
    flows = cells.flows.set_index(["deal", "kind", "from_region", "to_region"])
    assert (
        flows.loc[
            (
                "license" if "license" in set(cells.flows.deal) else "licence",
                "trademark",
                "320500",
                "110000",
            )
        ]["with_amount"]
        == 0
    )
    assert flows.loc[("transfer", "patent", "310000", "320500"), "amount"] == 0
    assert flows.loc[("transfer", "patent", "320300", "320200")].tolist() == [2021, 1, 125_000, 1]
    assert flows.loc[("pledge", "patent", "320500", "")].tolist() == [2021, 1, 4_000_000, 1]


def test_a_blank_figure_is_not_zero(cells):
    enterprises = cells.activities.query("kind == 'enterprise'").set_index(
        ["region_code", "industry", "year", "measure"]
    )
    nanjing = enterprises.loc[("320100", "39", 2020)]
    assert nanjing.loc["value_added"].drop("kind").tolist() == [-32_500, 1]
    assert "exports" not in nanjing.index
    # the later of two records of 2021 has another industry
    assert enterprises.loc[("320100", "40", 2021, "exports")].drop("kind").tolist() == [0, 1]
    # Z9 is no industry, its negative revenue no revenue, 0.00004999 万元 less than half a yuan
    suzhou = enterprises.loc[("320500", "", 2021)]
    assert suzhou.loc["exports"].drop("kind").tolist() == [1, 2]
    assert "revenue" not in suzhou.index


def test_holders_are_one_whatever_the_width_of_their_letters(cells):
    abc = cells.holders.query(
        "region_code == '' and kind == 'patent' and type == '' and basis == 'filed' and year == 2020"
    )
    # ＡＢＣ公司, abc公司 and Abc公司 filed three, 己 one
    assert abc[["holders", "records", "squares", "top5"]].to_numpy().tolist() == [[2, 4, 10, 4]]


def test_samples_show_no_holder(cells):
    shown = cells.samples["content"].str.cat(sep="")
    assert "南京市鼓楼区" in shown
    assert not any(name in shown for name in ("甲公司", "丁公司", "（乙）大学"))


def test_no_registers_give_empty_tables_of_the_right_types(tmp_path):
    found = counted(tmp_path, [])
    assert {name: len(table) for name, table in found.tables().items()} == dict.fromkeys(SCHEMAS, 0)


def test_registers_without_rows_give_empty_tables(tmp_path):
    bare = [dirty.staged(tmp_path, kind, pd.DataFrame(rows[:1]).iloc[:0]) for kind, rows in
            (("patent", dirty.PATENTS), ("transaction", dirty.DEALS), ("enterprise", dirty.ENTERPRISES))]  # fmt: skip
    found = counted(tmp_path, bare, dirty.concordance())
    assert {name: len(table) for name, table in found.tables().items()} == dict.fromkeys(SCHEMAS, 0)


def test_columns_of_a_parquet_file_may_be_dates_and_numbers(tmp_path):
    path = tmp_path / "own.parquet"
    frame = pd.DataFrame({
        "code": ["11320000MB151840XJ", "91512081MA62K0260E", "91350100M000100Y43"],
        "when": [2020, 2020, 2020],
        "place": [320100, 320100, 320100],
        "money": [1200.5, float("nan"), 0.25],
        "people": [10, 20, 30],
        "changed": pd.to_datetime(["2021-01-01", "2021-01-01", None]),
    })  # fmt: skip
    frame.to_parquet(path)
    columns = {
        "number": "code",
        "year": "when",
        "region": "place",
        "revenue": "money",
        "employment": "people",
        "updated": "changed",
    }
    staged = replace(
        dirty.staged(tmp_path, "enterprise", dirty.ENTERPRISES),
        paths=(path,),
        columns=columns,
        factors={"revenue": 10_000},
    )
    found = counted(tmp_path, [staged]).activities.set_index("measure")[["value", "records"]]
    assert found.loc["revenue"].tolist() == [12_007_500, 2]
    assert found.loc["employment"].tolist() == [60, 3]


def test_an_engine_that_is_not_installed_is_told(tmp_path, registers, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    problems = Problems("登记簿")
    job = dirty.job(tmp_path, engine="spark://127.0.0.1:7077")
    found = counts.count(job, registers, dirty.INDUSTRIES, None, tmp_path / "work", problems)
    assert [problem.code for problem in problems] == ["engine_missing"]
    assert found.rights.empty


def test_importing_the_counts_loads_no_engine():
    code = "import sys, geodata.registers.counts; sys.exit(any(m in sys.modules for m in ('ibis', 'duckdb', 'pyspark', 'polars')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
