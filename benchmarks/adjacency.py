"""Which polygons of a generated map touch (queen contiguity)."""

# ruff: noqa: PLC0415 - peers are imported where they run, so that nobody else carries their memory

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.measure import Contestant, Results, Workload
from models import contiguity

Shapes = NDArray[np.object_]

TITLE = "Adjacency: which of the generated polygons share a point"
WORKLOADS: Mapping[str, Workload] = MappingProxyType(
    {"300 polygons": Workload(300, 0), "2,900 polygons": Workload(2900, 0)}
)
REFERENCE = "Shapely STRtree"


@cache
def make(workload: Workload, draws: int = 1) -> Shapes:
    """Voronoi cells of random points, clipped to the unit square."""
    points = shapely.MultiPoint(np.random.default_rng(2900).random((workload.regions, 2)))
    square = shapely.box(0, 0, 1, 1)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=square))
    return np.asarray(shapely.intersection(cells, square))


def _shapely(shapes: Shapes) -> Results:
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    found = np.zeros((len(shapes), len(shapes)), dtype=bool)
    found[first, second] = True
    np.fill_diagonal(found, False)
    return {"adjacent": found}


def _project(shapes: Shapes) -> Results:
    return {"adjacent": contiguity.adjacency(shapes)}


def _libpysal(shapes: Shapes) -> Results:
    import geopandas
    from libpysal.weights import Queen

    table = geopandas.GeoDataFrame(geometry=shapes)
    return {"adjacent": Queen.from_dataframe(table, use_index=False).full()[0] > 0}


def _libpysal_graph(shapes: Shapes) -> Results:
    import geopandas
    from libpysal.graph import Graph

    table = geopandas.GeoSeries(shapes)
    return {"adjacent": Graph.build_contiguity(table, rook=False).sparse.toarray() > 0}


CONTESTANTS: Mapping[str, Contestant] = MappingProxyType(
    {
        "Shapely STRtree": Contestant(_shapely),
        "this project": Contestant(_project),
        "libpysal Queen": Contestant(_libpysal),
        "libpysal Graph": Contestant(_libpysal_graph),
    }
)


def check(workload: Workload, results: Mapping[str, Results]) -> list[str]:
    """Everybody finds the same pairs."""
    expected = results[REFERENCE]["adjacent"]
    for name, found in results.items():
        np.testing.assert_array_equal(found["adjacent"], expected, err_msg=name)
    return [f"all find the same {int(expected.sum()) // 2:,} pairs that touch"]
