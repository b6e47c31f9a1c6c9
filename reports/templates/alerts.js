/* The tab of alerts: how many by level, each with its threshold and what to do, who has reported. */

const alertData = data.alerts.alerts;
const alertRows = alertData.alerts ? unpacked(alertData.alerts) : [];
const LEVEL_LOOKS = {
  serious: { colour: "#a31621", points: "7,1 13.5,12.5 0.5,12.5" },
  warning: { colour: "#c2570c", points: "7,0.5 13.5,7 7,13.5 0.5,7" },
  notice: { colour: "#2563a8", points: "1.5,1.5 12.5,1.5 12.5,12.5 1.5,12.5" },
};
const levelNames = {};
alertData.levels.forEach((pair) => (levelNames[pair[0]] = pair[1]));

/** A level by shape and word: colour alone tells nothing to many. */
function levelMark(level) {
  const mark = element("span", "level-mark");
  const shape = drawing(14, 14, "");
  shape.setAttribute("width", 14);
  shape.setAttribute("height", 14);
  shape.appendChild(drawn("polygon", { points: LEVEL_LOOKS[level].points, fill: LEVEL_LOOKS[level].colour }));
  mark.appendChild(shape);
  mark.appendChild(document.createTextNode(levelNames[level]));
  return mark;
}

/** A value or threshold in the unit of its rule; changes are told in per cent. */
function alertAmount(row, value) {
  if (value === null) return words.unknown;
  if (row.measure === "change") return fill(words.alert_percent, { value: signed(100 * value, 1) });
  return fill(words.alert_amount, { value: String(Number(value.toPrecision(7))), unit: row.unit || "" });
}

function twoLines(first, second) {
  const both = element("div");
  both.appendChild(element("b", "", first));
  both.appendChild(element("small", "", second));
  return both;
}

const ALERT_CELLS = {
  level_label: (row) => levelMark(row.level),
  region_name: regionButton,
  value: (row) => twoLines(alertAmount(row, row.value), row.measure_label),
  threshold: (row) => document.createTextNode(row.comparison_label + " " + alertAmount(row, row.threshold)),
};

let chooseLevel = () => {};

placePanel("alert_levels", "alerts", (panel) => {
  const line = panel.appendChild(element("div", "levels"));
  alertData.levels.forEach((pair) => {
    const count = alertRows.filter((row) => row.level === pair[0]).length;
    const tile = element(count ? "button" : "div", "");
    if (count) {
      tile.type = "button";
      tile.title = words.alert_only_level;
      tile.onclick = () => chooseLevel(pair[0]);
    }
    tile.setAttribute("data-level", pair[0]);
    tile.appendChild(levelMark(pair[0]));
    tile.appendChild(element("b", "", String(count)));
    line.appendChild(tile);
  });
  if (!alertRows.length) panel.appendChild(element("p", "text", words.alert_none));
  return () => {};
});

placePanel("alert_list", "alerts", (panel, title) => {
  const columns = [
    { key: "level", name: "level_label", label: words.alert_by_level },
    { key: "department", name: "department_label", label: words.alert_by_department },
    { key: "statistic", name: "statistic_label", label: words.alert_by_statistic },
    { key: "region_code", name: "region_name", label: words.alert_by_region },
  ];
  const kept = addFilters(panel, alertRows, columns, () => draw());
  const draw = addTable(panel, title, withBuilt(alertData.alerts.fields, ALERT_CELLS), kept);
  chooseLevel = (level) => {
    const choice = panel.querySelector('[data-by="level"]');
    if (choice) choice.value = choice.value === level ? "" : level;
    draw();
    panel.scrollIntoView({ block: "nearest" });
  };
  return draw;
});

listNotes("alert_notes", "alerts", alertData.notes);

placePanel("alert_coverage", "alerts", (panel, title) => {
  const rows = unpacked(alertData.monitoring_coverage);
  const known = rows.filter((row) => row.regions > 0).length;
  panel.appendChild(element("p", "text", fill(words.alert_handed_in, { of: rows.length, known: known })));
  const columns = [
    { key: "interface_label", label: words.alert_by_interface },
    { key: "department_label", label: words.alert_by_department },
  ];
  const kept = addFilters(panel, rows, columns, () => draw());
  const draw = addTable(panel, title, alertData.monitoring_coverage.fields, kept);
  return draw;
});

placePanel("alert_credit", "alerts", (panel, title) => {
  const rows = unpacked(alertData.credit_entities);
  const bar = filterBar(panel);
  const which = [["1", words.alert_repeated], ["", words.filter_all]];
  const repeated = rows.filter((row) => row.repeated);
  const choice = addSelect(bar, words.alert_credit_choice, repeated.length ? which : which.slice(1), () => draw());
  const fields = withBuilt(alertData.credit_entities.fields, { region_name: regionButton });
  const draw = addTable(panel, title, fields, () => (choice.value ? repeated : rows));
  return draw;
});

/* --- the card of a region ------------------------------------------------------------------- */

/** How many alerts a region has by level; what was not checked may still be there. */
function alertPart(code) {
  const part = section(words.alert_card, "alerts");
  const own = alertRows.filter((row) => row.region_code === code);
  const line = part.appendChild(element("p", "alert-counts"));
  alertData.levels.forEach((pair) => {
    const count = own.filter((row) => row.level === pair[0]).length;
    if (!count) return;
    const one = levelMark(pair[0]);
    one.appendChild(element("b", "", String(count)));
    line.appendChild(one);
  });
  if (!own.length) line.textContent = words.alert_card_none;
  const names = own.map((row) => row.rule_label).filter((name, place, all) => all.indexOf(name) === place);
  if (own.length) part.appendChild(element("p", "note", names.join(words.list_stop)));
  return part;
}
