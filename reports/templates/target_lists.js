/* What stands below the indicators: checks of the texts, allocation to regions, projects. */

/* --- checks --------------------------------------------------------------------------------- */

const TARGET_AGREES = "agrees";

function targetCheck(row) {
  const item = element("li");
  targetText(item, "p", "", row.explanation);
  const source = targetSource(row.source_id);
  const facts = [targetQuote(row), source ? fill(words.target_meta_source, { source: source }) : ""];
  if (facts.some(Boolean)) targetText(item, "p", "meta", facts.filter(Boolean).join(words.note_stop));
  return item;
}

function targetVerdict(host, pair, rows) {
  const card = host.appendChild(element("article", "target-check verdict-" + pair[0]));
  card.setAttribute("data-verdict", pair[0]);
  const count = fill(words.target_count, { n: rows.length });
  const list = element("ul");
  rows.forEach((row) => list.appendChild(targetCheck(row)));
  if (pair[0] === TARGET_AGREES) {
    const fold = card.appendChild(element("details"));
    targetText(fold, "summary", "", fill(words.target_checks_agree, { n: rows.length }));
    fold.appendChild(list);
    return;
  }
  const head = card.appendChild(element("h3", "", pair[1]));
  targetText(head, "small", "", count);
  card.appendChild(list);
}

placeTarget("checks", (panel, title) => {
  targetDownload(panel, title, "plan_checks", () => targetRows("plan_checks"));
  targetText(panel, "p", "text", words.target_checks_reading);
  const body = panel.appendChild(element("div", "target-checks"));
  return () => {
    const rows = targetRows("plan_checks");
    empty(body);
    if (!rows.length) targetText(body, "p", "", words.target_checks_none);
    targetData.verdicts.forEach((pair) => {
      const own = rows.filter((row) => row.verdict === pair[0]);
      if (own.length) targetVerdict(body, pair, own);
    });
  };
});

/* --- allocation ----------------------------------------------------------------------------- */

const TARGET_SHARED = ["region_name", "weight", "baseline", "increment", "target"];

function targetSchemes() {
  const names = targetRows("plan_allocation").map((row) => row.scheme);
  return names.filter((name, place) => names.indexOf(name) === place);
}

/** Whether all regions together take what is divided. */
function targetSum(rows) {
  const sum = Number(rows.reduce((all, row) => all + row.target, 0).toFixed(6));
  const total = rows[0].total;
  const gap = Number((sum - total).toFixed(6));
  const text = gap ? words.target_total_differs : words.target_total_equal;
  return targetAmount(sum) + " " + fill(text, { total: targetAmount(total), gap: targetAmount(gap) });
}

function targetShareCell(row, most) {
  const cell = element("td", "target-bar");
  cell.appendChild(bar(most ? row.share / most : 0, "#7fa8c9", [], fill(words.target_share_bar, { share: targetShare(row.share) })));
  targetText(cell, "small", "", targetShare(row.share));
  return cell;
}

function targetAllocationTable(frame, rows) {
  const columns = TARGET_SHARED.filter((key) => rows.some((row) => row[key] !== null));
  const table = empty(frame).appendChild(element("table", "target-shares"));
  const head = table.appendChild(element("thead")).appendChild(element("tr"));
  columns.concat("share").forEach((key) => {
    const field = targetField("plan_allocation", key);
    const cell = targetText(head, "th", field.decimals === null || key === "share" ? "" : "number", field.label);
    cell.scope = "col";
    cell.title = field.meaning;
  });
  const body = table.appendChild(element("tbody"));
  const most = Math.max.apply(null, rows.map((row) => row.share));
  rows.forEach((row) => {
    const line = body.appendChild(element("tr"));
    columns.forEach((key) => {
      const text = typeof row[key] === "string";
      targetText(line, "td", text ? "" : "number", text ? row[key] : targetAmount(row[key]));
    });
    line.appendChild(targetShareCell(row, most));
  });
  const sum = body.appendChild(element("tr", "total"));
  const name = targetText(sum, "th", "", words.target_total);
  name.scope = "row";
  const cell = targetText(sum, "td", "number", targetSum(rows));
  cell.colSpan = columns.length - 1;
  sum.appendChild(element("td"));
}

placeTarget("allocation", (panel, title) => {
  let scheme = "";
  const rowsOf = () => targetRows("plan_allocation").filter((row) => row.scheme === scheme);
  targetDownload(panel, title, "plan_allocation", rowsOf);
  targetText(panel, "p", "text", words.target_allocation_reading);
  const bar = panel.appendChild(element("div", "filters"));
  const told = panel.appendChild(element("p", "text"));
  const frame = targetFrame(panel, title);
  function show() {
    const rows = rowsOf();
    const row = rows[0];
    const facts = [row.label_zh, row.rule_label, row.remark_label];
    told.textContent = facts.filter(Boolean).join(words.note_stop);
    targetAllocationTable(frame, rows);
  }
  return () => {
    const schemes = targetSchemes();
    empty(bar);
    empty(frame);
    panel.hidden = !schemes.length;
    if (!schemes.length) return;
    scheme = schemes[0];
    targetSelect(bar, words.target_scheme, schemes.map((name) => [name, name]), (value) => {
      scheme = value;
      show();
    });
    show();
  };
});

