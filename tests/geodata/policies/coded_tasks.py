"""Measures of the founding plan with a coding by hand, and tasks that are made up."""

from pathlib import Path

import pandas as pd
from hypothesis import strategies as st

import run_eval
from geodata.errors import Problems
from geodata.policies.coding import HUMAN, draft_codes
from geodata.policies.corpus import CODE_COLUMNS, TASK_COLUMNS
from geodata.policies.vocabulary import read_vocabulary

STUDIES = Path(run_eval.__file__).parent / "studies"
PLAN = (STUDIES / "jiangsu" / "policies" / "JS-2016-plan.txt").read_text(encoding="utf-8-sig")
VOCABULARY = read_vocabulary(STUDIES / "common" / "policy_vocabulary.csv", Problems())[0]

MEASURES = (
    # measure of the annex, its owners, stages and tools by hand, and why
    ("组建试点工作专家组", "", {"management"}, {"supply.talent"}),  # people who advise the pilot
    (
        "召开试点工作启动会，开展知识产权区域布局培训",
        "",
        {"management"},
        {"supply.talent", "environment.strategy"},  # training; a meeting that sets all to work
    ),
    (
        "全省知识产权资源调查（专利、商标、版权、植物新品种等相关数据调查）",
        "",
        {"management"},
        {"supply.information"},  # a survey gives information
    ),
    (
        "全省重点产业领域知识产权、科技、产业、财税政策梳理",
        "负责梳理并提供全省产业、教育、科技、金融政策和计划项目清单",
        {"management"},
        {"supply.information"},  # an inventory, no fiscal or financial tool of its own
    ),
    (
        "建立基于区域创新能力、产业基础和知识产权创造运用能力的知识产权区域布局评价模型和指标体系",
        "共同参与",
        {"management"},
        {"environment.goals"},  # sets the measure of goals; creation and use only describe it
    ),
    (
        "综合评估全省区域和产业知识产权布局质量和布局价值",
        "",
        {"management"},
        {"supply.information"},
    ),
    ("编制知识产权配置导向目录", "", {"management"}, {"environment.strategy"}),  # steers
    (
        "制定创新政策、知识产权政策和产业发展政策",
        "",
        {"management"},
        {"environment.strategy"},  # policy made, its tools not yet named
    ),
    (
        "建设知识产权资源、创新资源和产业基础信息综合数据库",
        "省科技厅、财政厅给予项目立项及经费支持",
        {"service"},
        {"supply.information", "supply.funds"},  # a service to users, paid for by the owners
    ),
    ("探索建设知识产权可视化地理信息系统", "", {"service"}, {"supply.information"}),
    (
        "针对知识产权密集型产业，实施高价值专利培育计划",
        "省财政厅给予项目立项及经费支持",
        {"creation"},  # the industry is only whom it is for
        {"environment.goals", "supply.funds"},
    ),
    (
        "实施高知名度商标培育计划",
        "省财政厅给予项目立项及经费支持",
        {"creation"},
        {"environment.goals", "supply.funds"},
    ),
    (
        "识别不同类型的知识产权功能区，对苏南、苏中、苏北实施分类指导",
        "省财政厅给予项目立项及经费支持",
        {"management"},
        {"environment.strategy", "supply.funds"},
    ),
    (
        "推进专利导航产业园区发展，围绕园区重点产业实施知识产权布局",
        "省财政厅给予项目立项及经费支持",
        {"use", "management"},  # patent navigation belongs to use; laying out to management
        {"supply.information", "environment.strategy", "supply.funds"},
    ),
    (
        "向国家知识产权局汇报试点工作情况，提请国家知识产权局考核验收",
        "",
        {"management"},
        {"environment.regulation"},  # inspection
    ),
)


PHRASES = st.lists(
    st.sampled_from(
        [
            "开展",
            "知识产权",
            "调查",
            "数据\n库",
            "形成",
            "报告",
            "，",
            "。",
            "达到17件",
            "（",
            "示范区",
        ]
        + [term.word.replace("…", "若干").replace("N", "9") for term in VOCABULARY.terms]
    )
    | st.text(max_size=3),
    max_size=12,
).map("".join)


def frame(*rows):
    """Tasks from (id, document, text, assignment, start, end)."""
    columns = ["task_id", "policy_id", "text", "assignment_text", "start_char", "end_char"]
    whole = pd.DataFrame(rows, columns=columns).reindex(columns=[*TASK_COLUMNS])
    return whole.astype(dict.fromkeys(TASK_COLUMNS, object)).fillna("")


def alone(text, assignment="", task="T1"):
    """A document made of one task, made up."""
    whole = f"前言。\n{text}\n{assignment}\n结语。"
    return frame((task, "P", text, assignment, 4, len(whole) - 4)), {"P": whole}


def coded(tasks, texts):
    return draft_codes(tasks, texts, VOCABULARY)


def codes(table, kind):
    return table[table.kind == kind].code.to_list()


def human(*rows):
    """Codes by persons from (task, kind, code, coder)."""
    return pd.DataFrame([[*row, HUMAN, 0, 0] for row in rows], columns=[*CODE_COLUMNS])


def plan_tasks():
    """The measures above as tasks of the founding plan, where they stand in its annex."""
    annex = PLAN.index("时序进度\n")
    rows = []
    for number, (measure, assignment, *_) in enumerate(MEASURES, 1):
        start = PLAN.index(measure, annex)
        end = PLAN.index("\n\n", start)
        assert assignment in PLAN[start:end]
        rows.append((f"JS-2016-A{number:02}", "JS-2016", measure, assignment, start, end))
    return frame(*rows)
