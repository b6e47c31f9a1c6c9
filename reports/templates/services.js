/* The tab of public services: who is covered, how much there is for the demand, how far it is. */

const serviceData = data.services.services;
const serviceUnpacked = {}; // when first asked for
function serviceRows(key) {
  if (!serviceUnpacked[key]) serviceUnpacked[key] = serviceData[key] ? unpacked(serviceData[key]) : [];
  return serviceUnpacked[key];
}

const serviceFields = (key) => serviceData[key].fields;
const LESS = "#e0803f"; // less than the demand asks for
const MORE = "#3f7fb5";

function smallChart(width, height, name) {
  const chart = drawing(width, height, name);
  chart.setAttribute("width", width);
  chart.setAttribute("height", height);
  return chart;
}

/** A share as a bar from 0 to 1 with its text; a mark where something is said officially. */
function shareBar(share, mark) {
  const box = element("span", "share-bar");
  if (share === null) return document.createTextNode(words.unknown);
  const marks = mark === null || mark === undefined ? [] : [{ value: mark, colour: STUDY_MEAN }];
  box.appendChild(bar(Math.min(share, 1), "#7fb3d8", marks, ""));
  box.appendChild(element("b", "", (100 * share).toFixed(1) + "%"));
  return box;
}

listNotes("service_notes", "services", serviceData.notes);

/* --- coverage ------------------------------------------------------------------------------- */

const percentText = (share) => (100 * share).toFixed(1) + "%";

function publishedSentence(rows) {
  const shares = rows.map((row) => row.share).filter((share) => share !== null);
  const values = { n: rows.length, low: percentText(Math.min.apply(null, shares)), high: percentText(Math.max.apply(null, shares)) };
  const official = rows.filter((row) => row.official_share !== null)[0];
  const said = official ? fill(words.service_official, { share: percentText(official.official_share) }) : words.service_no_official;
  if (!shares.length) return said;
  return fill(rows.length > 1 ? words.service_denominators : words.service_denominator, values) + said;
}

/** One published coverage: the same numerator over each of its denominators, side by side. */
function publishedBlock(rows) {
  const block = element("article", "coverage");
  block.appendChild(element("h3", "", fill(words.service_as_of, { name: rows[0].label_zh, date: rows[0].date })));
  block.appendChild(element("p", "", publishedSentence(rows)));
  const list = block.appendChild(element("div", "denominators"));
  rows.forEach((row) => {
    const one = list.appendChild(element("div"));
    one.appendChild(element("strong", "", row.covered + " ÷ " + row.eligible));
    one.appendChild(shareBar(row.share, row.official_share));
    one.appendChild(element("p", "", row.definition));
    if (row.remark_label) one.appendChild(element("p", "remark", row.remark_label));
  });
  return block;
}

placePanel("service_published", "services", (panel, title) => {
  const rows = serviceRows("service_coverage").filter((row) => row.origin === "published");
  panel.hidden = !rows.length;
  addDownload(panel.querySelector("h2"), title, () => ({ name: [title], fields: serviceFields("service_coverage"), rows: rows }));
  const ids = rows.map((row) => row.coverage_id).filter((id, place, all) => all.indexOf(id) === place);
  ids.forEach((id) => panel.appendChild(publishedBlock(rows.filter((row) => row.coverage_id === id))));
  return () => {};
});

placePanel("service_computed", "services", (panel, title) => {
  const rows = serviceRows("service_coverage").filter((row) => row.origin === "computed");
  panel.hidden = !rows.length;
  if (!rows.length) return () => {};
  panel.appendChild(element("p", "text", rows[0].definition));
  const kept = addFilters(panel, rows, [{ key: "grouping", name: "grouping_label", label: words.service_by_grouping }], () => draw());
  const fields = withBuilt(serviceFields("service_coverage"), { share: (row) => shareBar(row.share, null) });
  const draw = addTable(panel, title, fields, kept);
  return draw;
});

