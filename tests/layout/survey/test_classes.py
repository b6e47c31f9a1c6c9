import pytest

from geodata.registers.cells import CLASS_UNIT
from layout.survey.classes import COLUMNS, TOP, classes
from tests.layout.survey.made import context, table


def parts(region, class_, year, event, count, type_="invention", kind="patent"):
    return region, kind, type_, class_, year, event, round(count * CLASS_UNIT)


@pytest.fixture(scope="module")
def small():
    return classes(
        table(
            "classes",
            [
                parts("320100", "A61K", 2019, "granted", 3.5),
                parts("320100", "A61K", 2021, "ended", 1),
                parts("320100", "C07D", 2019, "granted", 0.5),
                parts("320100", "C07D", 2022, "granted", 2, "design"),
                parts("320100", "", 2022, "granted", 5),
                parts("320100", "H01L", 2023, "granted", 9),  # after the last year
                parts("320100", "H01L", 2019, "granted", 1),
                parts("320100", "H01L", 2020, "ended", 1),  # nothing left
                parts("320200", "C07D", 2022, "granted", 4),
                parts("320200", "A61K", 2022, "filed", 1.25),
                parts("320200", "A61K", 2021, "filed", 50),
            ],
        ),
        context(),
    )


def rows(found, region, type_="", basis="in_force"):
    own = found[(found.region_code == region) & (found.type == type_) & (found.basis == basis)]
    return own[["rank", "class", "count", "share_pct", "unclassified_pct"]].to_numpy().tolist()


def test_what_is_in_force_is_granted_less_ended_shared_out_by_class(small):
    assert small.columns.to_list() == [*COLUMNS]
    assert set(small.year) == {2022}
    assert rows(small, "320100") == [[1, "A61K", 2.5, 50, 50], [1, "C07D", 2.5, 50, 50]]
    assert rows(small, "320100", "invention") == [
        [1, "A61K", 2.5, pytest.approx(250 / 3, abs=1e-6), 62.5],
        [2, "C07D", 0.5, pytest.approx(50 / 3, abs=1e-6), 62.5],
    ]


def test_the_study_area_is_the_sum_of_its_regions(small):
    assert rows(small, "") == [
        [1, "C07D", 6.5, pytest.approx(650 / 9, abs=1e-6), pytest.approx(500 / 14, abs=1e-6)],
        [2, "A61K", 2.5, pytest.approx(250 / 9, abs=1e-6), pytest.approx(500 / 14, abs=1e-6)],
    ]


def test_filings_are_those_of_the_last_year_alone(small):
    assert rows(small, "320200", basis="filed") == [[1, "A61K", 1.25, 100, 0]]


def test_ten_are_told_and_equals_stand_by_code():
    many = [parts("320100", f"A01{c}", 2022, "filed", 1) for c in "NMLKJIHGFEDCBA"]
    found = classes(table("classes", [*many, parts("320100", "Z99Z", 2022, "filed", 2)]), context())
    own = rows(found, "320100", "invention", "filed")
    assert len(own) == TOP
    assert [row[1] for row in own[:3]] == ["Z99Z", "A01A", "A01B"]
    assert [row[0] for row in own] == [1] + [2] * 9


def test_no_classes_give_an_empty_table():
    found = classes(table("classes", []), context())
    assert found.empty and found.columns.to_list() == [*COLUMNS]