/* --- projects ------------------------------------------------------------------------------- */

function targetStateSign(key) {
  const sign = element("span", "state-sign state-" + key);
  const found = targetData.states.filter((one) => one.state === key)[0];
  if (found) sign.style.backgroundColor = found.colour;
  return sign;
}

/** Projects of each category by state, as the table of sums has them. */
function targetSummary(frame) {
  const rows = targetRows("plan_project_summary");
  const states = targetData.states.filter((one) => rows.some((row) => row[one.state]));
  const table = empty(frame).appendChild(element("table", "target-sums"));
  const head = table.appendChild(element("thead")).appendChild(element("tr"));
  const titles = [targetField("plan_project_summary", "category_label").label, targetField("plan_project_summary", "projects").label];
  titles.concat(states.map((one) => one.label)).forEach((text, n) => (targetText(head, "th", n ? "number" : "", text).scope = "col"));
  const body = table.appendChild(element("tbody"));
  rows.forEach((row) => {
    const line = body.appendChild(element("tr", row.category ? "" : "total"));
    targetText(line, "th", "", row.category_label).scope = "row";
    targetText(line, "td", "number", row.projects);
    states.forEach((one) => targetText(line, "td", "number", row[one.state]));
  });
}

function targetProject(row, place) {
  const line = element("tr", "target-row");
  const first = line.appendChild(element("th"));
  first.scope = "row";
  const button = first.appendChild(element("button"));
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  targetText(button, "span", "opener", row.number + ". " + row.title);
  targetText(line, "td", "", row.category_label);
  const state = line.appendChild(element("td", "target-light"));
  state.appendChild(targetStateSign(row.state));
  state.appendChild(document.createTextNode(row.state_label || words.unknown));
  const period = line.appendChild(element("td", "two"));
  targetText(period, "span", "", fill(words.target_to, { start: row.start, end: row.end }));
  targetText(period, "small", "", row.dates_label);
  targetText(line, "td", "", row.lead || words.target_no_lead);
  targetText(line, "td", "", row.evidence || words.target_no_evidence);
  return targetOpening(line, button, "target-project-" + place, (cell) => {
    targetFacts(cell, [
      [words.target_task, row.text],
      [words.target_quote, targetQuote(row)],
      [words.target_participants, row.participants],
      [words.target_indicators, row.indicators],
      [words.target_evidence_source, row.evidence_source],
      [words.target_remark, row.remark_label],
    ]);
  });
}

const TARGET_PROJECT_COLUMNS = ["column_project", "category", "state", "column_period", "column_lead", "column_evidence"];

function targetDistinct(rows, key) {
  const seen = rows.filter((row, n) => row[key] && rows.findIndex((one) => one[key] === row[key]) === n);
  return [["", words.target_all]].concat(seen.map((row) => [row[key], row[key + "_label"]]));
}

placeTarget("projects", (panel, title) => {
  const chosen = { category: "", state: "" };
  const keys = Object.keys(chosen);
  const rowsOf = () => targetRows("plan_projects").filter((row) => keys.every((key) => !chosen[key] || row[key] === chosen[key]));
  targetDownload(panel, title, "plan_projects", rowsOf);
  targetText(panel, "p", "text", words.target_projects_reading);
  const sums = targetFrame(panel, title + " " + words.target_total);
  const bar = panel.appendChild(element("div", "filters"));
  const frame = targetFrame(panel, title);
  const table = frame.appendChild(element("table", "target-projects"));
  const head = table.appendChild(element("thead")).appendChild(element("tr"));
  TARGET_PROJECT_COLUMNS.forEach((key) => (targetText(head, "th", "", words["target_" + key]).scope = "col"));
  const body = table.appendChild(element("tbody"));
  function show() {
    empty(body);
    rowsOf().forEach((row, place) => targetProject(row, place).forEach((line) => body.appendChild(line)));
  }
  return () => {
    const rows = targetRows("plan_projects");
    panel.hidden = !rows.length;
    keys.forEach((key) => (chosen[key] = ""));
    empty(bar);
    keys.forEach((key) => targetSelect(bar, words["target_" + key], targetDistinct(rows, key), (value) => {
      chosen[key] = value;
      show();
    }));
    targetSummary(sums);
    show();
  };
});
