"""The count of a patent register as a careful pandas user would write it, for comparison.

Everything is in memory. What has few spellings – dates, words, addresses, holders – is worked out
once per distinct value. It answers for clean and dirty rows as `geodata.registers.counts` does,
but keeps no account of them and no samples.
"""

# ruff: noqa: PLC0415 - polars is imported by `locate`, not by those who have their places

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.registers.cells import CLASS_UNIT, INDUSTRY_UNIT, WHOLE, arranged
from geodata.registers.words import usual_words, word

DATES = ["filed", "granted", "ended", "updated"]
EVENTS = ["filed", "granted", "ended"]
FLAGS = {"strategic": 1, "overseas": 2, "awarded": 16}
TYPES = {"1": "invention", "8": "invention", "2": "utility_model", "9": "utility_model"}
TYPES |= {"3": "design"}
NUMBER = r"^(?:CN|ZL)?((?:20\d{2}[12389]\d{7}|(?:8[5-9]|9\d|0[0-3])[12389]\d{5})(?:\.?[0-9X])?)$"
DAY = r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$"
IPC, LOCARNO = r"^([A-H]\d{2}[A-Z])", r"^(\d{2})-\d{2}"


def count(
    paths: Sequence[Path],
    regions: Sequence[str],
    concordance: Path,
    province: str,
    years: Sequence[int],
) -> dict[str, pd.DataFrame]:
    """Tables `rights`, `classes`, `industries` and `holders` of one register of patents.

    Parameters
    ----------
    paths
        Parquet files with canonical columns, text.
    regions
        Cities of the study.
    concordance
        CSV of classes of the IPC and of Locarno with industries.
    """
    rows = pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True)
    rows = clean(rows)
    rows = rows.sort_values(["updated", "granted", "ended", "filed"], kind="stable")
    rows = rows.drop_duplicates("number", keep="last")
    rows["year"] = rows["filed"] // 10_000
    rows["region_code"] = place(rows, regions, province)
    rows = rows[rows["region_code"] != ""].reset_index(drop=True)
    for event in EVENTS:
        rows[f"{event}_year"] = rows[event] // 10_000
    return {
        "rights": rights(rows),
        **mixes(rows[rows["abnormal"] == 0], concordance),
        "holders": holders(rows[rows["abnormal"] == 0], years),
    }


