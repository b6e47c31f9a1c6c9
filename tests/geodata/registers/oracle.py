"""What counting must give, by plain loops over rows: written from the rules, not from the engine's expressions.

Slow and simple on purpose. Addresses go through `geodata.addresses.locate`, one pair of address and year at a time.
"""

import re
from collections import Counter, defaultdict

import pandas as pd

from geodata.industries import class_levels, on_axis
from geodata.registers.cells import CLASS_UNIT, INDUSTRY_UNIT, SCHEMAS, Cells, arranged, empty
from geodata.registers.kinds import kinds
from tests.geodata.registers.oracle_rows import Rows
from tests.geodata.registers.oracle_text import credit_code_right, day, figure, patent_number, plain

UNEXAMINED = ("copyright", "software_copyright", "geographical_indication")
TYPE_OF_DIGIT = {
    "1": "invention",
    "8": "invention",
    "2": "utility_model",
    "9": "utility_model",
    "3": "design",
}


def count(job, staged, industries, concordance):
    return Oracle(job, staged, set(industries["industry"]), concordance).cells()


class Oracle(Rows):
    def cells(self):
        pledges = self.transactions()
        for kind in kinds():
            of_kind = [one for one in self.staged if one.kind == kind]
            if kind in ("enterprise", "research"):
                self.activities(kind, of_kind)
            elif kind != "transaction":
                self.rights(kind, of_kind, pledges)
        for one in self.staged:
            self.note(one, "read", "", one.rows_malformed)
            self.note(one, "malformed", "", one.rows_malformed)
            for row in one.malformed.itertuples():
                self.rows["samples"].append(
                    (one.register, "malformed", row.file, row.row, row.content)
                )
        self.rows["account"] = [(*key, n) for key, n in self.account.items() if n]
        for (register, reason), found in self.samples.items():
            for file, row, _, content in sorted(found)[: self.job.sample]:
                self.rows["samples"].append((register, reason, file, row, content))
        tables = {
            name: arranged(name, pd.DataFrame(rows, columns=[*SCHEMAS[name]]))
            if rows
            else empty(name)
            for name, rows in self.rows.items()
        }
        return Cells(**tables)

    # rights

    def rights(self, kind, staged, pledges):
        rows = [self.right(kind, row) for one in staged for row in self.read(one)]
        counted = [
            row
            for row in self.settle(
                rows, lambda r: r["id"], later("updated_on", "granted_on", "ended_on", "filed_on")
            )
            if self.counted(row)
        ]
        table = Counter()
        for row in counted:
            flags = row["flags"] + (
                8
                if kind == "patent" and pledges.get(row["id"], 0) >= self.job.pledge_threshold_yuan
                else 0
            )
            years = tuple(
                row[event][0] if row[event] else 0
                for event in ("filed_on", "granted_on", "ended_on")
            )
            region = self.job.regions[row["place"]]
            table[region, kind, row["type_is"], *years, flags, row["odd"]] += 1
        self.rows["rights"] += [(*key, n) for key, n in table.items()]
        usual = [row for row in counted if self.job.abnormal == "include" or not row["odd"]]
        self.shares(kind, usual)
        self.holders(kind, usual)

    def right(self, kind, row):
        doubts = set()
        if kind == "patent":
            found = patent_number(row["number"])
            row["id"], wrong = found or ("", False)
            told = TYPE_OF_DIGIT[row["id"][4 if len(row["id"]) == 12 else 2]] if found else ""
            if wrong:
                doubts.add("check_digit")
        else:
            row["id"], told = re.sub(r"\s", "", plain(row["number"]).upper()), ""
        named = self.choice(row, "type")
        if named and told and named != told:
            doubts.add("type_disagrees")
        row["type_is"] = named or told
        flags = {
            name: self.choice(row, name)
            for name in ("strategic", "overseas", "awarded", "abnormal")
            if name in row
        }
        status = self.choice(row, "status") if "status" in row else ""
        if None in (named, status, *flags.values()):
            doubts.add("word_unknown")
        row["flags"] = sum(
            bit
            for name, bit in (("strategic", 1), ("overseas", 2), ("awarded", 16))
            if flags.get(name) == "1"
        )
        row["odd"] = int(flags.get("abnormal") == "1")
        days = {name: day(row[name]) for name in ("filed", "granted", "ended", "updated")}
        needed = days["granted" if kind in UNEXAMINED else "filed"]
        optional = ("filed" if kind in UNEXAMINED else "granted", "ended", "updated")
        if any(days[name] == "bad" for name in optional):
            doubts.add("date_unreadable")
        filed, granted, ended, row["updated_on"] = (
            None if d == "bad" else d for d in days.values()
        )
        if kind in UNEXAMINED:
            filed = filed or granted
        if granted and filed and granted < filed:
            doubts.add("granted_before_filed")
        if (status == "in_force" and (ended or not granted)) or (
            status == "pending" and (ended or granted)
        ):
            doubts.add("status_disagrees")
        if status == "ended" and granted and not ended:
            doubts.add("end_assumed")
            ended = max(row["updated_on"] or granted, granted)
        if ended and granted and ended < granted:
            doubts.add("ended_before_granted")
            ended = granted
        row |= {"filed_on": filed, "granted_on": granted, "ended_on": ended if granted else None}
        row["lost"] = (
            "number_invalid" if not row["id"] else "date_invalid" if needed in (None, "bad") else ""
        )
        row["place"] = self.place(
            row["address"], row["region"], filed[0] if filed else 0, row["staged"].province
        )
        row["doubts"] = doubts
        return row

    def codes(self, kind, text):
        if kind == "patent":
            fine = self.fine()
            for typed in (text, plain(text).upper()):
                tried = re.sub(r"[ \t]", "", typed) if fine else typed
                end = r"(?:\d{10}|\d{1,4}/\d{2,6}|\d{1,4})?" if fine else ""
                found = re.findall(r"[A-H]\d\d[A-Z]" + end, tried) or re.findall(
                    r"(\d\d-\d\d)" if fine else r"(\d\d)-\d\d", tried
                )
                if found:
                    return sorted(set(found))
            return []
        cells = re.split(
            r"[；;|,，、/\s]+" if kind == "trademark" else r"[；;|,，、/\t\r\n]+",
            plain(text).upper(),
        )
        if kind == "trademark":
            cells = [
                f"{int(m[0]):02}" for m in (re.search(r"\d{1,2}", cell) for cell in cells) if m
            ]
        return sorted({re.sub(r"\s", "", cell) for cell in cells} - {""})

    def fine(self):
        if self.concordance is None:
            return False
        links = self.concordance.links
        return any(
            len(c) > (2 if c[0].isdigit() else 4)
            for c in links.loc[links["kind"] == "patent", "class"]
        )

    def shares(self, kind, rows):
        links = defaultdict(list)
        if self.concordance is not None:
            for link in self.concordance.links.itertuples():
                if link.kind == kind:
                    links[link[2]].append((link.industry, link.parts))
        classes, industries = Counter(), Counter()
        for row in rows:
            found = self.codes(kind, row["classes"]) or [""]
            share, odd = divmod(CLASS_UNIT, len(found))
            for place, code in enumerate(found):
                parts = share + (place < odd)
                broad = code if kind != "patent" else code[:2] if code[:1].isdigit() else code[:4]
                known = next((one for one in class_levels(kind, code) if one in links), None)
                for event in ("filed", "granted", "ended"):
                    if row[f"{event}_on"]:
                        cell = (self.job.regions[row["place"]], kind, row["type_is"])
                        when = (row[f"{event}_on"][0], event)
                        classes[*cell, broad, *when] += parts
                        for industry, part in links[known] if known else [("", INDUSTRY_UNIT)]:
                            industries[*cell, industry, *when] += parts * part
        self.rows["classes"] += [(*key, n) for key, n in classes.items() if n]
        self.rows["industries"] += [(*key, n) for key, n in industries.items() if n]

    def holders(self, kind, rows):
        held = Counter()
        for row in rows:
            name = re.sub(r"\s", "", plain(row["holder"]).upper())
            if not name:
                continue
            filed, granted, ended = (
                (row[f"{e}_on"] or (0,))[0] for e in ("filed", "granted", "ended")
            )
            for year in self.job.years:
                bases = [("filed", filed == year), ("granted", granted == year)]
                bases.append(("in_force", 0 < granted <= year and (ended == 0 or ended > year)))
                for basis in (basis for basis, holds in bases if holds):
                    for region in (self.job.regions[row["place"]], ""):
                        for sort in {row["type_is"], ""}:
                            held[region, sort, year, basis, name] += 1
        cells = defaultdict(list)
        for (*cell, _), number in held.items():
            cells[tuple(cell)].append(number)
        for (region, sort, year, basis), numbers in cells.items():
            top = sum(sorted(numbers, reverse=True)[:5])
            self.rows["holders"].append(
                (
                    region,
                    kind,
                    sort,
                    year,
                    basis,
                    len(numbers),
                    sum(numbers),
                    sum(n * n for n in numbers),
                    top,
                )
            )

    # transactions

    def transactions(self):
        staged = [one for one in self.staged if one.kind == "transaction"]
        rows = [self.transaction(row) for one in staged for row in self.read(one)]
        flows, pledges = Counter(), Counter()
        for row in self.settle(rows, lambda r: r["id"], later("updated_on", "on")):
            number = patent_number(row["right_number"])
            if row["deal_is"] == "pledge" and row["right_is"] == "patent" and number:
                pledges[number[0]] += row["size"] or 0
            if self.counted(row):
                ends = [self.end(place) for place in row["ends"]]
                key = (row["deal_is"], row["right_is"], row["on"][0], *ends)
                flows[key, "records"] += 1
                flows[key, "amount"] += row["size"] or 0
                flows[key, "with_amount"] += row["size"] is not None
        for key in {key for key, _ in flows}:
            self.rows["flows"].append(
                (*key, *(flows[key, name] for name in ("records", "amount", "with_amount")))
            )
        return pledges

    def end(self, place):
        if isinstance(place, int):
            return self.job.regions[place]
        return place.partition(":")[2]

    def transaction(self, row):
        doubts = set()
        row["id"] = re.sub(r"\s", "", plain(row["number"]).upper())
        row["deal_is"], right, on, updated = (
            self.choice(row, "deal"),
            self.choice(row, "right"),
            day(row["date"]),
            day(row["updated"]),
        )
        if right is None:
            doubts.add("word_unknown")
        row["right_is"] = right or ("patent" if right == "" else "")
        row["lost"] = "" if row["deal_is"] else "deal_unknown"
        if on in (None, "bad"):
            row["lost"] = "date_invalid"
        if not row["id"]:
            row["lost"] = "number_invalid"
        if updated == "bad":
            doubts.add("date_unreadable")
        row |= {"on": on, "updated_on": None if updated == "bad" else updated}
        size = figure(row["amount"], row["staged"].factors.get("amount", 1))
        if size == "bad":
            doubts.add("figure_unreadable")
        elif size is not None and size < 0:
            doubts.add("figure_negative")
        row["size"] = None if size == "bad" or (size is not None and size < 0) else size
        year = on[0] if on and on != "bad" else 0
        row["ends"] = [
            self.place(row[f"{e}_address"], row[f"{e}_region"], year, row["staged"].province)
            for e in ("from", "to")
        ]
        if any(end in ("address_ambiguous", "region_unknown") for end in row["ends"]):
            doubts.add("address_unclear")
        kinds_of_end = [
            end if isinstance(end, int) else end.partition(":")[0] for end in row["ends"]
        ]
        if any(isinstance(end, int) for end in kinds_of_end):
            row["place"] = 0
        else:
            row["place"] = next(
                (k for k in ("outside", "address_ambiguous") if k in kinds_of_end),
                "address_unknown",
            )
        row["doubts"] = doubts
        return row

    # enterprises and research

    def activities(self, kind, staged):
        rows = [self.activity(row) for one in staged for row in self.read(one)]
        table, having = Counter(), Counter()
        for row in self.settle(rows, lambda r: (r["id"], r["when"]), later("updated_on")):
            if self.counted(row):
                for measure, value in row["figures"].items():
                    key = (kind, self.job.regions[row["place"]], row["axis"], row["when"], measure)
                    table[key] += value
                    having[key] += 1
        self.rows["activities"] += [(*key, table[key], having[key]) for key in having]

    def activity(self, row):
        kind, doubts = row["staged"].kind, set()
        row["id"] = re.sub(r"\s", "", plain(row["number"]).upper())
        year = re.match(r" *(\d{4})(年|[-/. T]|$)", plain(row["year"]))
        row["when"] = int(year[1]) if year and 1985 <= int(year[1]) <= 2100 else 0
        row["lost"] = "number_invalid" if not row["id"] else "" if row["when"] else "date_invalid"
        if not credit_code_right(row["id"]):
            doubts.add("credit_code")
        updated = day(row["updated"])
        if updated == "bad":
            doubts.add("date_unreadable")
        row["updated_on"] = None if updated == "bad" else updated
        row["axis"] = on_axis(row["industry"], self.axis)
        if row["industry"].strip() and not row["axis"]:
            doubts.add("industry_unknown")
        row["figures"] = {"enterprises": 1} if kind == "enterprise" else {}
        for name, field in kinds()[kind].items():
            if field.role in ("count", "amount"):
                size = figure(row[name], row["staged"].factors.get(name, 1))
                if size == "bad":
                    doubts.add("figure_unreadable")
                elif size is not None and size < 0 and name != "value_added":
                    doubts.add("figure_negative")
                elif size is not None:
                    row["figures"][name] = size
        row["place"] = self.place(
            row["address"], row["region"], row["when"], row["staged"].province
        )
        row["doubts"] = doubts
        return row


def later(*names):
    """Order of the records of one number; of equal ones, the one that stands further down wins."""
    return lambda row: (
        *(row[name] or (0,) for name in names),
        row["position"],
        row["file"],
        row["row"],
    )
