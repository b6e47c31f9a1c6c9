"""How firm a row on an industry is, given that rights are counts and counts have an error."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from layout.frames import DECIMALS
from layout.guidance import (
    CONDITION_FIXED,
    GRADES,
    NOT_DRAWN,
    NOT_VARIED,
    grade_of_draws,
)
from layout.guidance_draws import rank_interval
from layout.index import percentiles
from layout.industries import metrics as published_metrics
from layout.industries.metrics import FLAGS, PERCENT, IndustryMetrics
from layout.industries.panel import IndustryPanel, positions
from layout.industries.specialisation import IP_BASES, Specialisation
from layout.metrics import PERCENTILE
from layout.rules import Rule
from layout.settings import Catalogue, Registers
from layout.views import SEPARATOR, Array, labelled, remark, rounded, whole
from layout.zones.conditions import Truth, take_apart, truth
from models import mismatch, specialisation
from models.ranking import ranks
from models.uncertainty import CELLS

PRIOR = 0.5
"""Added to a count before it is drawn: Jeffreys' prior for the mean of a Poisson count."""

STREAMS = {"rights": 20, "others": 21, "trademarks_in_force": 22, "copyrights": 23}
"""Counts that are drawn → stream of the study's seed; the draws of methods use lower ones."""

QUOTIENTS = {
    "trademark_quotient": "trademarks_in_force",
    "copyright_quotient": "copyrights",
}
OF_RIGHTS = frozenset({"rta", "rsca", "share_ip_pct", "rights", "insufficient"})
OF_BOTH = frozenset({"gap", "relative_gap", *FLAGS})
OF_KINDS = frozenset({"inventions", "patents", "invention_share"})