/* --- supply and demand ---------------------------------------------------------------------- */

/** A choice of services, all of them first; the rows of the chosen one. */
function byService(panel, key, change) {
  const rows = serviceRows(key);
  const pairs = pairsIn(rows, "service", "service_label");
  const choice = addSelect(filterBar(panel), words.service_choice, pairs, change);
  choice.setAttribute("data-by", "service");
  return {
    rows: () => rows.filter((row) => (row.service || "") === choice.value),
    name: () => [pairs.filter((pair) => pair[0] === choice.value)[0][1]],
  };
}

/** Supply less demand: to the left where there is too little of it. */
function mismatchBar(value, widest) {
  if (value === null) return document.createTextNode(words.unknown);
  const box = element("span", "mismatch");
  const chart = smallChart(120, 12, "");
  const length = widest ? (57 * Math.abs(value)) / widest : 0;
  const x = value < 0 ? 60 - length : 60;
  chart.appendChild(drawn("rect", { x: x, y: 2, width: length, height: 8, fill: value < 0 ? LESS : MORE }));
  chart.appendChild(drawn("line", { x1: 60, x2: 60, y1: 0, y2: 12, stroke: "#6b7280" }));
  box.appendChild(chart);
  box.appendChild(element("b", "", signed(value, 2)));
  return box;
}

placePanel("service_supply", "services", (panel, title) => {
  const asked = byService(panel, "service_supply", () => draw());
  const widest = () => Math.max.apply(null, asked.rows().map((row) => Math.abs(row.mismatch || 0)));
  const built = { region_name: regionButton, mismatch: (row) => mismatchBar(row.mismatch, widest()) };
  const draw = addTable(panel, title, withBuilt(serviceFields("service_supply"), built), asked.rows, asked.name);
  const unit = serviceRows("service_supply")[0].demand_unit;
  panel.appendChild(element("p", "text note", fill(words.service_supply_note, { unit: unit || words.unknown })));
  return draw;
});

placePanel("service_match", "services", (panel, title) => {
  const rows = serviceRows("service_match");
  const kept = addFilters(panel, rows, [{ key: "service_label", label: words.service_choice }], () => draw());
  const built = { match: (row) => (row.match === null ? document.createTextNode(words.unknown) : matchBar(row.match)) };
  const draw = addTable(panel, title, withBuilt(serviceFields("service_match"), built), kept);
  return draw;
});

function matchBar(value) {
  const box = element("span", "share-bar");
  box.appendChild(bar(Math.max(0, Math.min(value, 1)), "#7fb3d8", [], ""));
  box.appendChild(element("b", "", value.toFixed(3)));
  return box;
}

/* --- equality ------------------------------------------------------------------------------- */

placePanel("service_equality", "services", (panel, title) => {
  const rows = serviceRows("service_equality");
  const bar = filterBar(panel);
  const quantity = addSelect(bar, words.service_quantity, pairsIn(rows, "quantity", "quantity_label"), () => draw());
  const service = addSelect(bar, words.service_choice, pairsIn(rows, "service", "service_label"), () => draw());
  quantity.setAttribute("data-by", "quantity");
  const kept = () => rows.filter((row) => row.quantity === quantity.value && (row.service || "") === service.value);
  const draw = addTable(panel, title, serviceFields("service_equality"), kept, () => [quantity.selectedOptions[0].textContent]);
  return draw;
});

/* --- accessibility -------------------------------------------------------------------------- */

placePanel("service_access_panel", "services", (panel, title) => {
  panel.appendChild(element("p", "text", fill(words.service_access_reading, { method: serviceData.method_label })));
  const asked = byService(panel, "service_access_regions", () => draw());
  const fields = withBuilt(serviceFields("service_access_regions"), { region_name: regionButton });
  const draw = addTable(panel, title, fields, asked.rows, asked.name);
  return draw;
});

const STRIP = { width: 960, left: 92, right: 20, row: 58, top: 10, bottom: 34 };

