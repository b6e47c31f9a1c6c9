import numpy as np
import pytest
from sklearn import metrics

from models import division_quality as quality


def test_silhouette_by_hand():
    # a = 1 within; the outer regions are 10.5 from the other zone on average, the inner ones 9.5
    expected = ((1 - 1 / 10.5) + (1 - 1 / 9.5)) / 2
    found = quality.silhouette([[0.0], [1.0], [10.0], [11.0]], [5, 5, 2, 2])
    np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize("measure", [quality.silhouette, quality.calinski_harabasz])
@pytest.mark.parametrize("labels", [[0, 0, 0], [0, 1, 2]])
def test_one_zone_or_one_per_region_is_refused(measure, labels):
    with pytest.raises(ValueError, match="undefined"):
        measure([[0.0], [1.0], [2.0]], labels)


def test_silhouette_wants_one_label_per_region():
    with pytest.raises(ValueError, match="labels of shape"):
        quality.silhouette([[0.0], [1.0], [2.0]], [0, 1])


def test_agreement_gives_the_examples_of_scikit_learn():
    # documentation of adjusted_rand_score (0.57) and v_measure_score (0.8); a division finer than
    # the reference is homogeneous; completeness is 1 bit shared of the 1.5 bits in the labels
    found = quality.agreement(labels=[0, 0, 1, 2], reference=[0, 0, 1, 1])
    np.testing.assert_allclose(
        [found.adjusted_rand, found.homogeneity, found.completeness, found.v_measure],
        [4 / 7, 1.0, 2 / 3, 0.8],
    )


def test_agreement_does_not_depend_on_what_zones_are_called():
    assert quality.agreement([3, 3, 9, 9], [1, 1, 0, 0]) == quality.Agreement(1.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize("reference", [[0, 1], [], [[0, 1, 1]]])
def test_agreement_refuses_divisions_of_different_regions(reference):
    with pytest.raises(ValueError, match="equally long"):
        quality.agreement([0, 1, 1], reference)


def test_calinski_harabasz_is_that_of_scikit_learn():
    rng = np.random.default_rng(1974)
    for k in (2, 3, 7):
        features, labels = rng.normal(size=(20, 3)), np.arange(20) % k
        expected = metrics.calinski_harabasz_score(features, labels)
        np.testing.assert_allclose(quality.calinski_harabasz(features, labels), expected)


def test_calinski_harabasz_by_hand():
    # B = 4 * 5 ** 2 = 100 with one degree of freedom, W = 1 with two
    found = quality.calinski_harabasz([[0.0], [1.0], [10.0], [11.0]], [3, 3, 1, 1])
    np.testing.assert_allclose(found, 200)


def test_calinski_harabasz_of_equal_regions():
    assert quality.calinski_harabasz([[1.0], [1.0], [2.0]], [0, 0, 1]) == np.inf
    with pytest.raises(ValueError, match="all regions are equal"):
        quality.calinski_harabasz(np.full((3, 2), 0.1), [0, 0, 1])
