import numpy as np
import pytest

from models import uncertainty
from models.sampling import BLOCK

RNG = np.random.default_rng(11)
SCORES = RNG.uniform(0.05, 1.0, size=(2, 3, 40, 5))
SCORES[1, 1, 7, 2] = np.nan
MEMBERS = (np.array([0, 1, 2]), np.array([3, 4]))
MEANS = (("arithmetic", "geometric"), ("geometric", "geometric"), ("harmonic", "arithmetic"))


def model(**changes):
    settings = {
        "variants": SCORES,
        "members": MEMBERS,
        "system_weights": np.array([0.25, 0.75]),
        "means": MEANS,
        "forms": ("standard",),
        "min_coverage": 0.6,
    }
    return uncertainty.Model(**(settings | changes))


def choices(draws, **changes):
    rng = np.random.default_rng(12)
    weights = rng.uniform(size=(draws, 5))
    for members in MEMBERS:
        weights[:, members] /= weights[:, members].sum(axis=1, keepdims=True)
    drawn = uncertainty.Choices(
        rng.integers(0, 2, draws), rng.integers(0, 3, draws), np.zeros(draws, dtype=int), weights
    )
    return drawn._replace(**changes)


def test_single_precision_gives_the_same_scores_but_for_rounding():
    exact = uncertainty.draw(model(), choices(60))
    single = uncertainty.draw(model(dtype=np.float32), choices(60))
    for ours, theirs in zip(single, exact, strict=True):
        assert ours.dtype == np.float32
        np.testing.assert_allclose(ours, theirs, rtol=2e-6)  # a missing level is missing in both


def test_a_draw_with_weights_of_its_own_for_the_systems_is_a_model_with_those_weights():
    systems = RNG.dirichlet([1.0, 1.0], size=20)
    together = uncertainty.draw(model(), choices(20, systems=systems))
    for n in range(20):
        alone = uncertainty.draw(model(system_weights=systems[n]), choices(20))
        for ours, theirs in zip(together, alone, strict=True):
            np.testing.assert_allclose(ours[..., n, :], theirs[..., n, :], rtol=1e-12)


def test_weights_of_systems_that_do_not_sum_to_one_are_refused():
    with pytest.raises(ValueError, match="weights of the systems"):
        uncertainty.draw(model(), choices(2, systems=np.array([[0.5, 0.5], [0.5, 0.6]])))


def test_without_a_form_of_coupling_there_is_no_coordination_and_the_rest_is_as_ever():
    full, without = (uncertainty.draw(model(**m), choices(9)) for m in ({}, {"forms": ()}))
    np.testing.assert_array_equal(without.composite, full.composite)
    assert without.coordination.shape == full.coordination.shape
    assert np.isnan(without.coordination).all()


@pytest.mark.parametrize("draws", [0, 1, BLOCK, 10_000])
@pytest.mark.parametrize("cells", [1, 13, 310, 2900, 10**7])
def test_blocks_cover_all_draws_in_whole_blocks_of_random_numbers(draws, cells):
    ranges = list(uncertainty.blocks(draws, cells))
    assert [n for start, stop in ranges for n in range(start, stop)] == list(range(draws))
    assert all(start % BLOCK == 0 for start, _ in ranges)
    assert all(
        stop - start <= BLOCK or (stop - start) * cells <= uncertainty.CELLS
        for start, stop in ranges
    )