/** Where the ticks of an axis from 0 stand: about five, at round numbers. */
function roundTicks(top) {
  const raw = top / 5 || 1;
  const power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map((one) => one * power).filter((one) => one >= raw)[0];
  const ticks = [];
  for (let tick = 0; tick <= top + step / 1000; tick += step) ticks.push(Number(tick.toPrecision(6)));
  return ticks;
}

/** Every point at its accessibility, towns and country apart; those of the selected region stand out. */
function stripChart(rows, column, label) {
  const settings = pairsIn(rows, "setting", "setting_label");
  const height = STRIP.top + STRIP.row * settings.length + STRIP.bottom;
  const chart = drawing(STRIP.width, height, fill(words.service_strip, { label: label, n: rows.length }));
  const known = rows.filter((row) => row[column] !== null);
  const ticks = roundTicks(Math.max.apply(null, known.map((row) => row[column]).concat(0.001)));
  const top = Math.max(ticks[ticks.length - 1], Math.max.apply(null, known.map((row) => row[column]).concat(0)));
  const x = (value) => STRIP.left + ((STRIP.width - STRIP.left - STRIP.right) * value) / (top || 1);
  const foot = STRIP.top + STRIP.row * settings.length;
  ticks.forEach((tick) => {
    chart.appendChild(drawn("line", { x1: x(tick), x2: x(tick), y1: STRIP.top, y2: foot, stroke: "#e3e7ec" }));
    chart.appendChild(drawn("text", { x: x(tick), y: foot + 14, "text-anchor": "middle", class: "axis" }, tick));
  });
  const middle = (STRIP.left + STRIP.width - STRIP.right) / 2;
  chart.appendChild(drawn("text", { x: middle, y: foot + 30, "text-anchor": "middle", class: "axis" }, label));
  settings.forEach((pair, place) => {
    const y = STRIP.top + STRIP.row * place + STRIP.row / 2;
    const name = pair[1] || words.service_setting_blank;
    chart.appendChild(drawn("text", { x: STRIP.left - 10, y: y + 4, "text-anchor": "end", class: "axis" }, name));
    const own = known.filter((row) => (row.setting || "") === pair[0]);
    const ordered = own.filter((row) => row.region_code !== state.region).concat(own.filter((row) => row.region_code === state.region));
    ordered.forEach((row) => {
      const chosen = row.region_code === state.region;
      // spread over the height by their place, so that equal values stay apart
      const spread = (((own.indexOf(row) * 7) % 13) / 12 - 0.5) * (STRIP.row - 18);
      const look = { fill: chosen ? OWN : MORE, "fill-opacity": chosen ? 0.95 : 0.42 };
      const dot = drawn("circle", Object.assign({ cx: x(row[column]).toFixed(1), cy: (y + spread).toFixed(1), r: chosen ? 5 : 4 }, look));
      const of = { name: row.name, region: row.region_name || "", value: row[column].toFixed(3) };
      dot.appendChild(drawn("title", {}, fill(words.service_point_value, of)));
      chart.appendChild(dot);
    });
  });
  return chart;
}

placePanel("service_points", "services", (panel, title) => {
  const rows = serviceRows("service_access");
  const fields = serviceFields("service_access");
  const columns = fieldsNamed(fields, ["access_2sfca", "access_e2sfca", "access_3sfca"]);
  const method = addSelect(filterBar(panel), words.service_method, columns.map((one) => [one.key, one.label]), () => paint());
  method.value = serviceData.method;
  method.setAttribute("data-by", "method");
  const host = panel.appendChild(element("div", "strip"));
  const told = panel.appendChild(element("p", "text note"));
  const draw = addTable(panel, title, withBuilt(fields, { region_name: regionButton }), () => rows);
  function paint() {
    const column = columns.filter((one) => one.key === method.value)[0];
    empty(host).appendChild(stripChart(rows, column.key, column.label));
    told.textContent = fill(words.service_strip_note, { region: regionByCode[state.region].name });
  }
  whenChanged(["region"], () => state.tab === "services" && paint());
  return () => {
    paint();
    draw();
  };
});

