/* The tasks of the plan in time: bars by state, counts, what is due next, what is to be accepted. */

const plan = data.policies.plan;
const stateByKey = {};
plan.schedule.states.forEach((one) => (stateByKey[one.state] = one));

function stateSign(key) {
  const sign = element("span", "state-sign state-" + key);
  sign.style.backgroundColor = stateByKey[key].colour;
  return sign;
}

/* --- counts --------------------------------------------------------------------------------- */

placePolicy("plan_states", "plan", (panel) => {
  const all = policyRows("plan_summary").filter((row) => row.grouping === "all")[0];
  const list = panel.appendChild(element("ul", "states"));
  plan.schedule.states.forEach((one) => {
    const line = list.appendChild(element("li"));
    line.appendChild(stateSign(one.state));
    line.appendChild(element("span", "", one.label));
    line.appendChild(element("b", "", all ? all[one.state] : words.unknown));
  });
  if (all) panel.appendChild(element("p", "text", fill(words.plan_all, { tasks: all.tasks })));
  return () => {};
});

placePolicy("plan_next", "plan", (panel) => {
  const rows = policyRows("plan_tasks").filter((row) => row.next);
  if (!rows.length) panel.appendChild(element("p", "text", words.plan_no_next));
  const list = panel.appendChild(element("ol", "next"));
  rows.slice().sort((a, b) => (a.end < b.end ? -1 : 1)).forEach((row) => {
    const told = { end: row.end, number: row.number, text: row.text, lead: several(row.lead_label) || words.policy_no_lead, state: row.state_label };
    list.appendChild(element("li", "", fill(words.plan_next_task, told)));
  });
  return () => {};
});

/* --- tip ------------------------------------------------------------------------------------ */

const planTip = element("div", "plan-tip");
planTip.id = "plan-tip";
planTip.setAttribute("role", "tooltip");
planTip.hidden = true;
byId("tab-plan").appendChild(planTip);

function showPlanTip(bar, row) {
  const told = [
    [words.plan_tip_lead, several(row.lead_label) || words.policy_no_lead],
    [words.plan_tip_others, several(row.participants_label)],
    [words.plan_tip_period, period(row)],
    [words.plan_tip_state, row.state_label],
    [words.plan_tip_evidence, row.evidence || words.plan_tip_none],
    [words.plan_tip_source, row.evidence_source],
    [words.plan_tip_reported, row.reported_on],
    [words.plan_tip_pdca, row.pdca_label],
    [words.plan_tip_remark, row.remark_label],
  ];
  empty(planTip).appendChild(element("strong", "", row.number + ". " + row.text));
  const list = planTip.appendChild(element("dl"));
  told.filter((pair) => pair[1]).forEach((pair) => {
    const line = list.appendChild(element("div"));
    line.appendChild(element("dt", "", pair[0]));
    line.appendChild(element("dd", "", pair[1]));
  });
  planTip.hidden = false;
  const at = bar.getBoundingClientRect();
  const left = Math.min(at.left, window.innerWidth - planTip.offsetWidth - 6);
  const below = at.bottom + 6 + planTip.offsetHeight < window.innerHeight;
  planTip.style.left = Math.max(6, left) + "px";
  planTip.style.top = Math.max(6, below ? at.bottom + 6 : at.top - planTip.offsetHeight - 6) + "px";
}

function hidePlanTip() {
  planTip.hidden = true;
}

/* --- bars ----------------------------------------------------------------------------------- */

/** A line or text at its place along the axis. */
function placed(className, left, text) {
  const mark = element("span", className, text);
  mark.style.left = left + "%";
  return mark;
}

function gridLines(host) {
  (plan.schedule.months || []).forEach((month) => host.appendChild(placed("grid", month[1])));
  (plan.schedule.years || []).slice(1).forEach((year) => host.appendChild(placed("grid year", year[1])));
  if (typeof plan.schedule.today === "number") host.appendChild(placed("today", plan.schedule.today));
}

