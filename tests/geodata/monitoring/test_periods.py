"""Periods as departments write them."""

import datetime as dt

import pytest

from geodata.monitoring.periods import Period, parse_period


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023", "2023"),
        ("2023年", "2023"),
        ("2023年度", "2023"),
        ("2023Q2", "2023Q2"),
        ("２０２３Ｑ２", "2023Q2"),
        ("2023年第二季度", "2023Q2"),
        ("2023年2季度", "2023Q2"),
        ("2023-06", "2023-06"),
        ("2023/6", "2023-06"),
        ("2023年6月", "2023-06"),
        ("2023年 06 月份", "2023-06"),
    ],
)
def test_a_period_is_read_in_every_usual_way(text, expected):
    assert str(parse_period(text)) == expected


@pytest.mark.parametrize("text", ["", "上半年", "2023-13", "2023-00", "2023Q5", "1-6月", "3023"])
def test_what_is_no_period_is_none(text):
    assert parse_period(text) is None


def test_a_period_knows_its_end_and_its_neighbours():
    february = Period("month", 2024, 2)
    assert february.end == dt.date(2024, 2, 29)
    assert Period("quarter", 2023, 3).end == dt.date(2023, 9, 30)
    assert Period("year", 2023, 1).end == dt.date(2023, 12, 31)
    assert str(Period("quarter", 2023, 1).previous) == "2022Q4"
    assert str(february.year_before) == "2023-02"