/* --- siting --------------------------------------------------------------------------------- */

const STATUS_SIGNS = { optimal: "✓", gap: "≈", infeasible: "✕", none: "–" };

function statusText(row) {
  const text = row.status === "gap" && row.gap !== null ? fill(words.service_gap, { gap: percentText(row.gap) }) : row.status_label;
  return STATUS_SIGNS[row.status] + " " + text;
}

function amountText(value) {
  return value === null ? words.unknown : String(Number(value.toPrecision(6)));
}

function objectiveButton(row) {
  const button = element("button", "to-region", row.objective_label);
  button.type = "button";
  button.setAttribute("data-objective", row.objective);
  button.setAttribute("aria-pressed", String(row.objective === state.objective));
  button.onclick = () => update({ objective: row.objective });
  return button;
}

const sitingRow = () => serviceRows("service_siting").filter((row) => row.objective === state.objective)[0];

placePanel("service_siting", "services", (panel, title) => {
  panel.appendChild(element("p", "text", words.service_siting_reading));
  const built = {
    objective_label: objectiveButton,
    status_label: (row) => document.createTextNode(statusText(row)),
    before: (row) => document.createTextNode(amountText(row.before)),
    objective_value: (row) => document.createTextNode(amountText(row.objective_value)),
    bound: (row) => document.createTextNode(amountText(row.bound)),
  };
  const draw = addTable(panel, title, withBuilt(serviceFields("service_siting"), built), () => serviceRows("service_siting"));
  whenChanged(["objective"], draw);
  return draw;
});

placePanel("service_sites", "services", (panel, title) => {
  const told = panel.appendChild(element("div", "chosen-objective"));
  const own = () => serviceRows("service_sites").filter((row) => row.objective === state.objective);
  const fields = serviceData.service_sites ? withBuilt(serviceFields("service_sites"), { region_name: regionButton }) : null;
  const list = fields ? addTable(panel, title, fields, own, () => [sitingRow().objective_label]) : () => {};
  const draw = () => {
    const row = sitingRow();
    empty(told);
    told.appendChild(element("h3", "", row.objective_label + words.service_colon + statusText(row)));
    told.appendChild(element("p", "", row.explanation));
    const values = { before: amountText(row.before), after: amountText(row.objective_value), unit: row.objective_unit || "" };
    if (row.objective_value !== null) told.appendChild(element("p", "", fill(words.service_before_after, values)));
    if (row.remark_label) told.appendChild(element("p", "remark", row.remark_label));
    list();
  };
  whenChanged(["objective"], draw);
  return draw;
});

/* --- where most is lacking ------------------------------------------------------------------ */

placePanel("service_lagging", "services", (panel, title) => {
  const built = {
    region_name: regionButton,
    reasons_label: (row) => document.createTextNode(cellNames(row.reasons_label)),
    covered: (row) => document.createTextNode(row.covered ? words.service_has : words.service_has_not),
  };
  return addTable(panel, title, withBuilt(serviceFields("service_lagging"), built), () => serviceRows("service_lagging"));
});

/* --- satisfaction and efficiency ------------------------------------------------------------ */

