"""The annex of the founding plan, copied from its cells by hand, as the parsers would read it."""

import pandas as pd

from geodata.policies.corpus import (
    CODE_COLUMNS,
    DOCUMENT_COLUMNS,
    ELIGIBILITY_COLUMNS,
    LEDGER_COLUMNS,
    PROGRESS_COLUMNS,
    ROLE_COLUMNS,
    TASK_COLUMNS,
    Department,
    Policies,
)

PLAN = "JS-2016"
START, PUSH, MIDDLE, KEY, END = "试点启动", "试点推进", "阶段总结", "重点推进", "总结验收"
ALL = "DRC EIC EDU STD AGR AIC CPR STA"
BACKING, INDUSTRY, AREA = (
    "知识产权区域布局支撑条件建设",
    "推进重点产业知识产权布局",
    "推进重点区域知识产权布局",
)
SURVEY, VALUE = "知识产权资源调查分析", "知识产权布局综合评价"

# phase, section, measure, leads, participants, data providers, funders, first day, last day
ANNEX = (
    (START, "试点工作机制建设", "组建试点工作专家组", "IPO", "", "", "", "2016-02-01", "2016-02-29"),
    (START, "试点工作机制建设", "召开试点工作启动会，开展知识产权区域布局培训", "IPO", "", "", "", "2016-02-01", "2016-02-29"),
    (PUSH, SURVEY, "全省知识产权资源调查（专利、商标、版权、植物新品种等相关数据调查）", "IPO", "", "AGR AIC CPR STA CITY", "", "2016-02-01", "2016-05-31"),
    (PUSH, SURVEY, "全省战略性新兴产业、先进制造业等重点产业知识产权密集度和分布状况调查", "IPO", "", "DRC EIC", "", "2016-02-01", "2016-05-31"),
    (PUSH, SURVEY, "全省创新能力和产业基础调查", "DRC EIC STA", "IPO EDU STD", "AGR AIC CPR STA", "", "2016-02-01", "2016-05-31"),
    (PUSH, SURVEY, "全省重点产业领域知识产权、科技、产业、财税政策梳理", "DRC EIC EDU STD FIN", "", "", "", "2016-02-01", "2016-06-30"),
    (PUSH, VALUE, "建立基于区域创新能力、产业基础和知识产权创造运用能力的知识产权区域布局评价模型和指标体系", "IPO", ALL, "", "", "2016-02-01", "2016-04-30"),
    (PUSH, VALUE, "全省知识产权资源与创新资源和产业资源匹配度分析（产业经济数据、科研、教育、金融等创新资源进行匹配）", "IPO", ALL, "", "", "2016-05-01", "2016-07-31"),
    (PUSH, VALUE, "综合评估全省区域和产业知识产权布局质量和布局价值", "IPO", "", "", "", "2016-08-01", "2016-10-31"),
    (MIDDLE, "", "试点工作阶段总结（全省区域和重点产业知识产权资源分布状况报告及相关政策状况报告）", "", "", "", "", "2016-11-01", "2016-12-31"),
    (KEY, "建立健全知识产权资源配置机制", "编制知识产权配置导向目录", "IPO", "", "", "", "2016-11-01", "2016-12-31"),
    (KEY, "建立健全知识产权资源配置机制", "开展全省科技、产业和知识产权政策适应性研究，提出促进全省知识产权综合运用能力提升、加快产业高端化发展的政策建议", "IPO", "", "", "", "2017-01-01", "2017-02-28"),
    (KEY, "建立健全知识产权资源配置机制", "制定创新政策、知识产权政策和产业发展政策", "DRC EIC EDU STD", "", "", "", "2017-03-01", "2017-06-30"),
    (KEY, BACKING, "构建知识产权区域布局支撑工作体系", "", "IPO DRC EIC EDU STD FIN AGR AIC CPR STA", "", "", "2016-02-01", "2016-04-30"),
    (KEY, BACKING, "建设知识产权资源、创新资源和产业基础信息综合数据库", "IPO", "", "DRC EIC", "STD FIN", "2016-05-01", "2017-10-31"),
    (KEY, BACKING, "探索建设知识产权可视化地理信息系统", "IPO", "", "", "", "2017-11-01", "2018-06-30"),
    (KEY, BACKING, "建立常态化资源分析和产业知识产权区域布局发布机制", "IPO", "", "", "", "2016-03-01", "2017-10-31"),
    (KEY, INDUSTRY, "以战略性新兴产业、先进制造业等为重点，制定知识产权密集型产业发展规划，培育知识产权密集型产业", "IPO", "", "", "FIN", "2016-03-01", "2017-12-31"),
    (KEY, INDUSTRY, "围绕我省知识产权布局分析，针对知识产权密集型产业，实施高价值专利培育计划", "IPO", "", "", "FIN", "2017-01-01", "2017-12-31"),
    (KEY, INDUSTRY, "实施高知名度商标培育计划", "AIC", "", "", "FIN", "2017-01-01", "2017-12-31"),
    (KEY, INDUSTRY, "实施核心版权培育计划", "CPR", "", "", "FIN", "2017-01-01", "2017-12-31"),
    (KEY, AREA, "识别不同类型的知识产权功能区，对苏南、苏中、苏北实施分类指导", "IPO", "AIC CPR", "", "FIN", "2017-01-01", "2018-12-31"),
    (KEY, AREA, "推进苏南国家自主创新示范区知识产权布局，制定示范区知识产权布局计划", "IPO", "DRC STD AIC CPR CITY", "", "FIN CITY", "2017-01-01", "2018-12-31"),
    (KEY, AREA, "推进专利导航产业园区发展，围绕园区重点产业实施知识产权布局", "IPO", "COM AIC CPR", "", "FIN", "2017-01-01", "2018-12-31"),
    (END, "自评总结", "完善工作，总结经验，发布全省区域和重点产业知识产权布局报告", "", "", "", "", "2018-01-01", "2018-06-30"),
    (END, "检查验收", "向国家知识产权局汇报试点工作情况，提请国家知识产权局考核验收", "", "", "", "", "2018-07-01", "2018-12-31"),
)  # fmt: skip

