"""Periods in the words of policy documents."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.policies.schedule import NOTHING, Period, period


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("2016年\n2-5月", "2016-02-01", "2016-05-31"),
        ("2016年3月\n-2017年12月", "2016-03-01", "2017-12-31"),
        ("2016年2月", "2016-02-01", "2016-02-29"),
        ("2017年1-2月", "2017-01-01", "2017-02-28"),
        ("2018年底前", "", "2018-12-31"),
        ("到2018年", "", "2018-12-31"),
        ("2020年6月30日前", "", "2020-06-30"),
        ("2020年6月底前", "", "2020-06-30"),
        ("2016年12月至2017年1月", "2016-12-01", "2017-01-31"),
        ("2016-2018年", "2016-01-01", "2018-12-31"),
        ("2021年—2025年", "2021-01-01", "2025-12-31"),
        ("2017年上半年", "2017-01-01", "2017-06-30"),
        ("2017年第二季度", "2017-04-01", "2017-06-30"),
        ("2016年3月起至2017年12月", "2016-03-01", "2017-12-31"),
        ("2016年起草办法", "2016-01-01", "2016-12-31"),
        ("2017年第一至第三季度", "2017-01-01", "2017-09-30"),
    ],
)
def test_periods_become_first_and_last_day(words, start, end):
    assert period(words) == Period(start, end)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "适时",
        "长期坚持",
        "2016年13月",
        "2017年3月-2月",
        "2016年初",
        "2016年3月上旬",
        "2016年2-5月、8月",
        "2016年3月起",
        "2016年以后",
        "2016年11月-次年2月",
        "2016年至今",
    ],
)
def test_what_no_day_follows_from_stays_blank(words):
    assert period(words) == NOTHING


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text("2016789年月日-至到前底末初上下半季度第一二三四、旬 \n", max_size=24))
def test_a_start_is_never_behind_its_end(words):
    start, end = period(words)
    for day in filter(None, (start, end)):
        dt.date.fromisoformat(day)
    assert not start or start <= end


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.dates(dt.date(1990, 1, 1), dt.date(2049, 12, 1)), st.integers(0, 60))
def test_months_written_out_are_read_back(first, months):
    last = first.month - 1 + months
    year, month = first.year + last // 12, last % 12 + 1
    start, end = period(f"{first.year}年{first.month}月-{year}年{month}月")
    assert start == first.replace(day=1).isoformat()
    assert end[:7] == f"{year}-{month:02d}"
    assert (dt.date.fromisoformat(end) + dt.timedelta(days=1)).day == 1
