"""Rows of registers read, placed and accounted for by plain loops; see `oracle`."""

from collections import Counter, defaultdict

import pyarrow.parquet as pq

from geodata.addresses import locate
from geodata.regions import Register
from geodata.registers.cells import SCHEMAS
from geodata.registers.kinds import kinds
from geodata.registers.words import word


class Rows:
    def __init__(self, job, staged, axis, concordance):
        self.job, self.staged, self.axis, self.concordance = job, staged, axis, concordance
        self.register = Register.load()
        self.rows = {name: [] for name in SCHEMAS}
        self.account = Counter()
        self.samples = defaultdict(list)
        self.places = {}
        self.located = {}

    # reading

    def read(self, staged):
        for path in staged.paths:
            for record in pq.read_table(path).to_pylist():
                row = {
                    name: self.text(record.get(staged.columns.get(name)))
                    for name in kinds()[staged.kind]
                }
                row |= {
                    "staged": staged,
                    "position": self.staged.index(staged),
                    "file": record.get("source_file", ""),
                    "row": record.get("source_row", 0),
                }
                yield row

    def text(self, value):
        if value is None or value != value:  # noqa: PLR0124  NaN
            return ""
        return format(value, ".10g") if isinstance(value, float) else str(value)

    def choice(self, row, field):
        """Value of a word, "" if blank, None if unknown."""
        text = word(row[field])
        return row["staged"].values.get(field, {}).get(text) if text else ""

    def content(self, row):
        fields = kinds()[row["staged"].kind]
        cells = [
            (f.label_zh, row[n].strip())
            for n, f in fields.items()
            if n not in ("holder", "classes")
        ]
        return "｜".join(f"{label}={cell}" for label, cell in cells if cell)

    def note(self, staged, stage, reason, number=1):
        self.account[staged.register, staged.kind, stage, reason] += number

    def sample(self, row, reason, content=None):
        found = self.content(row) if content is None else content
        self.samples[row["staged"].register, reason].append(
            (row["file"], row["row"], row.get("id", ""), found)
        )

    def settle(self, rows, key, order):
        """One row per key; lost and beaten ones are accounted for."""
        groups = defaultdict(list)
        for row in rows:
            self.note(row["staged"], "read", "")
            if row["lost"]:
                self.note(row["staged"], "dropped", row["lost"])
                self.sample(row, row["lost"])
            else:
                groups[key(row)].append(row)
        for group in groups.values():
            best = max(group, key=order)
            for row in group:
                if row is not best:
                    self.note(row["staged"], "duplicate", "later_record")
                    clean = not row["doubts"] and not isinstance(row["place"], str)
                    self.sample(row, "later_record", f"号码={row['id']}" if clean else None)
            yield best

    def counted(self, row):
        """Whether the row lies in the study; else it is accounted for."""
        if isinstance(row["place"], int):
            self.note(row["staged"], "counted", "")
            for doubt in row["doubts"]:
                self.note(row["staged"], "doubtful", doubt)
                self.sample(row, doubt)
            return True
        outside = row["place"].startswith("outside")
        reason = "other_region" if outside else row["place"]
        self.note(row["staged"], "outside" if outside else "dropped", reason)
        self.sample(row, reason)
        return False

    # places

    def place(self, address, region, year, prior):
        """Position of the region, "outside:<province>", or a reason."""
        key = (address, region, year, prior)
        if key not in self.places:
            named = self.named(region, year, prior) if region.strip() else None
            by_address = self.addressed(address, year, prior)
            if named is not None:
                self.places[key] = named
            elif by_address == "address_unknown" and region.strip():
                self.places[key] = "region_unknown"
            else:
                self.places[key] = by_address
        return self.places[key]

    def addressed(self, address, year, prior):
        if prior not in self.located:
            self.located[prior] = self.all_years(prior)
        status, candidates = self.located[prior][address, year]
        return "address_unknown" if status == "none" else self.among(candidates.split(";"))

    def all_years(self, prior):
        """Status and candidates of every address of the registers in every year, 0 = not known."""
        fields = ("address", "from_address", "to_address")
        rows = [
            row for staged in self.staged if staged.province == prior for row in self.read(staged)
        ]
        addresses = {row[field] for row in rows for field in fields if field in row}
        pairs = [
            (address, year) for address in sorted(addresses) for year in (0, *range(1985, 2101))
        ]
        found = locate([a for a, _ in pairs], [year or None for _, year in pairs], prior)
        return dict(zip(pairs, found.select("status", "candidates").rows(), strict=True))

    def named(self, text, year, prior):
        for when in [year or None, None, *range((year or 2020) - 1, 1984, -1)]:
            found = self.register.candidates(text, year=when)
            if found:
                break
        else:
            return None
        found = [r for r in found if prior and r.code[:2] == prior[:2]] or found
        place = self.among({heir.code for r in found for heir in self.register.successors(r)})
        return None if place in ("address_ambiguous", "address_unknown") else place

    def among(self, codes):
        places = set()
        for code in codes:
            region = self.register.candidates(code)[0]
            line = [region.code, *(r.code for r in self.register.ancestors(region))]
            inside = [self.job.regions.index(one) for one in line if one in self.job.regions]
            holds = any(
                region.code in [r.code for r in self.register.ancestors(self.register.resolve(one))]
                for one in self.job.regions
            )
            province = next((one for one in line if one.endswith("0000")), "")
            places.add(
                inside[0] if inside else "address_ambiguous" if holds else f"outside:{province}"
            )
        if len(places) == 1:
            return places.pop()
        if all(isinstance(one, str) and one.startswith("outside") for one in places):
            return "outside:"
        return "address_ambiguous"
