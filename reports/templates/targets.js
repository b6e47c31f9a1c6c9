/* Plans' indicators: which plan is chosen, and where each of its indicators stands. Figures are
   those of the tables. */

const targetData = data.targets.targets;
const targetTables = {};
["plans", "plan_indicators", "plan_figures", "plan_checks", "plan_allocation", "plan_projects", "plan_project_summary"].forEach(
  (key) => (targetTables[key] = targetData[key] ? unpacked(targetData[key]) : [])
);

const TARGET_MASKED = "masked";
const targetChoice = { plan: targetTables.plans[0].plan_id, light: "" };
const targetPainters = []; // draw again when another plan is chosen

function targetPlan() {
  return targetTables.plans.filter((row) => row.plan_id === targetChoice.plan)[0];
}

function targetRows(key) {
  return targetTables[key].filter((row) => row.plan_id === targetChoice.plan);
}

function targetField(table, key) {
  return targetData[table].fields.filter((field) => field.key === key)[0];
}

/** An amount as the tables tell it: no more than seven figures. */
function targetAmount(value) {
  return value === null ? words.unknown : String(Number(value.toPrecision(7)));
}

function targetShare(value) {
  return value === null ? words.unknown : (100 * value).toFixed(1) + "%";
}

function targetText(parent, tag, className, text) {
  return parent.appendChild(element(tag, className, text));
}

/** A panel that is drawn when the tab is opened and when another plan is chosen. */
function placeTarget(part, build) {
  const panel = document.querySelector('[data-target="' + part + '"]');
  if (!panel) return;
  const paint = build(panel, panel.querySelector("h2").textContent);
  targetPainters.push(paint);
  painters.push({ tab: "targets", keys: [], draw: paint, drawnFor: null });
}

function paintTargets() {
  targetPainters.forEach((paint) => paint());
}

/** A download of a table's rows of the chosen plan, with all its columns. */
function targetDownload(panel, title, table, rowsOf) {
  if (!targetData[table]) return;
  addDownload(panel.querySelector("h2"), title, () => ({
    name: [title, targetPlan().title],
    fields: targetData[table].fields,
    rows: rowsOf(),
  }));
}

function targetFrame(panel, title) {
  const frame = element("div", "scroll");
  frame.tabIndex = 0; // the keyboard can scroll it
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", title);
  return panel.appendChild(frame);
}

function targetSelect(bar, label, pairs, change) {
  const named = element("label", "", label);
  const choice = element("select");
  pairs.forEach((pair) => choice.appendChild(option(pair[0], pair[1])));
  choice.onchange = () => change(choice.value);
  named.appendChild(choice);
  bar.appendChild(named);
  return choice;
}

function targetFacts(parent, facts) {
  const list = parent.appendChild(element("dl"));
  facts.filter((pair) => pair[1]).forEach((pair) => {
    const one = list.appendChild(element("div"));
    targetText(one, "dt", "", pair[0]);
    targetText(one, "dd", "", pair[1]);
  });
  return list;
}

function targetQuote(row) {
  if (!row.quote) return "";
  return fill(words.target_quoted, { quote: row.quote, start: row.start_char, end: row.end_char });
}

function targetSource(code) {
  return targetData.sources[code] || code || "";
}

/* --- signs ---------------------------------------------------------------------------------- */

const TARGET_SHAPES = {
  met: { fill: "#15803d", d: "M8 1A7 7 0 1 1 8 15A7 7 0 1 1 8 1Z", mark: "M4.5 8.2 7 10.7 11.6 5.6" },
  on_track: { fill: "#4d9a2a", d: "M8 1A7 7 0 1 1 8 15A7 7 0 1 1 8 1Z" },
  near: { fill: "#d9930d", d: "M8 1.5 15 14.5 1 14.5Z" },
  behind: { fill: "#b91c1c", d: "M1.5 1.5H14.5V14.5H1.5Z", mark: "M5 5 11 11M11 5 5 11" },
  unknown: { fill: "#fff", d: "M8 1.5A6.5 6.5 0 1 1 8 14.5A6.5 6.5 0 1 1 8 1.5Z", line: "#6b7280" },
  masked: { fill: "#e5e7eb", d: "M1.5 4H14.5V12H1.5Z", line: "#6b7280", mark: "M4 8H12" },
};