def clean(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a readable number and a filing date; texts made numbers."""
    words = usual_words()
    number = rows["number"].str.upper().str.replace(r"\s+", "", regex=True)
    number = number.str.extract(NUMBER, expand=False).str.replace(".", "", regex=False)
    number = number.where(number.str.len() < 12, number.str[:12])
    number = number.where(number.str.len() >= 12, number.str[:8])
    digit = number.str[4].where(number.str.len() == 12, number.str[2])
    named = _mapped(rows["type"], words["patent", "type"])
    found = pd.DataFrame(
        {
            "number": number,
            "type": named.fillna(digit.map(TYPES)).fillna(""),
            **{name: _days(rows[name]) for name in DATES},
            "flags": sum(
                (_mapped(rows[name], words["patent", name]) == "1") * bit
                for name, bit in FLAGS.items()
            ),
            "abnormal": (_mapped(rows["abnormal"], words["patent", "abnormal"]) == "1") * 1,
            "address": rows["address"],
            "classes": rows["classes"],
            "holder": rows["holder"].str.upper().str.replace(r"\s+", "", regex=True),
        }
    )
    found = found[found["number"].notna() & (found["filed"] > 0)].copy()
    early = (found["ended"] > 0) & (found["ended"] < found["granted"])
    found["ended"] = found["ended"].where(~early, found["granted"]).where(found["granted"] > 0, 0)
    return found


def _mapped(column: pd.Series, words: dict[str, str]) -> pd.Series:
    known = {text: words.get(word(text)) for text in column.unique()}
    return column.map(known)


def _days(column: pd.Series) -> pd.Series:
    """Whole numbers such as 20080305; 0 where there is no date."""
    texts = pd.Series(column.unique())
    pieces = texts.str.strip().str.extract(DAY)
    joined = pieces[0] + "-" + pieces[1].str.zfill(2) + "-" + pieces[2].str.zfill(2)
    days = pd.to_datetime(joined, format="%Y-%m-%d", errors="coerce")
    number = days.dt.strftime("%Y%m%d").fillna("0").astype("int64")
    return column.map(dict(zip(texts, number, strict=True)))


def place(rows: pd.DataFrame, regions: Sequence[str], province: str) -> pd.Series:
    """City of each row in the year of its filing; blank where it is none of the study's."""
    from geodata.addresses import locate

    asked = rows[["address", "year"]].drop_duplicates()
    told = locate(asked["address"].to_list(), asked["year"].to_list(), province)
    candidates = pd.Series(told["candidates"].to_list()).str.split(";")
    known = {text: city(text, regions) for text in {str(";".join(c)) for c in candidates}}
    asked["region_code"] = [known[";".join(c)] for c in candidates]
    return rows.merge(asked, on=["address", "year"], how="left")["region_code"].set_axis(rows.index)


def city(candidates: str, regions: Sequence[str]) -> str:
    """The one city that holds all candidates."""
    cities = {code[:4] + "00" for code in candidates.split(";")}
    return cities.pop() if len(cities) == 1 and cities <= set(regions) else ""


def rights(rows: pd.DataFrame) -> pd.DataFrame:
    """Rights by the years of their life."""
    keys = ["region_code", "type", *(f"{event}_year" for event in EVENTS), "flags", "abnormal"]
    table = rows.groupby(keys).size().reset_index(name="records")
    return arranged("rights", table.assign(kind="patent"))


def mixes(rows: pd.DataFrame, concordance: Path) -> dict[str, pd.DataFrame]:
    """Parts of rights by class and by industry, for each event."""
    codes = rows["classes"].str.replace(r"\([^)]*\)", "", regex=True).str.upper()
    codes = codes.str.replace(r"[；，,|、\n]", ";", regex=True).str.replace(r"\s+", "", regex=True)
    long = rows.assign(**{"class": codes.str.split(";")}).explode("class")
    ipc = long["class"].str.extract(IPC, expand=False)
    long["class"] = ipc.fillna(long["class"].str.extract(LOCARNO, expand=False)).fillna("")
    long = long.reset_index(names="right")
    known = long[(long["class"] != "")].drop_duplicates(["right", "class"])
    none = long[~long["right"].isin(known["right"])].drop_duplicates("right")
    long = pd.concat([known, none]).sort_values(["right", "class"])
    size = long.groupby("right")["class"].transform("size")
    rank = long.groupby("right").cumcount()
    long["parts"] = CLASS_UNIT // size + (rank < CLASS_UNIT % size)
    classes = _by_event(long, "class")
    table = pd.read_csv(concordance, encoding="utf-8-sig", dtype=str)
    table = table[table["classification"].isin(["ipc", "locarno"])]
    table = table.sort_values(["class", "industry"])
    shares = whole_shares(table)
    subclasses = set(table["class"])
    key = {c: _deepest(c, subclasses) for c in classes["class"].unique()}
    merged = classes.assign(key=classes["class"].map(key)).merge(
        shares, left_on="key", right_on="class", how="left", suffixes=("", "_key")
    )
    merged["industry"] = merged["industry"].fillna(WHOLE)
    merged["parts"] *= merged["share"].fillna(INDUSTRY_UNIT).astype("int64")
    keys = ["region_code", "type", "industry", "year", "event"]
    industries = merged.groupby(keys)["parts"].sum().reset_index()
    return {
        "classes": arranged("classes", classes.assign(kind="patent")),
        "industries": arranged("industries", industries.assign(kind="patent")),
    }


def _deepest(code: str, known: set[str]) -> str:
    return next((code[:n] for n in (4, 3, 2, 1) if code and code[:n] in known), "")


def whole_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Weights in whole parts of `INDUSTRY_UNIT`: what is left over goes to the largest rests."""
    weight = pd.to_numeric(table["weight"])
    groups = table.groupby("class")
    weight = weight.fillna(1 / groups["industry"].transform("size")) * INDUSTRY_UNIT
    exact = weight.round(6)
    share = np.floor(exact).astype("int64")
    missing = INDUSTRY_UNIT - share.groupby(table["class"]).transform("sum")
    order = (share - exact).groupby(table["class"]).rank(method="first")
    return table.assign(share=share + (order <= missing))[["class", "industry", "share"]]


def _by_event(long: pd.DataFrame, what: str) -> pd.DataFrame:
    found = []
    for event in EVENTS:
        happened = long[long[f"{event}_year"] > 0]
        keys = ["region_code", "type", what, f"{event}_year"]
        one = happened.groupby(keys)["parts"].sum().reset_index()
        found.append(one.rename(columns={f"{event}_year": "year"}).assign(event=event))
    return pd.concat(found, ignore_index=True)


def holders(rows: pd.DataFrame, years: Sequence[int]) -> pd.DataFrame:
    """Sums over holders of each region and of all, by type and for all types together."""
    rows = rows[rows["holder"] != ""]
    found = []
    for basis in ("filed", "granted"):
        some = rows[rows[f"{basis}_year"].isin(years)]
        found.append(some.assign(year=some[f"{basis}_year"], basis=basis))
    for year in years:
        began = (rows["granted_year"] > 0) & (rows["granted_year"] <= year)
        lives = began & ((rows["ended_year"] == 0) | (rows["ended_year"] > year))
        found.append(rows[lives].assign(year=year, basis="in_force"))
    table = pd.concat(found)
    whole = table.assign(region_code=WHOLE)
    every = [table, whole, table.assign(type=""), whole.assign(type="")]
    return arranged("holders", pd.concat(map(_sums, every)).assign(kind="patent"))


def _sums(table: pd.DataFrame) -> pd.DataFrame:
    keys = ["region_code", "type", "year", "basis"]
    sizes = table.groupby([*keys, "holder"]).size().rename("records").reset_index()
    sizes["squares"] = sizes["records"] ** 2
    sums = sizes.groupby(keys).agg(
        holders=("records", "size"), records=("records", "sum"), squares=("squares", "sum")
    )
    five = sizes.sort_values("records", ascending=False).groupby(keys).head(5)
    sums["top5"] = five.groupby(keys)["records"].sum()
    return sums.reset_index()
