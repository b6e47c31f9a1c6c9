"""The tab of the plan's tasks: bars, states, what is due, and what is to be accepted."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from layout.labels import label
from reports.figures.gantt import FILLS
from reports.offline_map import words
from reports.page import schedule
from tests.reports.policy_panels import changed, open_tab, panel, rows_of

TRACKED = "plan"


@pytest.fixture
def opened_plan(files, opened):
    with opened(files["jiangsu"]) as page:
        open_tab(page, TRACKED)
        yield page


def on(evaluation, day):
    """The same evaluation, tracked on another day."""
    settings = evaluation.study.settings
    policies = settings.policies.model_copy(update={"as_of": day})
    settings = settings.model_copy(update={"policies": policies})
    study = dataclasses.replace(evaluation.study, settings=settings)
    return dataclasses.replace(evaluation, study=study)


def with_states(evaluation):
    """Every state once, the last task without a last day."""
    tasks = evaluation.views["plan_tasks"].copy()
    states = [*FILLS] * 4
    tasks["state"] = states[: len(tasks)]
    tasks["state_label"] = [label("plan_state", state) for state in tasks.state]
    tasks.loc[tasks.index[3], "next"] = 1
    last = tasks.index[-1]
    tasks.loc[last, ["start", "end", "state"]] = ""
    tasks.loc[last, "state_label"] = label("plan_state", "none")
    return changed(evaluation, plan_tasks=tasks)


def test_every_measure_of_the_plan_has_its_bar(opened_plan, jiangsu):
    table = jiangsu.views["plan_tasks"]
    names = panel(opened_plan, "plan_gantt").locator("tbody th.task").all_inner_texts()
    assert len(names) == 26
    assert names == list(table.text)
    bars = panel(opened_plan, "plan_gantt").locator(".bar")
    assert bars.count() == 26


def test_bars_begin_and_end_with_their_days(opened_plan, jiangsu):
    # the axis is 2016 to 2018: 366 + 365 + 365 days
    table, first, days = jiangsu.views["plan_tasks"], dt.date(2016, 1, 1), 1096
    read = "b => b.map(x => [parseFloat(x.style.left), parseFloat(x.style.width)])"
    found = panel(opened_plan, "plan_gantt").locator(".bar").evaluate_all(read)
    for (left, width), start, end in zip(found, table.start, table.end, strict=True):
        begun = (dt.date.fromisoformat(start) - first).days
        over = (dt.date.fromisoformat(end) - first).days + 1
        assert left == pytest.approx(100 * begun / days, abs=0.01)
        assert left + width == pytest.approx(100 * over / days, abs=0.02)


def test_rows_stand_under_phase_and_section(opened_plan, jiangsu):
    table = jiangsu.views["plan_tasks"]
    groups = panel(opened_plan, "plan_gantt").locator("tr.group th").all_inner_texts()
    runs = dict.fromkeys(zip(table.phase, table.section, strict=True))
    assert groups == [p if p == s else f"{p} · {s}" for p, s in runs]


def test_a_day_past_the_plan_is_said_in_words(opened_plan):
    assert panel(opened_plan, "plan_gantt").locator(".today").count() == 0
    told = panel(opened_plan, "plan_gantt").inner_text()
    assert "已在计划期（2016-02 至 2018-12）之后" in told


@pytest.mark.parametrize(
    ("day", "lines", "told"),
    [
        (dt.date(2017, 7, 1), True, "截至 2017-07-01"),
        (dt.date(2015, 7, 1), False, "尚在计划期（2016-02 至 2018-12）之前"),
        (dt.date(2019, 1, 1), False, "之后"),
    ],
)
def test_a_day_within_the_plan_is_a_line(day, lines, told, jiangsu, write, opened):
    with opened(write(on(jiangsu, day))) as page:
        open_tab(page, TRACKED)
        found = panel(page, "plan_gantt").locator(".today")
        assert found.count() == (26 if lines else 0)
        assert told in panel(page, "plan_gantt").inner_text()
        if lines:  # 366 days of 2016 and 181 of 2017, of 1096
            left = found.first.evaluate("x => parseFloat(x.style.left)")
            assert left == pytest.approx(100 * (366 + 181) / 1096, abs=0.01)


def test_a_state_is_told_by_colour_pattern_and_word(jiangsu, write, opened):
    with opened(write(with_states(jiangsu))) as page:
        open_tab(page, TRACKED)
        rows = page.locator("#tab-plan .gantt tbody tr:not(.group)")
        seen = {}
        for place, state in enumerate(FILLS):
            bar = rows.nth(place).locator(".bar")
            read = "b => { const s = getComputedStyle(b); return [s.backgroundColor, s.backgroundImage + s.borderStyle]; }"
            seen[state] = bar.evaluate(read)
            assert rows.nth(place).locator(".state").inner_text() == label("plan_state", state)
            assert label("plan_state", state) in bar.get_attribute("aria-label")
    assert len({colour for colour, _ in seen.values()}) == len(FILLS)
    troubled = [seen[state][1] for state in ("due", "late", "overdue", "unreported", "upcoming")]
    assert len(set(troubled)) == len(troubled)


def test_a_task_without_a_last_day_has_no_bar_and_says_so(jiangsu, write, opened):
    with opened(write(with_states(jiangsu))) as page:
        open_tab(page, TRACKED)
        last = page.locator("#tab-plan .gantt tbody tr").last
        assert last.locator(".bar").count() == 0
        assert words()["plan_no_deadline"] in last.inner_text()
        assert label("plan_state", "none") in last.inner_text()


def test_a_plan_without_any_day_still_lists_its_tasks(jiangsu, write, opened):
    undated = jiangsu.views["plan_tasks"].assign(
        start="", end="", state="", state_label=label("plan_state", "none")
    )
    with opened(write(changed(jiangsu, plan_tasks=undated))) as page:
        open_tab(page, TRACKED)
        assert page.locator("#tab-plan .gantt .bar").count() == 0
        assert page.locator("#tab-plan .gantt tbody tr:not(.group)").count() == len(undated)


@pytest.mark.parametrize("way", ["hover", "focus"])
def test_a_bar_tells_owner_evidence_and_source(way, opened_plan, jiangsu):
    table = jiangsu.views["plan_tasks"].reset_index(drop=True)
    place = int(table.index[table.evidence != ""][0])
    row = table.loc[place]
    bar = panel(opened_plan, "plan_gantt").locator(".bar").nth(place)
    bar.scroll_into_view_if_needed()
    getattr(bar, way)()
    told = opened_plan.inner_text("#plan-tip")
    for text in (row.text, row.lead_label, row.end, row.state_label, row.evidence):
        assert text in told
    assert row.evidence_source in told
    if way == "focus":
        opened_plan.keyboard.press("Escape")
        assert not opened_plan.locator("#plan-tip").is_visible()


def test_counts_by_state_are_those_of_the_summary(opened_plan, jiangsu):
    row = jiangsu.views["plan_summary"].query("grouping == 'all'").iloc[0]
    found = panel(opened_plan, "plan_states").locator("li").all_inner_texts()
    expected = [f"{label('plan_state', state)}{row[state]}" for state in FILLS]
    assert ["".join(text.split()) for text in found] == expected


def test_what_is_due_next_is_listed_or_said_to_be_nothing(opened_plan, jiangsu, write, opened):
    assert words()["plan_no_next"] in panel(opened_plan, "plan_next").inner_text()
    changed_tasks = with_states(jiangsu)
    due = changed_tasks.views["plan_tasks"].query("next == 1").iloc[0]
    with opened(write(changed_tasks)) as page:
        open_tab(page, TRACKED)
        found = panel(page, "plan_next").locator("li").all_inner_texts()
    assert len(found) == 1
    assert due.text in found[0] and due.end in found[0]


def test_the_checklist_of_acceptance_is_listed_whole(opened_plan, jiangsu):
    table = jiangsu.views["plan_acceptance"]
    found = rows_of(opened_plan, "plan_acceptance")
    columns = ["item_id", "text", "satisfied_label", "evidence", "basis"]
    assert found == table[columns].to_numpy().tolist()


def test_groups_are_counted_as_the_summary_has_them(opened_plan, jiangsu):
    table = jiangsu.views["plan_summary"]
    found = rows_of(opened_plan, "plan_summary")
    assert [cells[2] for cells in found] == [str(n) for n in table.tasks]
    assert [cells[8] for cells in found] == [str(n) for n in table.unreported]


def test_the_calendar_is_linked(opened_plan):
    assert opened_plan.locator('#tab-plan a[href="plan.ics"]').is_visible()


def test_months_and_years_of_the_axis():
    axis = schedule.Axis(dt.date(2016, 2, 1), dt.date(2018, 12, 31))
    assert axis.years == [2016, 2017, 2018]
    assert axis.place(dt.date(2017, 1, 1)) == pytest.approx(100 * 366 / 1096, abs=0.005)
    assert axis.place(dt.date(2019, 1, 1)) == 100
    assert not axis.holds(dt.date(2019, 1, 1))


def test_a_long_plan_has_years_alone(jiangsu):
    tasks = pd.concat([jiangsu.views["plan_tasks"]] * 1)
    tasks.loc[tasks.index[-1], "end"] = "2030-12-31"
    found = schedule.schedule(changed(jiangsu, plan_tasks=tasks))
    assert found["months"] == []
    assert len(found["years"]) == 15
