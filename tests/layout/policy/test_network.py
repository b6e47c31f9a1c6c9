import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layout.policy.network import (
    Network,
    betweenness,
    centralisation,
    circle,
    core,
    degrees,
    density,
    edges,
    members,
    network,
    networks,
    shares,
)
from layout.policy.reading import Reading
from tests.layout.policy.corpora import Corpus, task


def of_pairs(pairs):
    return network([list(pair) for pair in pairs])


def test_a_star_is_wholly_centralised_and_a_ring_not_at_all():
    # Freeman (1979), Social Networks 1, 215-239: the two extremes of his measure
    star = of_pairs([("0", leaf) for leaf in "12345"])
    ring = of_pairs(zip("01234", "12340", strict=True))
    assert centralisation([*degrees(star).values()]) == 1
    assert centralisation([*degrees(ring).values()]) == 0
    assert betweenness(star)["0"] == 1


def test_florentine_families():
    # Padgett & Ansell (1993); normalised betweenness of the Medici .522, Wasserman & Faust (1994),
    # table 5.1. Degree by hand: 15 families (Pucci has no tie and is no member), 20 ties, the
    # Medici have 6: (15 * 6 - 2 * 20) / (14 * 13)
    families = of_pairs(networkx.florentine_families_graph().edges)
    assert len(families.members) == 15
    assert betweenness(families)["Medici"] == pytest.approx(0.522, abs=5e-4)
    assert centralisation([*degrees(families).values()]) == pytest.approx(50 / 182)
    assert density(families) == pytest.approx(20 / 105)


def test_the_core_is_the_innermost_k_core():
    # a clique of four, one member tied to two of it, one hanging on: 3-core, Seidman (1983)
    found = network(["abcd", "ae", "be", "ef"])
    assert core(found) == (frozenset("abcd"), 3)


def test_without_ties_there_is_no_core_and_no_share():
    found = Network(("A", "B"), {}, 2)
    assert core(found) == (frozenset(), 0)
    assert np.isnan(shares(found, {"A": "ip", "B": "finance"})).all()
    assert density(found) == 0


def test_shares_are_of_the_weight():
    domain = {"IPO": "ip", "FIN": "finance", "EDU": "education", "CPR": "ip"}
    found = network([["IPO", "FIN"], ["IPO", "FIN"], ["IPO", "EDU"], ["IPO", "CPR"]])
    assert shares(found, domain) == (3 / 4, 2 / 4)


CORPUS = (
    Corpus()
    .add("P1", [task("IPO lead", "FIN funds", "CITY funds"), task("IPO lead", "STD data")])
    .add("P2", [task("IPO listed", "EDU listed", part="body")], issuers="IPO;FIN")
    .add("P3", [task("EDU lead", "EIC participant")], issuers="IPO;STD")
)


def test_networks_are_of_the_documents_in_force():
    found = networks(Reading(CORPUS.policies), ["P1", "P2"])
    assert dict(found["issue"].ties) == {("FIN", "IPO"): 1}
    assert dict(found["work"].ties) == {("FIN", "IPO"): 1, ("IPO", "STD"): 1, ("EDU", "IPO"): 1}


def test_local_governments_are_not_in_the_network_of_departments():
    found = networks(Reading(CORPUS.policies), ["P1", "P2", "P3"])
    assert "CITY" not in found["work"].members


def test_the_annex_counts_and_not_the_body_again():
    corpus = Corpus().add(
        "P1", [task("IPO listed", "EDU listed", part="body"), task("IPO lead", "FIN funds")]
    )
    assert dict(networks(Reading(corpus.policies), ["P1"])["work"].ties) == {("FIN", "IPO"): 1}


def test_tables_tell_ties_and_members():
    reading = Reading(CORPUS.policies)
    found = networks(reading, ["P1", "P2", "P3"])
    ties, places = edges(reading, found), members(reading, found)
    row = ties[(ties.network == "work") & (ties.department_b == "IPO")].iloc[0]
    assert (row.a_label, row.b_label, row.weight, row.cross_domain) == (
        "教育厅",
        "知识产权局",
        1,
        1,
    )
    hub = places[(places.network == "work") & (places.department == "IPO")].iloc[0]
    assert (hub.degree, hub.strength, hub.domain_label) == (3, 3, "知识产权")
    few = places[places.network == "issue"]
    assert len(few) == 4  # the government has issued alone
    np.testing.assert_allclose(few.x**2 + few.y**2, 1, atol=1e-5)


GROUPS = st.lists(st.lists(st.sampled_from("ABCDEFG"), max_size=5), max_size=8)


@given(groups=GROUPS, seed=st.randoms(use_true_random=False))
@settings(derandomize=True, deadline=None, max_examples=150)
def test_the_order_of_groups_and_members_does_not_matter(groups, seed):
    other = [seed.sample(group, len(group)) for group in groups]
    seed.shuffle(other)
    assert network(other) == network(groups)
    assert list(network(other).ties) == list(network(groups).ties)


@given(groups=GROUPS)
@settings(derandomize=True, deadline=None, max_examples=150)
def test_measures_stay_within_their_bounds(groups):
    found = network(groups)
    for value in (density(found), centralisation([*degrees(found).values()])):
        assert np.isnan(value) or 0 <= value <= 1
    assert sum(degrees(found).values()) == 2 * len(found.ties)
    inner, k = core(found)
    assert all(sum(other in inner for pair in found.ties if a in pair for other in pair if other != a) >= k for a in inner)  # fmt: skip


def test_members_of_a_domain_stand_side_by_side_on_the_circle():
    domain = {"A": "ip", "B": "finance", "C": "ip", "D": "finance"}
    places = circle("ABCD", domain)
    assert list(places) == ["B", "D", "A", "C"]
    assert places["B"] == pytest.approx((0, 1))
    assert places["A"] == pytest.approx((0, -1))