@dataclass(frozen=True, eq=False)
class Counts:
    """The counts of the last year that are drawn, and the published metrics around them.

    Attributes
    ----------
    settings
        Smoothing and the thresholds of what is sufficient.
    seed
        Of the study.
    """

    panel: IndustryPanel
    spec: Specialisation
    measured: IndustryMetrics
    settings: Registers
    seed: int

    @cached_property
    def stocks(self) -> dict[str, Array]:
        """Keys of `STREAMS` → (R, I) rights, without those that are not registered.

        With a lag the rights are those of an earlier year and mostly the same as the inventions
        of the last one: to draw both would take them for independent, so these stay.
        """
        last = {name: values[-1] for name, values in self.panel.values.items()}
        found = {"rights": self.spec.ip[-1]} if self.spec.ip_basis else {}
        if self.spec.ip_basis == IP_BASES[0] and not self.spec.lag:
            found["others"] = np.maximum(last["patents_in_force"] - last[IP_BASES[0]], 0.0)
        found |= {name: last[name] for name in QUOTIENTS.values()}
        return {name: stock for name, stock in found.items() if not np.isnan(stock).any()}

    @cached_property
    def varying(self) -> frozenset[str]:
        """Names of the metrics that differ between draws, with their percentiles."""
        names = {name for name, column in QUOTIENTS.items() if column in self.stocks}
        if "rights" in self.stocks:
            names |= OF_RIGHTS | (OF_BOTH if self.spec.ec_basis else frozenset())
        if {"rights", "others"} <= self.stocks.keys():
            names |= OF_KINDS
        ranked = {PERCENTILE + name for name in names} & self.measured.arrays.keys()
        return frozenset(names | ranked)

    def blocks(self, draws: int) -> Iterator["Block"]:
        """The draws, as many at a time as memory allows; how many changes no number."""
        _, regions, industries = self.panel.axes.shape
        step = max(1, CELLS // max(1, regions * industries))
        for start in range(0, draws, step):
            yield Block(self, start, min(start + step, draws))


@dataclass(frozen=True, eq=False)
class Block:
    """Draws ``start`` to ``stop - 1``; every metric (n, R, I) is computed when first asked for."""

    counts: Counts
    start: int
    stop: int
    known: dict[str, Array] = field(default_factory=dict)

    def value(self, name: str) -> Array:
        """A metric of every draw; (1, R, I) as published where it does not vary."""
        if name not in self.known:
            self.known[name] = self._value(name)
        return self.known[name]

    def _value(self, name: str) -> Array:
        counts = self.counts
        if name not in counts.varying:
            return counts.measured.arrays[name][None]
        if name.startswith(PERCENTILE):
            of_regions = self.value(name.removeprefix(PERCENTILE)).swapaxes(-1, -2)
            return percentiles(of_regions).swapaxes(-1, -2)
        if name in QUOTIENTS:
            drawn = self.stock(QUOTIENTS[name])
            return specialisation.location_quotient(drawn, counts.settings.smoothing)
        if name in OF_KINDS:
            return self._of_kinds(name)
        return self._of_both(name) if name in OF_BOTH else self._of_rights(name)

    def stock(self, name: str) -> Array:
        """Drawn rights (n, R, I), see `drawn`."""
        if name not in self.known:
            stock, seed = self.counts.stocks[name], self.counts.seed
            self.known[name] = drawn(stock, seed, STREAMS[name], self.start, self.stop)
        return self.known[name]

    @cached_property
    def unsure(self) -> npt.NDArray[np.bool_]:
        """Cells whose drawn counts say nothing.

        The halves added to every count are no rights: they make no region sufficient.
        """
        rights, settings = self.stock("rights"), self.counts.settings
        few = specialisation.insufficient(rights, 0.0, settings.least_in_cell)
        added = PRIOR * open_cells(self.counts.stocks["rights"]).sum(axis=-1, keepdims=True)
        size = rights.sum(axis=-1, keepdims=True) - added
        return np.asarray(few | (size < settings.least_in_region))

    def _of_rights(self, name: str) -> Array:
        rights = self.stock("rights")
        if name == "rights":
            return rights
        if name == "insufficient":
            return self.unsure.astype(np.float64)
        if name == "share_ip_pct":
            total = rights.sum(axis=-1, keepdims=True)
            return np.asarray(PERCENT * rights / np.where(total > 0, total, np.nan))
        if name == "rsca":
            return specialisation.symmetric(self.value("rta"))
        quotient = specialisation.location_quotient(rights, self.counts.settings.smoothing)
        return np.where(self.unsure, np.nan, quotient)

    def _of_both(self, name: str) -> Array:
        rta = self.value("rta")
        lq = np.broadcast_to(self.counts.spec.lq[-1], rta.shape)
        if name in FLAGS:
            if "quadrant" not in self.known:
                codes = specialisation.quadrants(rta, lq, self.unsure)
                self.known["quadrant"] = codes.astype(np.float64)
            quadrant = self.known["quadrant"]
            return np.where(quadrant > 0, quadrant == 1 + FLAGS.index(name), np.nan)
        sure = (rta > 0) & (lq > 0)  # NaN fails the comparisons
        if name == "relative_gap":
            ratio = np.divide(rta, lq, out=np.full(rta.shape, np.nan), where=sure)
            return np.asarray(np.log(ratio))
        economy = self.counts.spec.ec[-1]
        total = economy.sum(axis=-1, keepdims=True)
        theirs = np.broadcast_to(economy / np.where(total > 0, total, np.nan), rta.shape)
        ours = mismatch.smoothed_shares(self.stock("rights"), self.counts.settings.smoothing)
        return np.where(sure, mismatch.directional_gap(ours, theirs), np.nan)

    def _of_kinds(self, name: str) -> Array:
        """Inventions, and among all patents, whose other kinds are drawn on their own."""
        inventions = self.stock("rights")
        if name == "inventions":
            return inventions
        patents = inventions + self.stock("others")
        if name == "patents":
            return patents
        # of which no share is taken is decided by what was counted, so that the ranks compare
        counted = self.counts.measured.arrays["patents"] >= published_metrics.DOUBTFUL
        share = np.divide(
            inventions, patents, out=np.full(patents.shape, np.nan), where=counted & (patents > 0)
        )
        return np.asarray(share)


def open_cells(stock: Array) -> npt.NDArray[np.bool_]:
    """Cells of which a count could have been another: their region and industry have rights.

    Examples
    --------
    >>> open_cells(np.array([[3.0, 0.0, 0.0], [1.0, 2.0, 0.0], [0.0, 0.0, 0.0]]))
    array([[ True,  True, False],
           [ True,  True, False],
           [False, False, False]])
    """
    return np.asarray((stock.sum(axis=1, keepdims=True) > 0) & (stock.sum(axis=0) > 0))


def drawn(stock: Array, seed: int, stream: int, start: int, stop: int) -> Array:
    """Draw what the counts could as well have been.

    Parameters
    ----------
    stock : (R, I)
        Rights; parts of one count as parts.
    seed, stream : int
        0 or more.
    start, stop : int
        Draws ``start`` to ``stop - 1``; draw 7 is the same whichever are asked for with it.

    Returns
    -------
    (stop - start, R, I)
        Above 0; 0 in an industry or a region without a single right, of which nothing is known.

    Notes
    -----
    ``Gamma(n + 1/2, 1)``, the posterior of a Poisson mean under Jeffreys' prior: Jeffreys (1946),
    Proceedings of the Royal Society A 186, 453-461; for its intervals Brown, Cai & DasGupta
    (2003), Statistica Sinica 13, 19-49. Its mean lies 1/2 above the count.
    """
    possible = open_cells(stock)
    shape = stock[possible] + PRIOR
    found = np.zeros((stop - start, *stock.shape))
    for n in range(start, stop):
        sequence = np.random.SeedSequence(seed, spawn_key=(stream, n))
        generator = np.random.Generator(np.random.Philox(sequence))
        found[n - start, possible] = generator.standard_gamma(shape)
    return found


def with_draws(
    rows: pd.DataFrame,
    rules: Sequence[Rule],
    counts: Counts,
    draws: int,
    settings: Catalogue,
) -> pd.DataFrame:
    """Fill in shares of draws and intervals of ranks, and let them bear on the confidence.

    Parameters
    ----------
    rows
        Of the catalogue, on industries; each of a rule of `rules`.
    draws
        0 leaves the rows as they are.

    Returns
    -------
    DataFrame
        The same rows with ``held_share``, ``rank_low``, ``rank_high``, ``confidence`` and
        ``remark`` as `layout.guidance` has them of regions.
    """
    if draws < 1 or rows.empty or not counts.stocks:
        return rows
    held, low, high = _counted(rows, rules, counts, draws)
    named = {rule.rule_id: rule.condition.names for rule in rules}
    fixed = [counts.varying.isdisjoint(named[rule]) for rule in rows.rule_id]
    varied = [metric in counts.varying for metric in rows.gap_metric]
    grades = [grade_of_draws(share, settings) for share in held]
    remarks = [
        remark(
            *(code for code in text.split(SEPARATOR) if code != NOT_DRAWN),
            "" if gap_varies else NOT_VARIED,
            CONDITION_FIXED if stays else "",
        )
        for text, gap_varies, stays in zip(rows.remark, varied, fixed, strict=True)
    ]
    table = rows.drop(columns="remark_label").assign(
        rank_low=whole(low).set_axis(rows.index),
        rank_high=whole(high).set_axis(rows.index),
        held_share=rounded(held),
        confidence=[
            min(pair, key=GRADES.index) for pair in zip(rows.confidence, grades, strict=True)
        ],
        remark=remarks,
    )
    return labelled(table, {"remark": "catalogue_remark"})[[*rows.columns]]


def _counted(
    rows: pd.DataFrame, rules: Sequence[Rule], counts: Counts, draws: int
) -> tuple[Array, Array, Array]:
    """Share of draws in which each row's condition holds, low and high end of its rank."""
    axes = counts.panel.axes
    region = positions(axes.panel.codes, rows.region_code)
    industry = positions(axes.industries, rows.industry_code)
    conditions = {rule.rule_id: (take_apart(rule.condition), rule.condition) for rule in rules}
    of_rule = {rule: np.flatnonzero(rows.rule_id == rule) for rule in dict.fromkeys(rows.rule_id)}
    ranked = {
        metric: np.flatnonzero(rows.gap_metric == metric)
        for metric in dict.fromkeys(rows.gap_metric)
        if metric in counts.varying
    }
    holds = np.zeros(len(rows), dtype=np.int64)
    placed = np.zeros((draws, len(rows)), dtype=np.int16)
    for block in counts.blocks(draws):
        for rule, at in of_rule.items():
            condition, expression = conditions[rule]
            # of a condition only the cells of its rows matter
            here = {m: block.value(m)[:, region[at], industry[at]] for m in expression.names}
            found: Truth = truth(condition, here)
            shape = (block.stop - block.start, len(at))
            holds[at] += np.broadcast_to(found.true, shape).sum(axis=0)
        for metric, at in ranked.items():
            used, back = np.unique(industry[at], return_inverse=True)
            # rounded as published, so that ties are the same
            values = np.round(block.value(metric)[:, :, used], DECIMALS).swapaxes(-1, -2)
            places = ranks(np.ascontiguousarray(values))
            placed[block.start : block.stop, at] = places[:, back, region[at]]
    return holds / draws, *rank_interval(placed)
