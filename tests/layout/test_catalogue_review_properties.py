"""Any edits, any new generations: nothing by hand is ever lost, and the rest follows the engine."""

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layout.catalogue_review import merged, refreshed
from layout.review_file import Review, canonical, key
from tests.layout.review_rows import DEPARTMENTS, again, read, row, saved

WORDS = st.text(alphabet="专利=+-'\"，,;；\n 2.0é—²", max_size=8).map(lambda text: text.strip())
IDS = ("320100-R01", "320100-R02", "320500-R01", "SN-R01")
CELLS = {
    "direction": st.sampled_from(("优化提升", "重点培育", "引进补强")),
    "lead_department": st.sampled_from(DEPARTMENTS),
    "priority": st.sampled_from(("1", "2", "3")),
    "target_value": st.sampled_from(("", "0.1", "1.5", "-2")),
    "review_date": st.sampled_from(("2027-01-01", "2028-02-02")),
    "policy_tool": WORDS,
    "reason": WORDS,
}


@st.composite
def generations(draw):
    """What the engine generates: some of the rows, with any content, of some year."""
    year = draw(st.sampled_from((2024, 2025)))
    chosen = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=4))
    rows = []
    for code in sorted(chosen):
        values = {column: draw(cells) for column, cells in CELLS.items()}
        values["priority"] = int(values["priority"])
        values["target_value"] = float(values["target_value"] or "nan")
        values["gap_value"] = draw(st.sampled_from((-0.5, 0.25)))
        rows.append(row(f"{code}-{year}", **values))
    return pd.DataFrame(rows, columns=[*row()]).astype({"gap_value": float, "target_value": float})


EDITS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(sorted(CELLS))).flatmap(
        lambda where: st.tuples(st.just(where[0]), st.just(where[1]), CELLS[where[1]])
    ),
    max_size=4,
)
STATES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(("草稿", "已审", "发布"))), max_size=2
)
PROPERTY = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def plain(column, text):
    """A cell as it reads back: without the apostrophe that guards a formula."""
    guarded = text.startswith("'") and text[1:].startswith(("=", "+", "-"))
    return canonical(column, text[1:] if guarded else text)


@PROPERTY
@given(st.lists(st.tuples(generations(), EDITS, STATES), min_size=2, max_size=5), st.booleans())
def test_edits_survive_any_number_of_cycles_through_the_file(tmp_path, cycles, gb18030):
    """Generate, refresh, edit by hand, save – again and again; what was last typed always stands."""
    encoding = "gb18030" if gb18030 else "utf-8-sig"
    path, typed = tmp_path / "review.csv", {}
    path.unlink(missing_ok=True)
    for generated, edits, states in cycles:
        review, problems = read(path)
        assert not problems, list(problems)
        result = merged(generated, review)
        shown = {key(r.catalog_id): r for r in result.catalogue.itertuples()}
        for (code, column), text in typed.items():
            value = getattr(shown[code], column)
            told = "" if pd.isna(value) else str(value)
            assert canonical(column, told) == text
        assert set(shown) >= {key(code) for code in generated.catalog_id}
        rows = refreshed(generated, review)
        for at, column, text in edits:
            if at < len(rows) and plain(column, text) != plain(column, rows.loc[at, column]):
                rows.loc[at, column] = text
                typed[key(rows.loc[at, "catalog_id"]), column] = plain(column, text)
        for at, state in states:
            if at < len(rows):
                rows.loc[at, "state"] = state
        saved(tmp_path, rows, encoding)


@PROPERTY
@given(generations())
def test_the_merge_of_an_unedited_review_is_what_is_generated(generated):
    result = merged(generated, again(refreshed(generated, Review.empty())))
    pd.testing.assert_frame_equal(result.catalogue[[*generated.columns]], generated)
    assert set(result.catalogue.review_state) <= {"draft"}


@PROPERTY
@given(generations(), generations(), EDITS, STATES)
def test_refreshing_twice_changes_nothing_more(old, new, edits, states):
    rows = refreshed(old, Review.empty())
    for at, column, text in edits:
        if at < len(rows):
            rows.loc[at, column] = text
    for at, state in states:
        if at < len(rows):
            rows.loc[at, "state"] = state
    once = refreshed(new, again(rows))
    pd.testing.assert_frame_equal(refreshed(new, again(once)), once)
    before, after = merged(new, again(rows)).catalogue, merged(new, again(once)).catalogue
    pd.testing.assert_frame_equal(after, before)
