import numpy as np
import pytest

from models import concordance

# Electowiki, Hamilton method: the United States of 1790 with 60 seats
STATES = {
    "Virginia": (630_560, 11),
    "Massachusetts": (475_327, 8),
    "Pennsylvania": (432_879, 7),
    "North Carolina": (353_523, 6),
    "New York": (331_589, 6),
    "Maryland": (278_514, 5),
    "Connecticut": (236_841, 4),
    "South Carolina": (206_236, 3),
    "New Jersey": (179_570, 3),
    "New Hampshire": (141_822, 2),
    "Vermont": (85_533, 1),
    "Georgia": (70_835, 1),
    "Kentucky": (68_705, 1),
    "Rhode Island": (68_446, 1),
    "Delaware": (55_540, 1),
}
# EPO, PATSTAT, TLS229_APPLN_NACE2: weights of the application 437252193, as shown in the EPO's
# forum on 2022-07-25
NACE = {
    "20.1": 0.012931035,
    "26.2": 0.10344828,
    "26.3": 0.79310346,
    "26.4": 0.004310345,
    "26.5": 0.021551725,
    "26.51": 0.004310345,
    "26.52": 0.004310345,
    "26.7": 0.012931035,
    "28.23": 0.04310345,
}
RNG = np.random.default_rng(4754)
LINKS = sorted({(f"A{c:02}B", f"{i:02}") for c, i in RNG.integers(0, [40, 25], size=(150, 2))})
CLASSES, INDUSTRIES = [c for c, _ in LINKS], [i for _, i in LINKS]
KNOWN = sorted(set(CLASSES))
CODES = [*KNOWN, "Z99Z", "Y02E"]
COUNTS = RNG.poisson(4, size=(3, 13, len(CODES)))  # years, regions, classes


def test_largest_remainder_as_published():
    population, seats = zip(*STATES.values(), strict=True)
    found = concordance.whole_parts(population, ["1790"] * len(STATES), unit=60)
    np.testing.assert_array_equal(found, seats)


def test_weights_of_patstat_stay_within_a_part():
    weights = np.array(list(NACE.values()))
    assert concordance.faults(["437252193"] * 9, list(NACE), weights) == ((), (), ())
    for unit in (60, 232, 10_000):  # the weights are multiples of 1/232
        parts = concordance.whole_parts(weights, ["437252193"] * 9, unit)
        assert parts.sum() == unit
        assert np.all(np.abs(parts / unit - weights) < 1 / unit)
    np.testing.assert_array_equal(
        concordance.whole_parts(weights, ["a"] * 9, 232), [3, 24, 184, 1, 5, 1, 1, 3, 10]
    )


@pytest.mark.parametrize("number", range(1, 13))
def test_equal_shares_differ_by_one_part_at_most(number):
    parts = concordance.whole_parts(np.ones(number), np.zeros(number))
    assert parts.sum() == 60
    assert parts.max() - parts.min() == (60 % number > 0)
    assert np.all(np.diff(parts) <= 0)  # the earlier row has the odd part


def test_groups_are_shared_out_each_by_itself_in_any_order_of_rows():
    weights, groups = RNG.lognormal(size=300), RNG.integers(0, 60, size=300)
    found = concordance.whole_parts(weights, groups)
    np.testing.assert_array_equal(np.bincount(groups, weights=found)[np.unique(groups)], 60)
    np.testing.assert_array_equal(concordance.whole_parts(weights[::-1], groups[::-1]), found[::-1])
    one = groups == groups[0]
    np.testing.assert_array_equal(
        concordance.whole_parts(weights[one] * 7, groups[one]), found[one]
    )


def test_rounding_of_weights_does_not_break_ties():
    # 90 parts in the ratio 12 : 30 : 39 are 13 1/3, 33 1/3 and 43 1/3; 39 * 0.1 is not 3.9
    weights = np.array([12, 30, 39]) * 0.1
    np.testing.assert_array_equal(concordance.whole_parts(weights, ["a"] * 3, 90), [14, 33, 43])


