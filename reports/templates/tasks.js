/* The table of tasks: filters, and the text of the document that opens below a task. */

const OTHER_ROLES = [
  ["participants_label", "participants"],
  ["data_providers_label", "data"],
  ["funders_label", "funds"],
  ["listed_label", "listed"],
];
const ROLES = ["lead_label"].concat(OTHER_ROLES.map((role) => role[0]));

const namesIn = (cell) => (cell ? cell.split(NAME_STOP) : []);

/** What a task is filtered by; `valuesOf` tells its values. */
const TASK_FILTERS = [
  { key: "document", valuesOf: (row) => [row.policy_id] },
  { key: "part", valuesOf: (row) => [row.part_label] },
  { key: "stage", valuesOf: (row) => namesIn(row.stages_label) },
  { key: "class", valuesOf: (row) => namesIn(row.tool_classes_label) },
  { key: "department", valuesOf: (row) => [].concat.apply([], ROLES.map((role) => namesIn(row[role]))) },
  { key: "ownership", valuesOf: (row) => [row.ownership_label] },
  { key: "state", valuesOf: (row) => [row.state_label || words.policy_not_tracked] },
];

const taskFilters = {}; // key → tells the chosen value

function filteredTasks() {
  const ids = heat.cell ? (heat.cell.task_ids || "").split(CODE_STOP) : null;
  return policyRows("policy_tasks").filter((row) => {
    if (ids && ids.indexOf(row.task_id) < 0) return false;
    return TASK_FILTERS.every((filter) => {
      const value = taskFilters[filter.key] ? taskFilters[filter.key]() : "";
      return !value || filter.valuesOf(row).indexOf(value) >= 0;
    });
  });
}

/* --- rows ----------------------------------------------------------------------------------- */

function otherDepartments(row) {
  return OTHER_ROLES.filter((role) => row[role[0]]).map((role) =>
    fill(words.policy_role_text, { role: words["policy_role_" + role[1]], names: row[role[0]].split(NAME_STOP).join(words.list_stop) })
  );
}

function clamped(text) {
  const cell = element("td");
  cell.appendChild(element("div", "clamp", text));
  return cell;
}

function chainText(row) {
  if (!row.stages_label && !row.tools_label) return words.policy_uncoded;
  return fill(words.policy_chain, { stages: several(row.stages_label) || words.policy_uncoded, tools: several(row.tools_label) || words.policy_uncoded });
}

/** First and last day, each in one line. */
function periodCell(row) {
  const cell = element("td", "period");
  if (row.start && row.end) cell.appendChild(element("span", "", row.start));
  const end = row.end ? fill(words.policy_period_end, { end: row.end }) : words.policy_period_none;
  cell.appendChild(element("span", "", end));
  return cell;
}

/** A row that opens: what is not shown of a task stands below it. */
function taskRow(row, place) {
  const line = element("tr");
  const first = line.appendChild(element("th"));
  first.scope = "row";
  const button = first.appendChild(element("button"));
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  button.appendChild(element("span", "number", fill(words.policy_task, { part: row.part_label, number: row.number })));
  button.appendChild(element("span", "clamp", row.text));
  line.appendChild(element("td", row.lead_label ? "" : "missing", several(row.lead_label) || words.policy_no_lead));
  line.appendChild(clamped(otherDepartments(row).join(NAME_STOP)));
  line.appendChild(periodCell(row));
  line.appendChild(clamped(several(row.deliverable)));
  line.appendChild(element("td", "", row.ownership_label));
  line.appendChild(clamped(chainText(row)));
  line.appendChild(element("td", "", row.state_label || words.policy_not_tracked));
  const below = taskBelow(row);
  below.id = "task-" + place;
  button.setAttribute("aria-controls", below.id);
  button.onclick = () => {
    below.hidden = !below.hidden;
    button.setAttribute("aria-expanded", String(!below.hidden));
  };
  return [line, below];
}

function taskBelow(row) {
  const line = element("tr", "below");
  line.hidden = true;
  const cell = line.appendChild(element("td"));
  cell.colSpan = TASK_COLUMNS.length;
  const list = cell.appendChild(element("dl"));
  const quoted = fill(words.policy_quoted, { quote: row.quote, start: row.start_char, end: row.end_char });
  const place = [row.phase, row.section].filter((text, n, all) => text && all.indexOf(text) === n).join(words.note_stop);
  const told = [
    [words.policy_quote, row.policy_id + " " + quoted],
    [words.policy_assignment, row.assignment_text],
    [words.policy_section, place],
    [words.policy_others, otherDepartments(row).join(NAME_STOP)],
    [words.policy_deliverable, several(row.deliverable)],
    [words.policy_target, row.target],
    [words.policy_coding, row.coding_label],
  ];
  told.filter((pair) => pair[1]).forEach((pair) => {
    const one = list.appendChild(element("div"));
    one.appendChild(element("dt", "", pair[0]));
    one.appendChild(element("dd", "", pair[1]));
  });
  return line;
}

/* --- table ---------------------------------------------------------------------------------- */

const TASK_COLUMNS = [
  words.policy_column_task,
  words.policy_role_lead,
  words.policy_column_others,
  words.policy_column_period,
  words.policy_deliverable,
  words.policy_filter_ownership,
  words.policy_column_chain,
  words.policy_filter_state,
];

let drawTasks = () => {};

function addTaskFilters(panel) {
  const bar = choiceBar(panel);
  TASK_FILTERS.forEach((filter) => {
    const values = [].concat.apply([], policyRows("policy_tasks").map(filter.valuesOf));
    const pairs = eachCode(values.map((value) => [value, value]));
    if (pairs.length < 2) return;
    const all = [["", words.filter_all]].concat(pairs);
    taskFilters[filter.key] = policyChoice(bar, words["policy_filter_" + filter.key], all, () => drawTasks());
  });
  return bar;
}

/** The way back from a cell of the heat map. */
function cellButton() {
  const name = fill(words.policy_only_cell, { stage: heat.cell.stage_label, tool: heat.cell.tool_label });
  const button = element("button", "only", name + " ✕");
  button.type = "button";
  button.setAttribute("aria-label", fill(words.policy_only_clear, { cell: name }));
  button.onclick = () => chooseCell(null);
  return button;
}

placePolicy("tasks", "policy", (panel, title) => {
  addDownload(panel.querySelector("h2"), title, () => ({ name: [title], fields: policyFields("policy_tasks"), rows: filteredTasks() }));
  addTaskFilters(panel);
  const chosen = panel.appendChild(element("p", "chosen-cell"));
  const frame = policyFrame(panel, title);
  const table = frame.appendChild(element("table", "tasks"));
  const head = table.appendChild(element("thead")).appendChild(element("tr"));
  TASK_COLUMNS.forEach((text) => (head.appendChild(element("th", "", text)).scope = "col"));
  const body = table.appendChild(element("tbody"));
  const told = addPager(panel, show);
  panel.appendChild(element("p", "text note", words.policy_cut));
  function show(first) {
    const rows = filteredTasks();
    empty(body);
    rows.slice(first, first + PAGE_ROWS).forEach((row, place) => taskRow(row, place).forEach((line) => body.appendChild(line)));
    table.hidden = !rows.length;
    told(first, rows.length);
  }
  drawTasks = () => {
    empty(chosen);
    if (heat.cell) chosen.appendChild(cellButton());
    show(0);
  };
  return drawTasks;
});