function axisHead() {
  const axis = element("div", "axis");
  (plan.schedule.years || []).forEach((year) => axis.appendChild(placed("year", year[1], fill(words.plan_year, { year: year[0] }))));
  (plan.schedule.months || []).forEach((month) => axis.appendChild(placed("month", month[1], month[0])));
  return axis;
}

function taskBar(row, span) {
  const bar = element("button", "bar state-" + row.state);
  bar.type = "button";
  bar.style.left = span[0] + "%";
  bar.style.width = span[1] + "%";
  bar.style.backgroundColor = stateByKey[row.state].colour;
  const told = { number: row.number, text: row.text, period: period(row), state: row.state_label };
  bar.setAttribute("aria-label", fill(words.plan_bar, told));
  bar.setAttribute("aria-describedby", planTip.id);
  ["mouseenter", "focus", "click"].forEach((kind) => bar.addEventListener(kind, () => showPlanTip(bar, row)));
  ["mouseleave", "blur"].forEach((kind) => bar.addEventListener(kind, hidePlanTip));
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hidePlanTip();
  });
  return bar;
}

function planRow(row, span) {
  const line = element("tr");
  line.appendChild(element("td", "number", row.number));
  line.appendChild(element("th", "task", row.text)).scope = "row";
  line.appendChild(element("td", "lead" + (row.lead_label ? "" : " missing"), several(row.lead_label) || words.policy_no_lead));
  const state = line.appendChild(element("td", "state"));
  if (stateByKey[row.state]) state.appendChild(stateSign(row.state));
  state.appendChild(element("span", "", row.state_label));
  const time = line.appendChild(element("td", "time"));
  if (!span) {
    time.appendChild(element("span", "none", words.plan_no_deadline));
    return line;
  }
  const track = time.appendChild(element("div", "track"));
  gridLines(track);
  track.appendChild(taskBar(row, span));
  return line;
}

function groupName(row) {
  if (!row.section || row.section === row.phase) return row.phase || "";
  return row.phase ? fill(words.plan_section, { phase: row.phase, section: row.section }) : row.section;
}

function planTable() {
  const table = element("table", "gantt");
  const head = table.appendChild(element("thead")).appendChild(element("tr"));
  const columns = [["number", "number"], ["task", "task"], ["lead", "lead"], ["state", "state"], ["bars", "time"]];
  columns.forEach((column) => {
    const cell = head.appendChild(element("th", column[1], words["plan_column_" + column[0]]));
    cell.scope = "col";
    if (column[0] === "bars") cell.appendChild(axisHead());
  });
  const body = table.appendChild(element("tbody"));
  let group = null;
  policyRows("plan_tasks").forEach((row, place) => {
    const name = groupName(row);
    if (name && name !== group) {
      const line = body.appendChild(element("tr", "group"));
      const cell = line.appendChild(element("th"));
      cell.appendChild(element("span", "", name));
      cell.colSpan = 2; // the name runs on over the empty cells, one of which a phone leaves out
      cell.scope = "rowgroup";
      columns.slice(2).forEach((column) => line.appendChild(element("td", column[1])));
    }
    group = name;
    body.appendChild(planRow(row, (plan.schedule.bars || [])[place]));
  });
  return table;
}

placePolicy("plan_gantt", "plan", (panel, title) => {
  const rows = () => policyRows("plan_tasks");
  addDownload(panel.querySelector("h2"), title, () => ({ name: [title], fields: policyFields("plan_tasks"), rows: rows() }));
  panel.appendChild(element("p", "text", plan.schedule.as_of));
  const frame = policyFrame(panel, title);
  frame.addEventListener("scroll", hidePlanTip);
  return () => empty(frame).appendChild(planTable());
});

placePolicy("plan_summary", "plan", policyList("plan_summary"));
placePolicy("plan_acceptance", "plan", policyList("plan_acceptance"));
