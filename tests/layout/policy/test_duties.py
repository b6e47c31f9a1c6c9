"""Power and duty lists; the document is made up."""

from layout.notes import Notes
from layout.policy import duties
from tests.layout.policy.made_up import ROLES, TEXT, corpus, documents


def listed(policies, notes=None, **changed):
    return duties.duties(policies, documents(policies, **changed), notes or Notes())


def test_powers_are_what_a_department_leads_and_pays_for():
    table = listed(corpus())
    powers = table[table["list"] == "power"]
    assert list(zip(powers.department, powers.role, powers.task_id, strict=True)) == [
        ("FIN", "funds", "P-A01"),
        ("IPO", "lead", "P-A01"),
        ("IPO", "lead", "P-A02"),
        ("STD", "lead", "P-A02"),
    ]
    assert powers.list_label.unique().tolist() == ["权力清单"]


def test_duties_are_every_role_with_the_deadline():
    roles = [*ROLES, ("P-A01", "STD", "participant", "科技厅", "由知识产权局、科技厅组织实施")]
    table = listed(corpus(roles=roles))
    mine = table[table["list"] == "duty"]
    assert len(mine) == len(roles)
    taken = mine[(mine.department == "STD") & (mine.task_id == "P-A01")].iloc[0]
    assert (taken.role_label, taken.end) == ("参与", "2020-12-31")
    assert not ((table["list"] == "power") & (table.role == "participant")).any()


def test_the_basis_is_the_clause_at_its_place_in_the_text():
    table = listed(corpus())
    for row in table.itertuples():
        assert TEXT[row.start_char : row.end_char] == row.basis
        assert row.department_label in row.basis
    assert "财政厅给予经费支持" in set(table.basis)


def test_a_clause_that_is_not_in_the_text_gives_way_to_the_name():
    table = listed(corpus(roles=[("P-A02", "STD", "lead", "科技厅", "科技厅（整理过的条文）")]))
    assert set(table.basis) == {"科技厅"}


def test_the_reader_is_told_that_these_are_no_statutory_lists():
    notes = Notes()
    listed(corpus(), notes)
    assert "不能代替" in notes.frame().detail[0]


def test_documents_out_of_force_give_neither_power_nor_duty():
    notes = Notes()
    assert listed(corpus(), notes, in_force=0).empty
    assert notes.frame().empty
