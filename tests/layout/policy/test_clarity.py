import pytest

from layout.policy.clarity import CLARITY_COLUMNS, LOAD_COLUMNS, clarity, load
from layout.policy.reading import OWNERSHIPS, Reading
from tests.layout.policy.corpora import Corpus, task

CORPUS = Corpus().add(
    "P1",
    [
        task("IPO listed", "STD listed", "CITY listed", part="body"),
        task("IPO lead", "STD participant", end="2018-06-30", codes=[("deliverable", "报告")]),
        task("IPO lead", "EIC lead", "CITY participant", end="2018-12-31"),
        task("IPO participant", "STD participant"),
        task(end="2018-12-31"),
    ],
)


@pytest.fixture(scope="module")
def reading():
    return Reading(CORPUS.policies)


def test_clarity_by_hand(reading):
    annex = clarity(reading).set_index("part").loc["annex"]
    assert [annex[name] for name in OWNERSHIPS] == [1, 1, 1, 0, 1]
    assert annex.lead_clarity == 1 / 4
    assert annex.owner_coverage == 3 / 4
    assert annex.co_lead_share == 1 / 4
    assert annex.deadline_coverage == 3 / 4
    assert annex.deliverable_coverage == 1 / 4
    assert annex.departments_per_task == "2；2；2；0"


def test_body_and_annex_are_told_apart(reading):
    body = clarity(reading).set_index("part").loc["body"]
    assert (body.tasks, body.listed, body.lead_clarity, body.owner_coverage) == (1, 1, 0, 1)
    assert body.departments_per_task == "2"  # the cities are no department
    assert body.part_label == "正文"


def test_ownerships_add_up_to_the_tasks(reading):
    table = clarity(reading)
    assert (table[[*OWNERSHIPS]].sum(axis=1) == table.tasks).all()


def test_load_by_hand(reading):
    annex = load(reading).query("part == 'annex'").set_index("department")
    assert annex.loc["IPO", ["leads", "co_leads", "participates", "tasks"]].to_list() == [
        1,
        1,
        1,
        3,
    ]
    assert annex.loc["IPO", "share_led"] == 2 / 4
    assert annex.loc["EIC", ["leads", "co_leads", "tasks"]].to_list() == [0, 1, 1]
    assert annex.loc["STD", "share_led"] == 0
    assert annex.domain_label["STD"] == "科技"


def test_documents_without_tasks_have_no_row_but_all_columns():
    empty = Reading(Corpus().add("P1").policies)
    assert clarity(empty).empty
    assert clarity(empty).columns.to_list() == [*CLARITY_COLUMNS]
    assert load(empty).columns.to_list() == [*LOAD_COLUMNS]
