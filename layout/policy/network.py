"""Who works with whom: departments that issue documents together, or work on the same tasks."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from layout.policy.reading import IP, Reading
from layout.views import labelled, published

ISSUE, WORK = "issue", "work"
NETWORKS = (ISSUE, WORK)

PARTNERS = ("industry", "finance", "science")
"""Domains whose ties with the IP domain are counted on their own."""

PAIR, FEWEST = 2, 3
"""Members from which density is defined, those from which centralisation and betweenness are."""

EDGE_COLUMNS = (
    "network",
    "network_label",
    "department_a",
    "a_label",
    "department_b",
    "b_label",
    "weight",
    "cross_domain",
)
MEMBER_COLUMNS = (
    "network",
    "network_label",
    "department",
    "department_label",
    "domain",
    "domain_label",
    "degree",
    "strength",
    "betweenness",
    "core",
    "x",
    "y",
)


@dataclass(frozen=True)
class Network:
    """An undirected weighted network of departments.

    Attributes
    ----------
    members
        Codes, sorted; some may have no tie.
    ties
        Pairs of members, each sorted → number of documents or tasks that they share.
    groups
        Documents or tasks that the network was made of.
    """

    members: tuple[str, ...]
    ties: Mapping[tuple[str, str], int]
    groups: int

    @property
    def graph(self) -> Any:
        """The network as a graph of networkx."""
        import networkx  # noqa: PLC0415 - 0.3 s that a study without policies need not wait

        graph = networkx.Graph()
        graph.add_nodes_from(self.members)
        graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in self.ties.items())
        return graph


def network(groups: Sequence[Collection[str]]) -> Network:
    """The network in which all members of a group are tied with each other.

    Examples
    --------
    >>> dict(network([["B", "A"], ["A", "B", "C"]]).ties)
    {('A', 'B'): 2, ('A', 'C'): 1, ('B', 'C'): 1}
    """
    ties: dict[tuple[str, str], int] = {}
    for group in groups:
        for a, b in combinations(sorted(set(group)), 2):
            ties[a, b] = ties.get((a, b), 0) + 1
    members = tuple(sorted({code for group in groups for code in group}))
    return Network(members, dict(sorted(ties.items())), len(groups))


def networks(reading: Reading, among: Collection[str]) -> dict[str, Network]:
    """Both networks of some documents: by who issued them, and by their judged tasks."""
    documents = [document for policy, document in reading.documents.items() if policy in among]
    working = (reading.working(task) for document in documents for task in document.judged)
    return {
        ISSUE: network([document.issuers for document in documents if document.issuers]),
        WORK: network([group for group in working if group]),
    }


def density(found: Network) -> float:
    """Ties present / ties possible; NaN below two members."""
    number = len(found.members)
    return len(found.ties) / math.comb(number, 2) if number >= PAIR else math.nan


def centralisation(degrees: Sequence[int]) -> float:
    """Degree centralisation of a network: 1 for a star, 0 where all have the same degree.

    ``sum(max - d_i) / ((n - 1)(n - 2))``; NaN below three members. Freeman (1979), Centrality
    in social networks: conceptual clarification, Social Networks 1, 215–239.

    Examples
    --------
    >>> centralisation([3, 1, 1, 1]), centralisation([2, 2, 2])
    (1.0, 0.0)
    """
    number = len(degrees)
    if number < FEWEST:
        return math.nan
    return sum(max(degrees) - degree for degree in degrees) / ((number - 1) * (number - 2))


def degrees(found: Network) -> dict[str, int]:
    """Number of ties of each member."""
    return {code: sum(code in pair for pair in found.ties) for code in found.members}


def betweenness(found: Network) -> dict[str, float]:
    """Share of shortest paths between others that run over a member; NaN below three members.

    Unweighted and normalised by ``(n - 1)(n - 2) / 2``: Freeman (1977), by networkx.
    """
    if len(found.members) < FEWEST:
        return dict.fromkeys(found.members, math.nan)
    import networkx  # noqa: PLC0415 - as above

    return dict(networkx.betweenness_centrality(found.graph))


def core(found: Network) -> tuple[frozenset[str], int]:
    """Members of the innermost k-core, and its k; nobody and 0 without ties.

    The k-core is the largest set in which everybody is tied with at least k of the set; the
    innermost has the largest k that anybody reaches: Seidman (1983), Network structure and
    minimum degree, Social Networks 5, 269–287; by networkx.
    """
    if not found.ties:
        return frozenset(), 0
    import networkx  # noqa: PLC0415 - as above

    numbers = networkx.core_number(found.graph)
    innermost = max(numbers.values())
    return frozenset(code for code, k in numbers.items() if k == innermost), int(innermost)


def shares(found: Network, domain: Mapping[str, str]) -> tuple[float, float]:
    """Share of all weight on ties across domains, and on those of IP with its `PARTNERS`.

    NaN without ties.
    """
    total = sum(found.ties.values())
    if not total:
        return math.nan, math.nan
    pairs = [({domain[a], domain[b]}, weight) for (a, b), weight in found.ties.items()]
    cross = sum(weight for pair, weight in pairs if len(pair) > 1)
    partners = sum(w for pair, w in pairs if any(pair == {IP, other} for other in PARTNERS))
    return cross / total, partners / total


def circle(codes: Iterable[str], domain: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Places on the unit circle, clockwise from the top, members of a domain side by side."""
    order = sorted(codes, key=lambda code: (domain[code], code))
    turns = [2 * math.pi * n / len(order) for n in range(len(order))]
    return {c: (math.sin(turn), math.cos(turn)) for c, turn in zip(order, turns, strict=True)}


def edges(reading: Reading, found: Mapping[str, Network]) -> pd.DataFrame:
    """The table ``policy_network``: one row per network and tie."""
    rows = [
        {
            "network": name,
            "department_a": a,
            "a_label": reading.named([a]),
            "department_b": b,
            "b_label": reading.named([b]),
            "weight": weight,
            "cross_domain": int(reading.domain(a) != reading.domain(b)),
        }
        for name, one in found.items()
        for (a, b), weight in one.ties.items()
    ]
    columns = [column for column in EDGE_COLUMNS if column != "network_label"]
    return labelled(pd.DataFrame(rows, columns=columns), {"network": "policy_network"})


def members(reading: Reading, found: Mapping[str, Network]) -> pd.DataFrame:
    """The table ``policy_centrality``: one row per network and department."""
    rows = [row for name, one in found.items() for row in _members(reading, name, one)]
    skipped = {"network_label", "domain_label"}
    columns = [column for column in MEMBER_COLUMNS if column not in skipped]
    table = pd.DataFrame(rows, columns=columns)
    return labelled(table, {"network": "policy_network", "domain": "policy_domain"})


def _members(reading: Reading, name: str, found: Network) -> list[dict[str, object]]:
    domain = {code: reading.domain(code) for code in found.members}
    degree, between, places = degrees(found), betweenness(found), circle(found.members, domain)
    inner, _ = core(found)
    return [
        {
            "network": name,
            "department": code,
            "department_label": reading.named([code]),
            "domain": domain[code],
            "degree": degree[code],
            "strength": sum(weight for pair, weight in found.ties.items() if code in pair),
            "betweenness": published(between[code]),
            "core": int(code in inner),
            "x": published(places[code][0]),
            "y": published(places[code][1]),
        }
        for code in found.members
    ]
