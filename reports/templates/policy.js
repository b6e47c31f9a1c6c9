/* Policies and the plan: what both tabs share, and the panels that only list. */

const policyTables = Object.assign({}, data.policies.policy, data.policies.plan);

const policyUnpacked = {}; // when first asked for
function policyRows(key) {
  if (!policyUnpacked[key]) policyUnpacked[key] = policyTables[key] ? unpacked(policyTables[key]) : [];
  return policyUnpacked[key];
}

function policyFields(key) {
  return policyTables[key].fields;
}

const CODE_STOP = ";";

/** Pairs of code and name, each code once. */
function eachCode(pairs) {
  const seen = {};
  return pairs.filter((pair) => {
    const known = Object.prototype.hasOwnProperty.call(seen, pair[0]);
    seen[pair[0]] = true;
    return !known;
  });
}

/** A panel that is drawn when its tab is opened; `build` gets it and returns what draws it. */
function placePolicy(part, tab, build) {
  const panel = document.querySelector('[data-policy="' + part + '"]');
  if (!panel) return;
  const draw = build(panel, panel.querySelector("h2").textContent);
  painters.push({ tab: tab, keys: [], draw: draw, drawnFor: null });
}

/** A table with search, pages and a download, of all its rows. */
function policyList(key) {
  return (panel, title) => addTable(panel, title, policyFields(key), () => policyRows(key));
}

/** A labelled choice of pairs of value and text; tells the chosen value. */
function policyChoice(bar, label, pairs, change) {
  const named = element("label", "", label);
  const choice = element("select");
  pairs.forEach((pair) => choice.appendChild(option(pair[0], pair[1])));
  choice.onchange = change;
  named.appendChild(choice);
  bar.appendChild(named);
  return () => choice.value;
}

function choiceBar(panel) {
  return panel.appendChild(element("div", "filters"));
}

/** A frame that the keyboard can scroll. */
function policyFrame(panel, title) {
  const frame = element("div", "scroll");
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", title);
  return panel.appendChild(frame);
}

/** Names of a cell as words part them. */
function several(names) {
  return names ? names.split(NAME_STOP).join(words.list_stop) : "";
}

function draftMark(text) {
  return element("span", "draft", text);
}

function period(row) {
  if (!row.end) return words.policy_period_none;
  const dates = { start: row.start, end: row.end };
  return fill(row.start ? words.policy_period : words.policy_period_end, dates);
}

/* --- documents ------------------------------------------------------------------------------ */

function validity(row) {
  if (!row.valid_from && !row.valid_to) return null;
  const text = !row.valid_to ? words.policy_meta_from : row.valid_from ? words.policy_meta_valid : words.policy_meta_to;
  return fill(text, { from: row.valid_from, to: row.valid_to });
}

function levelLine(row) {
  const line = element("p", "level", words.policy_level_of);
  const known = row.coordination !== null;
  const level = known ? fill(words.policy_level_value, { label: row.coordination_label, level: row.coordination }) : words.policy_level_unknown;
  line.appendChild(element("b", "", level));
  return line;
}

function scoreText(row) {
  const told = (value, decimals) => (value === null ? words.unknown : value.toFixed(decimals));
  return fill(words.policy_scores_of, {
    strength: told(row.strength, 0),
    goal: told(row.goal, 0),
    measure: told(row.measure, 0),
    effect: told(row.effect, 0),
    pmc: told(row.pmc, 2),
    grade: row.pmc_grade_label ? fill(words.policy_grade, { grade: row.pmc_grade_label }) : "",
  });
}

function documentCard(row) {
  const card = element("article", "document");
  card.appendChild(element("h3", "", row.title));
  const state = row.in_force ? words.policy_in_force : words.policy_not_in_force;
  const place = fill(words.policy_meta_level, { level: row.level_label, area: row.area });
  const meta = [row.policy_id, row.issue_no, row.issuers_label, row.date, place, state, validity(row)];
  card.appendChild(element("p", "meta", meta.filter(Boolean).join(words.note_stop)));
  card.appendChild(levelLine(row));
  const share = row.division_share === null ? words.unknown : (100 * row.division_share).toFixed(1) + "%";
  const facts = { part: row.part_label, tasks: row.tasks, departments: row.departments, domains: row.domains, share: share };
  if (row.tasks) card.appendChild(element("p", "", fill(words.policy_facts, facts)));
  const scores = card.appendChild(element("p", "", scoreText(row)));
  if (row.coding_label) scores.appendChild(draftMark(row.coding_label));
  if (row.evidence) {
    const fold = card.appendChild(element("details"));
    fold.appendChild(element("summary", "", words.policy_evidence));
    fold.appendChild(element("p", "", row.evidence));
  }
  if (row.drafted_label) card.appendChild(element("p", "meta", fill(words.policy_drafted, { fields: row.drafted_label })));
  if (row.source) card.appendChild(element("p", "meta", fill(words.policy_source, { source: row.source })));
  return card;
}