/** A mean with its interval against the target, between the ends of all that is listed. */
function intervalChart(row, ends) {
  const box = element("span", "interval");
  const chart = smallChart(150, 16, "");
  const x = (value) => 5 + (140 * (value - ends[0])) / (ends[1] - ends[0]);
  chart.appendChild(drawn("line", { x1: 5, x2: 145, y1: 8, y2: 8, stroke: "#dbe0e7" }));
  if (row.target !== null) {
    chart.appendChild(drawn("line", { x1: x(row.target), x2: x(row.target), y1: 0, y2: 16, stroke: STUDY_MEAN, "stroke-dasharray": "3 2" }));
  }
  if (row.low !== null) {
    chart.appendChild(drawn("line", { x1: x(row.low), x2: x(row.high), y1: 8, y2: 8, stroke: MORE, "stroke-width": 3 }));
  }
  if (row.mean !== null) chart.appendChild(drawn("circle", { cx: x(row.mean), cy: 8, r: 4.5, fill: MORE, stroke: "#fff" }));
  box.appendChild(chart);
  const mean = row.mean === null ? words.unknown : row.mean.toFixed(1);
  const range = row.low === null ? "" : fill(words.service_interval, { low: row.low.toFixed(1), high: row.high.toFixed(1) });
  box.appendChild(element("b", "", mean));
  box.appendChild(element("small", "", range));
  return box;
}

function intervalEnds(rows) {
  const values = [].concat.apply([], rows.map((row) => [row.low, row.high, row.mean, row.target])).filter((value) => value !== null);
  const low = Math.floor(Math.min.apply(null, values) / 5) * 5;
  const high = Math.ceil(Math.max.apply(null, values) / 5) * 5;
  return [low, high > low ? high : low + 5];
}

placePanel("service_satisfaction", "services", (panel, title) => {
  const rows = serviceRows("service_satisfaction");
  const pairs = pairsIn(rows, "grouping", "grouping_label");
  const choice = addSelect(filterBar(panel), words.service_by_grouping, pairs, () => draw());
  choice.setAttribute("data-by", "grouping");
  const region = pairs.filter((pair) => pair[0] === "region")[0];
  if (region) choice.value = region[0];
  const kept = () => rows.filter((row) => row.grouping === choice.value);
  const hidden = ["low", "high", "target"];
  const fields = withBuilt(serviceFields("service_satisfaction"), { mean: (row) => intervalChart(row, intervalEnds(kept())) }).map((field) =>
    hidden.indexOf(field.key) >= 0 ? Object.assign({}, field, { saved: true }) : field
  );
  const list = addTable(panel, title, fields, kept, () => [choice.selectedOptions[0].textContent]);
  const target = serviceData.target === null ? words.service_no_target : fill(words.service_target, { target: serviceData.target });
  const told = panel.appendChild(element("p", "text note"));
  const draw = () => {
    const ends = intervalEnds(kept());
    told.textContent = fill(words.service_interval_note, { low: ends[0], high: ends[1] }) + target;
    list();
  };
  return draw;
});

placePanel("service_efficiency", "services", (panel, title) => {
  const rows = serviceRows("service_efficiency");
  const bar = filterBar(panel);
  const years = pairsIn(rows, "year", "year").reverse();
  const year = addSelect(bar, words.service_year, years, () => draw());
  const dimension = addSelect(bar, words.service_dimension, pairsIn(rows, "dimension", "dimension_label"), () => draw());
  const kept = () => rows.filter((row) => row.year === year.value && (row.dimension || "") === dimension.value);
  const byRank = (a, b) => (a.rank === null) - (b.rank === null) || a.rank - b.rank;
  const draw = addTable(panel, title, serviceFields("service_efficiency"), () => kept().sort(byRank), () => [year.value]);
  return draw;
});

/* --- the register --------------------------------------------------------------------------- */

placePanel("service_nodes", "services", (panel, title) => {
  const columns = [
    { key: "region_code", name: "region_name", label: words.service_by_region },
    { key: "type_label", label: words.service_by_type },
    { key: "tier", name: "tier_label", label: words.service_by_tier },
    { key: "level_label", label: words.service_by_level },
  ];
  const kept = addFilters(panel, serviceRows("service_nodes"), columns, () => draw());
  const built = { region_name: regionButton, services_label: (row) => document.createTextNode(cellNames(row.services_label)) };
  const draw = addTable(panel, title, withBuilt(serviceFields("service_nodes"), built), kept);
  return draw;
});