def test_totals_reconcile_exactly():
    table = concordance.build(CLASSES, INDUSTRIES)
    found = concordance.to_industries(COUNTS, CODES, table)
    assert found.parts.dtype == np.int64
    assert found.parts.shape == (3, 13, len(table.industries))
    np.testing.assert_array_equal(
        found.parts.sum(axis=-1) + found.unmapped, 60 * COUNTS.sum(axis=-1)
    )
    np.testing.assert_array_equal(found.unmapped, 60 * COUNTS[..., -2:].sum(axis=-1))
    assert found.unknown == ("Y02E", "Z99Z")


def test_mapping_is_the_product_with_the_table():
    # against a dense table of fractions, as the concordances of Eurostat and WIPO are printed
    weights = RNG.lognormal(size=len(LINKS))
    weights /= np.bincount(np.searchsorted(KNOWN, CLASSES), weights=weights)[
        np.searchsorted(KNOWN, CLASSES)
    ]
    table = concordance.build(CLASSES, INDUSTRIES, weights, unit=100_000)
    dense = np.zeros((len(CODES), len(table.industries)))
    for (code, industry), weight in zip(LINKS, weights, strict=True):
        dense[CODES.index(code), table.industries.tolist().index(industry)] = weight
    found = concordance.to_industries(COUNTS, CODES, table).parts / table.unit
    np.testing.assert_allclose(found, COUNTS @ dense, atol=COUNTS.sum(axis=-1).max() / 100_000)


def test_order_of_links_and_of_classes_does_not_matter():
    # 7 industries of one class: 4 of them have an odd part, the same in any order of rows
    links = [*LINKS, *(("B60L", f"{number:02}") for number in range(7))]
    counts, codes = COUNTS[..., :-1], [*CODES[:-2], "B60L"]
    found = concordance.to_industries(counts, codes, concordance.build(*zip(*links, strict=True)))
    table = concordance.build(*zip(*links[::-1], strict=True))
    turned = concordance.to_industries(counts[..., ::-1], codes[::-1], table)
    for ours, theirs in zip(found, turned, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_rights_of_several_classes_count_once():
    # three rights with 1, 2 and 7 classes: first parts by class, then parts of parts by industry
    right = np.repeat([0, 1, 2], [1, 2, 7])
    position = np.array([0, 0, 1, 0, 1, 2, 3, 4, 5, 6])
    first = concordance.whole_parts(np.ones(10), right)
    counts = np.bincount(position, weights=first, minlength=len(CODES)).astype(int)
    table = concordance.build(CLASSES, INDUSTRIES)
    found = concordance.to_industries(counts, CODES, table)
    assert found.parts.sum() == 3 * 60 * 60


def test_unknown_classes_without_counts_are_not_reported():
    table = concordance.build(["A01B"], ["01"])
    found = concordance.to_industries([[2, 0]], ["A01B", "Z99Z"], table)
    assert found.unknown == ()
    np.testing.assert_array_equal(found.unmapped, [0])


def test_faults_are_all_named():
    found = concordance.faults(
        ["B", "B", "A", "A", "C", "D"],
        ["1", "1", "2", "1", "3", "4"],
        [0.5, 0.5, 0.7, 0.2, np.nan, 1.0000001],
    )
    assert found.repeated == (("B", "1"),)
    assert found.not_positive == (("C", "3"),)
    assert found.not_one == (("A", 0.9), ("C", 0.0))
    with pytest.raises(ValueError, match="not_one"):
        concordance.build(["A"], ["1"], [0.9])
    assert concordance.faults(["B", "B"], ["1", "1"]).repeated == (("B", "1"),)


def test_bad_arrays_are_refused():
    table = concordance.build(["A01B"], ["01"])
    for call, message in (
        (lambda: concordance.whole_parts([1, 0], ["a", "a"]), "positive"),
        (lambda: concordance.whole_parts([1, np.nan], ["a", "a"]), "none missing"),
        (lambda: concordance.whole_parts([1, 1], ["a"]), "one group"),
        (lambda: concordance.whole_parts([1], ["a"], 0), "unit"),
        (lambda: concordance.faults(["A"], ["1"], [0.5, 0.5]), "one weight"),
        (lambda: concordance.faults(["A"], []), "one industry"),
        (lambda: concordance.to_industries([1.0], ["A01B"], table), "whole numbers"),
        (lambda: concordance.to_industries([-1], ["A01B"], table), "negative"),
        (lambda: concordance.to_industries([1, 2], ["A01B", "A01B"], table), "each once"),
        (lambda: concordance.to_industries([1, 2], ["A01B"], table), "one code"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
