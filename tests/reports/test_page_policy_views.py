"""Views of the tab of policies: network, heat map, tasks with filters, fit, advice and duties."""

import csv
import io

import pandas as pd
import pytest

from reports.offline_map import words
from reports.page import policy
from tests.reports.policy_panels import changed, open_tab, panel, rows_of

SIZES = [(1440, 900), (1024, 768), (390, 844)]


@pytest.fixture
def opened_policy(files, opened):
    with opened(files["jiangsu"]) as page:
        open_tab(page)
        yield page


# --- network ----------------------------------------------------------------------------------


def test_departments_lie_where_the_table_says_and_lines_join_those_who_work_together(
    opened_policy, jiangsu
):
    members = jiangsu.views["policy_centrality"].query("network == 'work'").set_index("department")
    ties = jiangsu.views["policy_network"].query("network == 'work'")
    read = "g => g.map(n => { const c = n.querySelector('.dot'); return [n.dataset.department, +c.getAttribute('cx'), +c.getAttribute('cy'), +c.getAttribute('r'), !!n.querySelector('.ring')]; })"
    nodes = opened_policy.locator("#network g").evaluate_all(read)
    assert sorted(node[0] for node in nodes) == sorted(members.index)
    x, y = ({node[0]: node[place] for node in nodes} for place in (1, 2))
    across = pd.Series(x)[members.index]
    assert across.corr(members.x) == pytest.approx(1, abs=1e-6)
    assert pd.Series(y)[members.index].corr(-members.y) == pytest.approx(1, abs=1e-6)
    by_size = [node[0] for node in sorted(nodes, key=lambda node: node[3])]
    assert members.strength[by_size].is_monotonic_increasing
    assert {node[0] for node in nodes if node[4]} == set(members.index[members.core == 1])
    dashes = opened_policy.locator("#network line").evaluate_all(
        "l => l.map(x => [x.hasAttribute('stroke-dasharray'), +x.getAttribute('stroke-width')])"
    )
    assert [dash for dash, _ in dashes] == list(ties.cross_domain == 1)
    widths = pd.Series([width for _, width in dashes], index=ties.weight).sort_index()
    assert widths.is_monotonic_increasing


def test_a_department_in_focus_names_its_partners_and_dims_the_rest(opened_policy, jiangsu):
    ties = jiangsu.views["policy_network"].query("network == 'work'")
    own = ties[(ties.department_a == "COM") | (ties.department_b == "COM")]
    partners = set(own.department_a) | set(own.department_b)
    node = opened_policy.locator('#network [data-department="COM"]')
    node.focus()
    told = opened_policy.inner_text("#network-told")
    for row in own.itertuples():
        name = row.b_label if row.department_a == "COM" else row.a_label
        assert f"{name} {row.weight} 次" in told
    dim = opened_policy.locator("#network g.dim").evaluate_all(
        "g => g.map(n => n.dataset.department)"
    )
    everyone = set(jiangsu.views["policy_centrality"].query("network == 'work'").department)
    assert set(dim) == everyone - partners
    assert opened_policy.locator("#network .tie:not(.dim)").count() == len(own)
    node.evaluate("n => n.blur()")
    assert opened_policy.locator("#network .dim").count() == 0


def test_arrow_keys_go_round_the_circle_and_enter_keeps_a_department(opened_policy):
    first = opened_policy.locator('#network g[tabindex="0"]')
    assert first.count() == 1
    order = opened_policy.locator("#network g").evaluate_all(
        "g => g.map(n => n.dataset.department)"
    )
    assert first.get_attribute("data-department") == order[0]
    first.focus()
    opened_policy.keyboard.press("ArrowRight")
    second = opened_policy.evaluate("document.activeElement.dataset.department")
    assert second == order[1]
    opened_policy.keyboard.press("Enter")
    pressed = opened_policy.locator('#network g[aria-pressed="true"]')
    assert pressed.get_attribute("data-department") == second
    opened_policy.evaluate("document.activeElement.blur()")
    assert opened_policy.locator("#network g.chosen").count() == 1


def test_a_network_without_ties_says_so(opened_policy, jiangsu):
    assert jiangsu.views["policy_network"].network.eq("issue").sum() == 0
    panel(opened_policy, "network").locator("select").select_option("issue")
    assert words()["policy_network_none"] in panel(opened_policy, "network").inner_text()
    found = rows_of(opened_policy, "centrality")
    issuers = jiangsu.views["policy_centrality"].query("network == 'issue'")
    assert [cells[0] for cells in found] == list(issuers.department_label)


