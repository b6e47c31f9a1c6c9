"""A department's own wordings and its own Word template, and what it is told when they are wrong."""

import csv
import dataclasses
import io
import re
import zipfile

import docx
import pytest

import layout
import run_eval
from geodata.errors import Problems, StudyError
from reports import custom, figures, texts, word, workbook
from reports.word import regions, wording
from reports.word import template as word_template

DEPARTMENT = """{{study.area}}知识产权局
{%p for region in regions %}
{{region.rank}} {{region.name}} {{region.score}}（{{region.type}}）
{%p endfor %}
{%p for row in catalogue %}
{{row.region}}：{{row.tool}}（{{row.department}}）
{%p endfor %}
{%p for text in warnings %}
{{loop.index}}. {{text}}
{%p endfor %}"""
HOSTILE = "=cmd<b>&{{study.title}}\x00"


def wordings(studies, *rows):
    """A table of wordings, as Excel saves it, named by the study."""
    path = studies.folder / "jiangsu" / "texts.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("section", "key", "text_zh"), *rows])
    ask(studies, 'texts = "jiangsu/texts.csv"')
    return studies.folder / "jiangsu.toml"


def ask(studies, line):
    studies.change("jiangsu.toml", "[catalogue]", f"[reports]\n{line}\n\n[catalogue]")
    return studies.folder / "jiangsu.toml"


def problems_of(path):
    with pytest.raises(StudyError) as caught:
        run_eval.load(path)
    return [(p.code, p.file, p.row, p.column) for p in caught.value.failures], str(caught.value)


def test_a_study_replaces_texts_of_reports_pictures_and_workbook(studies, jiangsu, tmp_path):
    path = wordings(
        studies,
        ("word", "chapter_points", "摘要"),
        ("word", "missing", "暂无"),
        ("figures", "map_composite", "{year} 年{area}综合得分图"),
        ("workbook", "contents", "表格目录"),
    )
    study, _ = run_eval.load(path)
    own = custom.read_custom(study.settings, path, Problems())
    with texts.worded(own.wordings):
        word.write_word(jiangsu, tmp_path, pictures=(), briefs=False)
        assert wording.fixed(None) == "暂无"
        assert figures.say("map_composite", area="江苏省", year=2024) == "2024 年江苏省综合得分图"
        assert workbook.sheets.say("contents") == "表格目录"
    told = [p.text for p in docx.Document(tmp_path / "report_evaluation.docx").paragraphs]
    assert "一、摘要" in told and "一、要点" not in told
    assert wording.fixed(None) == "缺数据"  # of this study only


def test_every_fault_of_the_wordings_is_told_at_once_with_its_row(studies):
    path = wordings(
        studies,
        ("wrod", "missing", "暂无"),
        ("word", "chapter_point", "摘要"),
        ("word", "scope_regions", "{area} {regoins} 个地区"),
        ("word", "below_title", "{title"),
        ("word", "chapter_scope", ""),
        ("word", "list_stop", "，"),
        ("word", "list_stop", "；"),
        ("word", "region_score", "{region:.9999999d}"),
        ("word", "level", "{name.__class__} {score}"),
    )
    found, message = problems_of(path)
    assert found == [
        ("text_section", "texts.csv", 2, "section"),
        ("text_key", "texts.csv", 3, "key"),
        ("text_placeholder", "texts.csv", 4, "text_zh"),
        ("text_placeholder", "texts.csv", 5, "text_zh"),
        ("text_empty", "texts.csv", 6, "text_zh"),
        ("code_repeated", "texts.csv", 8, "key"),
        ("text_placeholder", "texts.csv", 9, "text_zh"),
        ("text_placeholder", "texts.csv", 10, "text_zh"),
    ]
    assert "chapter_points" in message and "“regoins”不能用在这里" in message
    assert "{area}、{level}、{regions}、{year}、{years}" in message


def test_check_ends_with_2_and_names_a_file_that_is_not_there(studies, capsys):
    path = ask(studies, 'texts = "jiangsu/none.csv"')
    assert run_eval.main(["check", str(path)]) == run_eval.USER
    captured = capsys.readouterr()
    assert "none.csv" in captured.out + captured.err


def test_without_wordings_nothing_is_read_from_the_study():
    assert texts.read_texts(wording.TEXTS) == texts.read_texts(wording.TEXTS)
    assert wording.texts()("chapter_points") == "要点"