placePolicy("documents", "policy", (panel, title) => {
  const rows = policyRows("policy_documents");
  addDownload(panel.querySelector("h2"), title, () => ({ name: [title], fields: policyFields("policy_documents"), rows: rows }));
  const frame = policyFrame(panel, title);
  return () => {
    empty(frame);
    rows.forEach((row) => frame.appendChild(documentCard(row)));
  };
});

/* --- clarity, index, agreement -------------------------------------------------------------- */

/** Parts of documents beside each other, their counts and shares below. */
placePolicy("clarity", "policy", (panel, title) => {
  const rows = policyRows("policy_clarity");
  const fields = policyFields("policy_clarity");
  const several = rows.some((row) => row.policy_id !== rows[0].policy_id);
  const heading = (row) => (several ? row.policy_id + " " : "") + row.part_label;
  addDownload(panel.querySelector("h2"), title, () => ({ name: [title], fields: fields, rows: rows }));
  const frame = policyFrame(panel, title);
  return () => {
    const table = element("table", "clarity");
    const head = element("tr");
    head.appendChild(element("td"));
    rows.forEach((row) => (head.appendChild(element("th", "number", heading(row))).scope = "col"));
    table.appendChild(element("thead")).appendChild(head);
    const body = table.appendChild(element("tbody"));
    fields.filter((field) => !field.saved && field.key !== "policy_id" && field.key !== "part_label").forEach((field) => {
      const line = body.appendChild(element("tr"));
      const name = line.appendChild(element("th", "", field.label));
      name.scope = "row";
      if (field.meaning) name.title = field.meaning;
      rows.forEach((row) => line.appendChild(element("td", "number", cellText(field, row[field.key]))));
    });
    empty(frame).appendChild(table);
  };
});

placePolicy("coordination", "policy", policyList("policy_coordination"));

placePolicy("agreement", "policy", (panel, title) => {
  if (policyRows("policy_agreement").length) return policyList("policy_agreement")(panel, title);
  panel.appendChild(element("p", "text", words.policy_no_agreement));
  return () => {};
});

/* --- demand and supply ---------------------------------------------------------------------- */

const groupKey = (row) => row.grouping + " " + (row.group || "");

function fitGroupName(row) {
  if (!row.group) return row.grouping_label;
  return fill(words.policy_group, { grouping: row.grouping_label, group: row.group_label });
}

/** The first row of every group, which tells its fit. */
function fitGroups() {
  const seen = eachCode(policyRows("policy_fit").map((row) => [groupKey(row), row]));
  return seen.map((pair) => pair[1]);
}

function fieldsOf(table, keys) {
  return keys.map((key) => policyFields(table).filter((field) => field.key === key)[0]);
}

placePolicy("fit", "policy", (panel, title) => {
  const fields = fieldsOf("policy_fit", ["grouping_label", "group_label", "fit", "remark_label"]);
  const draw = addTable(panel, title, fields, fitGroups);
  panel.appendChild(element("p", "text note", words.policy_fit_reading));
  return draw;
});

placePolicy("gaps", "policy", (panel, title) => {
  const groups = fitGroups().map((row) => [groupKey(row), fitGroupName(row)]);
  const fields = fieldsOf("policy_fit", ["stage_label", "tool_class_label", "demand_share", "supply_share", "gap", "rows"]);
  const chosen = policyChoice(choiceBar(panel), words.policy_gap_choice, groups, () => draw());
  const rows = () => policyRows("policy_fit").filter((row) => groupKey(row) === chosen());
  const draw = addTable(panel, title, fields, rows, () => [groups.filter((pair) => pair[0] === chosen())[0][1]]);
  return draw;
});

/* --- advice and duties ---------------------------------------------------------------------- */

placePolicy("advice", "policy", policyList("policy_advice"));

/** What a department may or must do; the text of a task stands in the table of tasks. */
placePolicy("duties", "policy", (panel, title) => {
  const every = policyRows("policy_duties");
  const text = fieldsOf("policy_tasks", ["text"])[0];
  const texts = {};
  policyRows("policy_tasks").forEach((row) => (texts[row.task_id] = row.text));
  const fields = policyFields("policy_duties").filter((field) => field.key !== "department_label");
  const place = fields.findIndex((field) => field.key === "task_id") + 1;
  const all = [["", words.filter_all]];
  const bar = choiceBar(panel);
  const pairs = (key) => eachCode(every.map((row) => [row[key], row[key]]));
  const department = policyChoice(bar, words.policy_duties_department, pairs("department_label"), () => draw());
  const list = policyChoice(bar, words.policy_duties_list, all.concat(pairs("list_label")), () => draw());
  const rows = () =>
    every
      .filter((row) => row.department_label === department() && (!list() || row.list_label === list()))
      .map((row) => Object.assign({ text: texts[row.task_id] }, row));
  const draw = addTable(panel, title, fields.slice(0, place).concat(text, fields.slice(place)), rows, () => [department()]);
  return draw;
});
