"""Dividing a generated map of many polygons into contiguous zones that are alike inside."""

# ruff: noqa: PLC0415 - peers are imported where they run, so that nobody else carries their memory

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csgraph, csr_matrix

from benchmarks import adjacency
from benchmarks.measure import Contestant, Results, Workload
from models import contiguity, skater, zoning

Array = NDArray[np.float64]
Labels = NDArray[np.int_]

ZONES = 12
TITLE = f"Zones: {ZONES} contiguous zones of generated polygons, least squares within"
WORKLOADS: Mapping[str, Workload] = MappingProxyType(
    {
        "300 polygons x 6 attributes": Workload(300, 6),
        "2,900 polygons x 6 attributes": Workload(2900, 6),
    }
)
REFERENCE = "scikit-learn Ward"


@dataclass(frozen=True, eq=False)
class Data:
    """A map with its adjacency, which is not timed here, and what is known of its polygons."""

    workload: Workload
    features: Array
    adjacent: NDArray[np.bool_]
    connectivity: Any
    people: Array

    @property
    def floors(self) -> dict[str, Any]:
        """A third of what a zone has on average, of regions and of people."""
        regions = len(self.features)
        return {
            "totals": self.people,
            "min_regions": regions // ZONES // 3,
            "min_total": float(self.people.sum()) / ZONES / 3,
        }


@cache
def make(workload: Workload, draws: int = 1) -> Data:
    """Attributes that vary smoothly over the map, with noise; people in each polygon."""
    rng = np.random.default_rng(2900)
    shapes = adjacency.make(workload)
    at = np.array([[shape.centroid.x, shape.centroid.y] for shape in shapes])
    waves = rng.normal(scale=4.0, size=(2, workload.indicators))
    smooth = np.sin(at @ waves + rng.uniform(0, 2 * np.pi, workload.indicators))
    features = np.asarray(smooth + 0.5 * rng.normal(size=smooth.shape))
    adjacent = contiguity.adjacency(shapes)
    people = rng.lognormal(size=workload.regions)
    return Data(workload, features, adjacent, csr_matrix(adjacent), people)


def _ward(data: Data) -> Results:
    return {"labels": zoning.ward_division(data.features, data.adjacent, ZONES).labels}


def _skater(data: Data) -> Results:
    return {"labels": skater.skater_division(data.features, data.adjacent, ZONES).labels}


def _skater_with_a_floor(data: Data) -> Results:
    found = skater.skater_division(data.features, data.adjacent, ZONES, **data.floors)
    return {"labels": found.labels}


def _scikit_learn(data: Data) -> Results:
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(ZONES, connectivity=data.connectivity, linkage="ward")
    return {"labels": model.fit(data.features).labels_}


@cache
def _for_spopt(workload: Workload) -> tuple[Any, Any]:
    """The map as spopt wants it, made in the run that is not timed."""
    import geopandas
    from libpysal.weights import W

    data = make(workload)
    names = [f"a{n}" for n in range(workload.indicators)]
    table = geopandas.GeoDataFrame(data.features, columns=names)
    neighbours = {n: np.flatnonzero(row).tolist() for n, row in enumerate(data.adjacent)}
    return table, W(neighbours, silence_warnings=True)


def _spopt(data: Data) -> Results:
    from spopt.region import WardSpatial

    table, weights = _for_spopt(data.workload)
    model = WardSpatial(table, weights, list(table.columns), ZONES)
    model.solve()
    return {"labels": np.asarray(model.labels_)}


CONTESTANTS: Mapping[str, Contestant] = MappingProxyType(
    {
        "scikit-learn Ward": Contestant(_scikit_learn),
        "this project, Ward": Contestant(_ward),
        "this project, SKATER": Contestant(_skater),
        "this project, SKATER with floors": Contestant(_skater_with_a_floor),
        "spopt WardSpatial": Contestant(_spopt),
    }
)
"""spopt's own Skater is left out: it did not finish on 2,900 polygons within 420 s."""


def squares(features: Array, labels: Labels) -> float:
    """Sum of squares within zones."""
    zones = [features[labels == zone] for zone in np.unique(labels)]
    return float(sum(((zone - zone.mean(axis=0)) ** 2).sum() for zone in zones))


def check(workload: Workload, results: Mapping[str, Results]) -> list[str]:
    """As many contiguous zones as asked for; floors hold; our Ward is no worse than a peer's."""
    data, sums = make(workload), {}
    for name, found in results.items():
        labels = found["labels"]
        _check_zones(name, data, labels)
        sums[name] = squares(data.features, labels)
        if name.endswith("floors"):
            _check_floors(name, data, labels)
    for peer in ("scikit-learn Ward", "spopt WardSpatial"):
        if sums["this project, Ward"] > sums[peer] * (1 + 1e-9):
            raise AssertionError(f"this project, Ward: sum of squares above that of {peer}")
    claims = [f"{name}: sum of squares within zones {found:,.1f}" for name, found in sums.items()]
    return [*claims, f"all make {ZONES} contiguous zones; floors of SKATER hold"]


def _check_zones(name: str, data: Data, labels: Labels) -> None:
    """As many zones as asked for, each in one piece."""
    inside = csr_matrix(data.adjacent & (labels[:, None] == labels))
    pieces = csgraph.connected_components(inside, directed=False)[0]
    if len(np.unique(labels)) != ZONES or pieces != ZONES:
        raise AssertionError(f"{name}: {len(np.unique(labels))} zones in {pieces} pieces")


def _check_floors(name: str, data: Data, labels: Labels) -> None:
    """Each zone has as many regions and people as it should."""
    floors = data.floors
    people = np.bincount(labels, data.people)
    if np.bincount(labels).min() < floors["min_regions"] or people.min() < floors["min_total"]:
        raise AssertionError(f"{name}: a zone misses a floor")