@pytest.fixture
def template(studies):
    """Write a Word template of the given lines beside the study, and name it there."""
    pytest.importorskip("docxtpl", reason="docxtpl is not installed")

    def write(text):
        document = docx.Document()
        for line in text.splitlines():
            document.add_paragraph(line)
        document.save(studies.folder / "jiangsu" / "brief.docx")
        return ask(studies, 'template = "jiangsu/brief.docx"')

    return write


def read(path, settings):
    return custom.read_custom(settings, path, problems := Problems("s")), problems


def filled(path, evaluation, folder):
    settings = layout.read_settings(path, Problems())
    own, problems = read(path, settings)
    assert not problems
    word_template.write_custom(evaluation, own.template, folder / "report_custom.docx")
    return folder / "report_custom.docx"


def test_a_template_is_filled_with_what_the_tables_say(template, jiangsu, tmp_path):
    written = filled(template(DEPARTMENT), jiangsu, tmp_path)
    told = [p.text for p in docx.Document(written).paragraphs if p.text]
    assert told[0] == "江苏省知识产权局"
    scores = jiangsu.scores[jiangsu.scores.dimension == "composite"].sort_values("rank")
    types = jiangsu.zones.set_index("region_code").zone_type
    expected = [
        f"{s.rank} {s.region_name} {s.score:.3f}（{types[s.region_code]}）"
        for s in scores.itertuples()
    ]
    assert told[1:14] == expected
    rows = jiangsu.catalogue
    assert told[14 : 14 + len(rows)] == [
        f"{r.region_name}：{r.policy_tool}（{r.lead_department}）" for r in rows.itertuples()
    ]
    assert re.match(r"1\. ", told[14 + len(rows)])


def test_a_filled_template_repeats_byte_by_byte(template, jiangsu, tmp_path):
    path = template(DEPARTMENT)
    first = filled(path, jiangsu, tmp_path / "a").read_bytes()
    assert filled(path, jiangsu, tmp_path / "b").read_bytes() == first
    dates = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_a_hostile_name_in_a_template_is_text(template, jiangsu, tmp_path):
    scores = jiangsu.scores.replace({"region_name": {"南京市": HOSTILE}})
    odd = dataclasses.replace(jiangsu, scores=scores)
    written = filled(template("{% for r in regions %}{{r.name}}|{% endfor %}"), odd, tmp_path)
    text = docx.Document(written).paragraphs[0].text
    assert HOSTILE.replace("\x00", "\ufffd") in text


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("{{study.titel}}", "template_variable", "titel"),
        ("{{regoins}}", "template_variable", "regoins"),
        ("{% for r in regions %}{{r.scroe}}{% endfor %}", "template_variable", "scroe"),
        ("{% for r in regions %}", "template_syntax", "for"),
        ("{{study.title.__class__.__mro__}}", "template_syntax", "__class__"),
    ],
)
def test_a_wrong_template_is_a_problem_with_the_name(template, text, code, named):
    found, message = problems_of(template(text))
    assert [(c, f) for c, f, _, _ in found] == [(code, "brief.docx")]
    assert named in message


def test_what_only_the_results_can_tell_is_a_problem_too(template, jiangsu, tmp_path):
    path = template("{% if regions|length > 1 %}{{regions[99].name}}{% endif %}")
    with pytest.raises(StudyError, match=r"report_custom\.docx.*不存在的变量"):
        filled(path, jiangsu, tmp_path)


def test_a_file_that_is_no_template_and_a_missing_package_are_problems(studies, monkeypatch):
    path = ask(studies, 'template = "jiangsu/figures.csv"')
    settings = layout.read_settings(path, Problems())
    monkeypatch.setitem(__import__("sys").modules, "docxtpl", None)
    problems = read(path, settings)[1]
    line = 1 + path.read_text(encoding="utf-8").splitlines().index(
        'template = "jiangsu/figures.csv"'
    )
    assert [(p.code, p.row, p.column) for p in problems] == [
        ("package_missing", line, "reports.template")
    ]
    monkeypatch.undo()
    pytest.importorskip("docxtpl", reason="docxtpl is not installed")
    problems = read(path, settings)[1]
    assert [p.code for p in problems] == ["template_unreadable"]


def test_the_variables_are_those_that_the_manual_lists(jiangsu):
    found = word_template.variables(jiangsu)
    assert list(found) == list(word_template.VARIABLES)
    manual = (run_eval.ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    for name, parts in word_template.VARIABLES.items():
        one = found[name] if name == "study" else found[name][0]
        assert tuple(one) == parts if parts else isinstance(one, str)
        assert f"`{name}`" in manual and all(f"`{part}`" in manual for part in parts)
    first = regions.findings(jiangsu, wording.texts()).regions.region_code.iloc[0]
    assert found["regions"][0]["code"] == first