/** A light has a shape of its own, so that it is told without its colour. */
function targetSign(light) {
  const shape = TARGET_SHAPES[light];
  const sign = drawn("svg", { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true", class: "target-sign" });
  sign.appendChild(drawn("path", { d: shape.d, fill: shape.fill, stroke: shape.line || shape.fill }));
  if (shape.mark) {
    const mark = { d: shape.mark, fill: "none", stroke: shape.line || "#fff", "stroke-width": 2 };
    sign.appendChild(drawn("path", mark));
  }
  return sign;
}

function targetLight(row) {
  return row.status === TARGET_MASKED ? TARGET_MASKED : row.light;
}

function targetLightName(light) {
  return targetData.lights.filter((pair) => pair[0] === light)[0][1];
}

/* --- the plan ------------------------------------------------------------------------------- */

function targetFilter(light) {
  targetChoice.light = targetChoice.light === light ? "" : light;
  paintTargets();
}

/** Counts by light; each is a button that shows only these. */
function targetStrip(plan) {
  const strip = element("div", "target-strip");
  strip.setAttribute("role", "group");
  strip.setAttribute("aria-label", words.target_strip_label);
  const all = [["", words.target_strip_all, plan.indicators]];
  targetData.lights.map((pair) => [pair[0], pair[1], plan[pair[0]]]).concat(all).forEach((one) => {
    const button = strip.appendChild(element("button"));
    button.type = "button";
    button.setAttribute("data-light", one[0]);
    button.setAttribute("aria-pressed", String(targetChoice.light === one[0]));
    if (one[0]) button.appendChild(targetSign(one[0]));
    targetText(button, "span", "", one[1]);
    targetText(button, "b", "", fill(words.target_count, { n: one[2] }));
    button.onclick = () => {
      targetFilter(one[0]);
      const again = document.querySelector('.target-strip [data-light="' + one[0] + '"]');
      again.focus(); // drawn anew
    };
  });
  return strip;
}

placeTarget("plan", (panel, title) => {
  targetDownload(panel, title, "plans", () => targetTables.plans);
  const bar = panel.appendChild(element("div", "filters"));
  const pairs = targetTables.plans.map((row) => [row.plan_id, row.title]);
  targetSelect(bar, words.target_choice, pairs, (value) => {
    targetChoice.plan = value;
    targetChoice.light = "";
    paintTargets();
  });
  const body = panel.appendChild(element("div", "target-plan"));
  return () => {
    const plan = targetPlan();
    empty(body);
    targetText(body, "h3", "", plan.title);
    const meta = [
      plan.region_name,
      plan.issuer,
      fill(words.target_period, { first: plan.start_year + 1, end: plan.end_year, start: plan.start_year }),
      fill(words.target_meta_status, { status: plan.status_label }),
      fill(words.target_meta_report, { report: plan.report_label }),
      fill(words.target_meta_latest, { latest: plan.latest || words.target_no_latest }),
      plan.source ? fill(words.target_meta_source, { source: plan.source }) : "",
    ];
    targetText(body, "p", "meta", meta.filter(Boolean).join(words.note_stop));
    body.appendChild(targetStrip(plan));
    const known = { value: targetShare(plan.attainment_median), known: plan.with_figures, all: plan.indicators, soft: plan.soft };
    targetText(body, "p", "", fill(plan.attainment_median === null ? words.target_median_none : words.target_median, known));
    if (plan.remark_label) targetText(body, "p", "meta", plan.remark_label);
  };
});

/* --- the table of lights -------------------------------------------------------------------- */

/** A figure with its unit, or in words why there is none. */
function targetFigure(row, key, none) {
  if (row[key] !== null) return targetAmount(row[key]);
  return row.status === TARGET_MASKED && key !== "latest" ? words.target_masked : none;
}

function targetTwo(first, second) {
  const cell = element("td", "number two");
  targetText(cell, "span", "", first);
  if (second) targetText(cell, "small", "", second);
  return cell;
}

/** What has been reached of the way, with a mark where time stands. */
function targetBar(row) {
  const cell = element("td", "target-bar");
  if (row.progress === null) {
    const told = row.attainment === null ? "" : fill(words.target_bar_attainment, { attainment: targetShare(row.attainment) });
    cell.textContent = words.unknown;
    if (told) cell.title = told;
    return cell;
  }
  const told = { progress: targetShare(row.progress), time: targetShare(row.time_share) };
  const done = Math.max(0, Math.min(1, row.progress));
  const marks = [{ value: row.time_share, colour: "#111827" }];
  cell.appendChild(bar(done, row.progress > 1 ? "#3f8f63" : "#7fb8a0", marks, fill(words.target_bar, told)));
  targetText(cell, "small", "", fill(words.target_bar_short, told));
  return cell;
}

function targetSpeed(row, kind) {
  if (row[kind + "_rate"] !== null) return targetShare(row[kind + "_rate"]);
  if (row[kind + "_step"] === null) return words.unknown;
  return fill(words.target_step, { value: targetAmount(row[kind + "_step"]), unit: row.unit });
}

function targetPaces(row) {
  const told = (value) => (value === null ? words.unknown : value.toFixed(2));
  if (row.pace_linear === null && row.pace_geometric === null) return targetTwo(words.unknown);
  return targetTwo(
    fill(words.target_pace_linear, { value: told(row.pace_linear) }),
    fill(words.target_pace_geometric, { value: told(row.pace_geometric) })
  );
}

/** What is extrapolated bears no more than four figures. */
function targetEstimate(value) {
  return value === null ? words.unknown : String(Number(value.toPrecision(4)));
}

/** Draws from three or four figures never make sure. */
function targetChance(share) {
  return share > 0.99 ? words.above_ninety_nine : share < 0.01 ? words.below_one : percent(share);
}

function targetForecast(row) {
  if (row.forecast === null) return targetTwo(words.unknown);
  const interval = fill(words.target_interval, { low: targetEstimate(row.forecast_low), high: targetEstimate(row.forecast_high) });
  const cell = targetTwo(targetEstimate(row.forecast), row.forecast_low === null ? "" : interval);
  if (row.chance !== null) targetText(cell, "small", "", fill(words.target_chance, { value: targetChance(row.chance) }));
  return cell;
}

const TARGET_COLUMNS = [
  [() => words.target_column_indicator, ""],
  [() => targetField("plan_indicators", "light_label").label, ""],
  [() => targetField("plan_indicators", "baseline").label, "number"],
  [() => targetField("plan_indicators", "target").label, "number"],
  [() => targetField("plan_indicators", "latest").label, "number"],
  [() => targetField("plan_indicators", "attainment").label, "number"],
  [() => words.target_column_progress, ""],
  [() => words.target_column_pace, "number"],
  [() => targetField("plan_indicators", "forecast").label, "number"],
  [() => words.target_column_planned, "number"],
  [() => words.target_column_required, "number"],
  [() => targetField("plan_indicators", "remark_label").label, "remark"],
];

function targetLine(row, place) {
  const line = element("tr", "target-row");
  line.setAttribute("data-indicator", row.indicator_id);
  const first = line.appendChild(element("th"));
  first.scope = "row";
  const button = first.appendChild(element("button"));
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  targetText(button, "span", "opener", row.number + ". " + row.label_zh);
  targetText(button, "small", "", [row.unit, row.kind_label, row.binding_label].filter(Boolean).join(words.note_stop));
  const light = line.appendChild(element("td", "target-light"));
  light.appendChild(targetSign(targetLight(row)));
  light.appendChild(document.createTextNode(targetLightName(targetLight(row))));
  const end = (year) => (year === null ? "" : fill(words.target_end_of, { year: year }));
  line.appendChild(targetTwo(targetFigure(row, "baseline", words.target_no_baseline), end(row.baseline_year)));
  line.appendChild(targetTwo(targetFigure(row, "target", words.target_no_target), end(row.target_year)));
  line.appendChild(targetTwo(targetFigure(row, "latest", words.target_no_figure), row.latest_date));
  targetText(line, "td", "number attainment", targetShare(row.attainment));
  line.appendChild(targetBar(row));
  line.appendChild(targetPaces(row));
  line.appendChild(targetForecast(row));
  targetText(line, "td", "number", targetSpeed(row, "planned"));
  targetText(line, "td", "number", targetSpeed(row, "required"));
  targetText(line.appendChild(element("td", "remark")), "div", "target-clamp", row.remark_label || "");
  return targetOpening(line, button, "target-below-" + place, (cell) => targetBelow(cell, row));
}

/** A row that opens; what stands below is made when it is first opened. */
function targetOpening(line, button, id, build) {
  const below = element("tr", "target-below");
  below.id = id;
  below.hidden = true;
  const cell = below.appendChild(element("td"));
  cell.colSpan = line.children.length;
  button.setAttribute("aria-controls", id);
  button.onclick = () => {
    below.hidden = !below.hidden;
    if (!cell.firstChild) build(cell.appendChild(element("div", "target-inside")));
    button.setAttribute("aria-expanded", String(!below.hidden));
  };
  return [line, below];
}

function targetFigureText(figure) {
  return fill(words.target_figure, {
    date: figure.date,
    value: targetAmount(figure.value),
    unit: figure.unit,
    origin: figure.origin_label,
  });
}

function targetEach(values) {
  return values.filter((value, place) => value && values.indexOf(value) === place);
}

function targetAmbition(row) {
  if (!row.ambition_label) return "";
  if (row.past_rate === null || row.planned_rate === null) return row.ambition_label;
  const told = { ambition: row.ambition_label, planned: targetShare(row.planned_rate), past: targetShare(row.past_rate) };
  return fill(words.target_ambition_past, told);
}

function targetBelow(host, row) {
  const figures = targetTables.plan_figures.filter((one) => one.plan_id === row.plan_id && one.indicator_id === row.indicator_id);
  const chart = host.appendChild(element("div", "target-chart"));
  targetChart(chart, row, figures.filter((one) => one.value !== null));
  targetFacts(host.appendChild(element("div")), [
    [words.target_definition, row.definition],
    [words.target_quote, targetQuote(row)],
    [words.target_source, targetSource(row.source_id)],
    [words.target_kind, [row.kind_label, row.direction_label, row.status_label].join(words.note_stop)],
    [words.target_ambition, targetAmbition(row)],
    [words.target_remark, row.remark_label],
    [words.target_figures, figures.map(targetFigureText).join(NAME_STOP)],
    [words.target_figure_sources, targetEach(figures.map((one) => targetSource(one.source_id))).join(NAME_STOP)],
    [words.target_figure_remarks, targetEach(figures.map((one) => one.remark_label)).join(NAME_STOP)],
  ]);
}

placeTarget("lights", (panel, title) => {
  const shownRows = () => targetRows("plan_indicators").filter((row) => !targetChoice.light || targetLight(row) === targetChoice.light);
  targetDownload(panel, title, "plan_indicators", shownRows);
  const frame = targetFrame(panel, title);
  const table = frame.appendChild(element("table", "target-table"));
  const head = table.appendChild(element("thead")).appendChild(element("tr"));
  TARGET_COLUMNS.forEach((column) => (targetText(head, "th", column[1], column[0]()).scope = "col"));
  const body = table.appendChild(element("tbody"));
  const none = panel.appendChild(element("p", "text", words.target_none));
  const figures = panel.appendChild(element("p", "text target-files"));
  addDownload(figures, words.target_figures, () => ({
    name: [words.target_figures, targetPlan().title],
    fields: targetData.plan_figures.fields,
    rows: targetRows("plan_figures"),
  }));
  figures.querySelector("button").textContent = fill(words.download_of, { table: words.target_figures });
  return () => {
    const rows = shownRows();
    empty(body);
    rows.forEach((row, place) => targetLine(row, place).forEach((line) => body.appendChild(line)));
    table.hidden = !rows.length;
    none.hidden = rows.length > 0;
    figures.hidden = !targetRows("plan_figures").length;
  };
});