@pytest.mark.parametrize("size", SIZES)
def test_names_of_departments_do_not_overlap(size, files, opened):
    with opened(files["jiangsu"], size) as page:
        open_tab(page)
        boxes = page.locator("#network text").evaluate_all(
            "t => t.map(x => { const b = x.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"
        )
        frame = page.locator("#network").bounding_box()
    for n, (left, top, right, bottom) in enumerate(boxes):
        assert left >= frame["x"] - 1 and right <= frame["x"] + frame["width"] + 1
        for other in boxes[n + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, (boxes[n], other)


# --- stages and tools -------------------------------------------------------------------------


def test_the_heat_map_holds_the_number_of_tasks_of_every_cell(opened_policy, jiangsu):
    table = jiangsu.views["policy_coverage"].query("policy_id == ''")
    found = rows_of(opened_policy, "heat")
    stages = list(dict.fromkeys(table.stage_label))
    assert [cells[0] for cells in found] == stages
    for cells in found:
        assert cells[1:] == [str(n) for n in table[table.stage_label == cells[0]].tasks]
    assert len(found[0]) == 1 + 14
    assert panel(opened_policy, "heat").locator("td.none").count() == (table.tasks == 0).sum()


def test_a_cell_filters_the_table_of_tasks_and_frees_it_again(opened_policy, jiangsu):
    table = jiangsu.views["policy_coverage"].query("policy_id == ''")
    cell = table.sort_values("tasks").iloc[-1]
    button = panel(opened_policy, "heat").locator(
        f'button[aria-label^="{cell.stage_label}×{cell.tool_label}"]'
    )
    every = len(jiangsu.views["policy_tasks"])
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    numbers = jiangsu.views["policy_tasks"].set_index("task_id").loc[cell.task_ids.split(";")]
    shown = panel(opened_policy, "tasks").locator("th .number").all_inner_texts()
    assert shown == [f"{r.part_label} {r.number}" for r in numbers.itertuples()]
    opened_policy.locator(".chosen-cell button").click()
    assert button.get_attribute("aria-pressed") == "false"
    assert panel(opened_policy, "tasks").locator("th .number").count() == every


def test_a_cell_without_tasks_leaves_none(opened_policy):
    panel(opened_policy, "heat").locator("td.none button").first.click()
    assert panel(opened_policy, "tasks").locator("th .number").count() == 0
    assert words()["rows_none"] in panel(opened_policy, "tasks").inner_text()


def test_of_several_documents_each_has_its_own_heat_map(jiangsu, write, opened):
    views = {}
    for name in ("policy_documents", "policy_coverage", "policy_pattern", "policy_tasks"):
        table = jiangsu.views[name]
        second = table[table.policy_id != ""].assign(policy_id="JS-2020")
        if name == "policy_coverage":
            second["tasks"] = range(len(second))
        views[name] = pd.concat([table, second], ignore_index=True)
    with opened(write(changed(jiangsu, **views))) as page:
        open_tab(page)
        assert panel(page, "documents").locator("article").count() == 2
        panel(page, "heat").locator("select").select_option("JS-2020")
        found = [cell for cells in rows_of(page, "heat") for cell in cells[1:]]
        assert found == [str(n) for n in range(70)]
        choice(page, "document").locator("select").select_option("JS-2020")
        shown = panel(page, "tasks").locator("th .number").count()
        assert shown == len(jiangsu.views["policy_tasks"])


# --- tasks ------------------------------------------------------------------------------------


def choice(page, key):
    return panel(page, "tasks").locator("label", has_text=words()[f"policy_filter_{key}"])


@pytest.mark.parametrize(
    ("key", "column", "value"),
    [
        ("part", "part_label", "附件"),
        ("stage", "stages_label", "创造"),
        ("ownership", "ownership_label", "没有责任单位"),
        ("department", "lead_label", "版权局"),
    ],
)
def test_filters_keep_the_tasks_that_have_the_value(opened_policy, jiangsu, key, column, value):
    tasks = jiangsu.views["policy_tasks"]
    columns = [column]
    if key == "department":
        columns = [c for c in tasks if c.endswith("_label") and c.split("_")[0] in
                   ("lead", "participants", "data", "funders", "listed")]  # fmt: skip
    holds = tasks[columns].apply(lambda cells: any(value in c.split("；") for c in cells), axis=1)
    choice(opened_policy, key).locator("select").select_option(value)
    shown = panel(opened_policy, "tasks").locator("th .number").all_inner_texts()
    assert shown == [f"{r.part_label} {r.number}" for r in tasks[holds].itertuples()]
    assert 0 < len(shown) < len(tasks)


def test_an_opened_row_quotes_the_document_with_its_characters(opened_policy, jiangsu):
    tasks = jiangsu.views["policy_tasks"].reset_index(drop=True)
    place = int(tasks.index[tasks.task_id == "JS-2016-A05"][0])
    row = tasks.loc[place]
    button = panel(opened_policy, "tasks").locator("th button").nth(place)
    below = panel(opened_policy, "tasks").locator("tr.below").nth(place)
    assert not below.is_visible()
    button.focus()
    opened_policy.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    told = below.inner_text()
    assert f"「{row.quote}」（第 {row.start_char}–{row.end_char} 字）" in told
    assert row.assignment_text in told
    assert row.coding_label == "初编（待人工核定）" and row.coding_label in told


def test_what_is_filtered_is_downloaded(opened_policy, jiangsu):
    choice(opened_policy, "part").locator("select").select_option("正文")
    with opened_policy.expect_download() as waiting:
        panel(opened_policy, "tasks").locator(".download").click()
    text = waiting.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    body = jiangsu.views["policy_tasks"].query("part == 'body'")
    assert [row["任务编号"] for row in rows] == list(body.task_id)
    assert [row["起始字数"] for row in rows] == [str(n) for n in body.start_char]


def test_long_quotes_are_cut_with_a_mark_and_more_so_where_there_are_many(jiangsu):
    table = jiangsu.views["policy_tasks"]
    long = table.assign(quote="字" * 1000)
    for times, most in ((1, policy.QUOTE), (20, policy.ALL_QUOTES // (20 * len(long)))):
        many = pd.concat([long] * times, ignore_index=True)
        many["task_id"] = [f"T{n}" for n in range(len(many))]
        found = policy.tables(changed(jiangsu, policy_tasks=many))
        assert found["policy"]["policy_tasks"]["columns"]["quote"] == "字" * most + "…"


# --- demand, advice, duties -------------------------------------------------------------------


def test_fit_of_every_group_and_its_gaps_the_largest_first(opened_policy, jiangsu):
    table = jiangsu.views["policy_fit"]
    groups = table.drop_duplicates(["grouping", "group"])
    found = rows_of(opened_policy, "fit")
    assert [cells[2] for cells in found] == [f"{fit:.3f}" for fit in groups.fit]
    for value, query in (("all ", "grouping == 'all'"), ("zone Z2", "group == 'Z2'")):
        panel(opened_policy, "gaps").locator("select").select_option(value)
        own = table.query(query).sort_values("gap", ascending=False, kind="stable")
        own = own[(own.demand_share != 0) | (own.supply_share != 0)]
        shown = [cells[4] for cells in rows_of(opened_policy, "gaps")]
        assert shown == [f"{gap:.3f}" for gap in own.gap]


def test_advice_is_listed_with_its_status(opened_policy, jiangsu):
    table = jiangsu.views["policy_advice"]
    found = rows_of(opened_policy, "advice")
    assert [(c[2], c[5]) for c in found] == list(zip(table.text, table.status_label, strict=True))


def test_duties_are_those_of_the_chosen_department(opened_policy, jiangsu):
    table = jiangsu.views["policy_duties"]
    texts = jiangsu.views["policy_tasks"].set_index("task_id").text
    selects = panel(opened_policy, "duties").locator("select")
    for name in table.department_label.unique():
        selects.nth(0).select_option(name)
        own = table[table.department_label == name]
        found = rows_of(opened_policy, "duties")
        assert [cells[2] for cells in found] == list(own.task_id)
        cut = [policy.cut(texts[task], policy.QUOTE) for task in own.task_id]
        assert [cells[3] for cells in found] == cut
    selects.nth(0).select_option("知识产权局")
    selects.nth(1).select_option("权力清单")
    own = table.query("department == 'IPO' and list == 'power'")
    assert [c[2] for c in rows_of(opened_policy, "duties")] == list(own.task_id)