NAMES = {
    "IPO": "知识产权局", "DRC": "发展改革委", "EIC": "工业和信息化厅", "EDU": "教育厅", "STD": "科技厅",
    "FIN": "财政厅", "AGR": "农业农村厅", "AIC": "市场监管局", "CPR": "版权局", "STA": "统计局",
    "COM": "商务厅", "CITY": "地方政府（市）",
}  # fmt: skip


def number(measure):
    """``A01`` … of the measure that begins so."""
    (found,) = [n for n, row in enumerate(ANNEX, 1) if row[2].startswith(measure)]
    return f"A{found:02}"


def policies(progress=(), **changes):
    """The plan with reports: rows of `PROGRESS_COLUMNS` as dictionaries, blanks left out.

    `changes` replace cells of tasks: ``A01={"end": ""}``.
    """
    tasks, roles = [], []
    for n, (phase, section, text, *parts, start, end) in enumerate(ANNEX, 1):
        code = f"{PLAN}-A{n:02}"
        task = dict.fromkeys(TASK_COLUMNS, "") | {
            "task_id": code, "policy_id": PLAN, "part": "annex", "number": str(n), "phase": phase,
            "section": section, "text": text, "start": start, "end": end, "start_char": n,
        }  # fmt: skip
        tasks.append(task | changes.get(f"A{n:02}", {}))
        for role, names in zip(("lead", "participant", "data", "funds"), parts, strict=True):
            roles += [
                dict.fromkeys(ROLE_COLUMNS, "")
                | {"task_id": code, "department": name, "role": role}
                for name in names.split()
            ]
    blank = dict.fromkeys(PROGRESS_COLUMNS, "")
    return Policies(
        documents=pd.DataFrame([{"policy_id": PLAN}], columns=[*DOCUMENT_COLUMNS]),
        tasks=pd.DataFrame(tasks, columns=[*TASK_COLUMNS]),
        roles=pd.DataFrame(roles, columns=[*ROLE_COLUMNS]),
        codes=pd.DataFrame(columns=[*CODE_COLUMNS]),
        codings=pd.DataFrame(columns=[*CODE_COLUMNS]),
        eligibility=pd.DataFrame(columns=[*ELIGIBILITY_COLUMNS]),
        progress=pd.DataFrame([blank | row for row in progress], columns=[*PROGRESS_COLUMNS]),
        ledger=pd.DataFrame(columns=[*LEDGER_COLUMNS]),
        texts={},
        departments={code: Department(code, name, "other") for code, name in NAMES.items()},
    )


def report(task, day, status="ongoing", **cells):
    """One row of the progress table."""
    return {"task_id": f"{PLAN}-{task}", "reported_on": day, "status": status, **cells}
