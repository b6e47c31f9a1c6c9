import mapclassify
import numpy as np
import pytest

from reports.palette import scale


@pytest.mark.filterwarnings("ignore:Numba not installed")
@pytest.mark.parametrize("seed", range(8))
def test_natural_classes_are_those_of_mapclassify(seed):
    rng = np.random.default_rng(seed)
    values = rng.random(150) ** rng.integers(1, 4)
    theirs = mapclassify.FisherJenks(values, k=5)
    ours = scale(values)
    assert ours is not None
    np.testing.assert_array_equal(np.searchsorted(ours.breaks, values), theirs.yb)


def test_equal_scores_are_in_one_class():
    values = [0.2] * 40 + [0.5] * 3 + [0.51] * 30 + [0.7] * 2 + [0.9] * 50 + [0.95]
    found = scale(values)
    assert found is not None
    # by hand: five classes of six distinct values join the cheapest pair, 0.5 and 0.51
    classes = np.searchsorted(found.breaks, [0.2, 0.5, 0.51, 0.7, 0.9, 0.95])
    assert classes.tolist() == [0, 1, 1, 2, 3, 4]


def test_thousands_of_scores_are_classed_as_well():
    """Of evenly spread values the natural classes are equal intervals."""
    found = scale(np.arange(10_000) / 10_000)
    assert found is not None
    np.testing.assert_allclose(found.breaks, [0.2, 0.4, 0.6, 0.8], atol=1e-3)
