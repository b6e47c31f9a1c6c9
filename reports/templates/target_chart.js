/* One indicator in time: its figures, the two planned paths, the target and the forecast. */

const TARGET_CHART = { width: 520, height: 230, left: 62, right: 66, top: 16, bottom: 26 };
const TARGET_LINE = "#0f4c75";
const TARGET_GOAL = "#b45309";
const TARGET_STEPS = 24; // pieces of a curved path

/** Round bounds and the step between the lines of an axis. */
function targetTicks(low, high) {
  const span = high - low || Math.abs(high) || 1;
  const power = Math.pow(10, Math.floor(Math.log10(span / 4)));
  const step = power * [1, 2, 5, 10].filter((one) => one * power >= span / 4)[0];
  const first = Math.floor(low / step) * step;
  const ticks = [];
  for (let n = 0; first + (n - 1) * step < high; n++) ticks.push(Number((first + n * step).toPrecision(12)));
  return ticks;
}

/** The planned path through its points of the table; between them it grows at one rate, if it does. */
function targetPath(points, curved) {
  const found = [];
  points.forEach((point, n) => {
    const before = points[n - 1];
    for (let k = 1; n && curved && before[1] > 0 && point[1] > 0 && k < TARGET_STEPS; k++) {
      const part = k / TARGET_STEPS;
      found.push([before[0] + part * (point[0] - before[0]), before[1] * Math.pow(point[1] / before[1], part)]);
    }
    found.push(point);
  });
  return found;
}

/** Points of a planned path: where the table has them, and the target at its end. */
function targetPlanned(row, figures, key) {
  const points = figures.filter((one) => one[key] !== null && one.time < row.target_year).map((one) => [one.time, one[key]]);
  return points.length && row.target !== null ? points.concat([[row.target_year, row.target]]) : [];
}

function targetDot(origin, x, y) {
  if (origin === "plan") return drawn("path", { d: "M" + x + " " + (y - 5) + "l5 5-5 5-5-5Z", fill: "#fff", stroke: TARGET_LINE, "stroke-width": 2 });
  if (origin === "statistic") return drawn("rect", { x: x - 3.5, y: y - 3.5, width: 7, height: 7, fill: "#fff", stroke: TARGET_LINE, "stroke-width": 1.8 });
  return drawn("circle", { cx: x, cy: y, r: 4.5, fill: TARGET_LINE });
}

function targetAxes(chart, years, ticks, x, y) {
  const right = TARGET_CHART.width - TARGET_CHART.right;
  ticks.forEach((tick) => {
    chart.appendChild(drawn("line", { x1: TARGET_CHART.left, x2: right, y1: y(tick), y2: y(tick), stroke: "#e2e6ec" }));
    chart.appendChild(drawn("text", { x: TARGET_CHART.left - 6, y: y(tick) + 4, "text-anchor": "end" }, targetAmount(tick)));
  });
  const step = Math.ceil(years.length / 8);
  years.filter((year) => (years[years.length - 1] - year) % step === 0).forEach((year) => {
    chart.appendChild(drawn("text", { x: x(year), y: TARGET_CHART.height - 8, "text-anchor": "middle" }, year));
  });
}

function targetGoal(chart, row, x, y) {
  const right = TARGET_CHART.width - TARGET_CHART.right;
  const level = y(row.target);
  chart.appendChild(drawn("line", { x1: TARGET_CHART.left, x2: right, y1: level, y2: level, stroke: TARGET_GOAL, "stroke-width": 1.4 }));
  const at = { x: right + 6, y: level + 4, class: "goal" };
  chart.appendChild(drawn("text", at, targetAmount(row.target)));
}

function targetOutlook(chart, row, x, y) {
  const at = x(row.target_year);
  if (row.forecast_low !== null) {
    const d = "M" + at + " " + y(row.forecast_low) + "V" + y(row.forecast_high) + "M" + (at - 5) + " " + y(row.forecast_low) + "h10M" + (at - 5) + " " + y(row.forecast_high) + "h10";
    chart.appendChild(drawn("path", { d: d, fill: "none", stroke: "#7c3aed", "stroke-width": 2 }));
  }
  const mark = { d: "M" + (at - 5) + " " + (y(row.forecast) + 4) + "h10l-5-9Z", fill: "#fff", stroke: "#7c3aed", "stroke-width": 2 };
  chart.appendChild(drawn("path", mark));
}

function targetChart(host, row, figures) {
  const linear = targetPlanned(row, figures, "planned_linear");
  const curved = targetPlanned(row, figures, "planned_geometric");
  const outlook = row.forecast === null ? [] : [row.forecast, row.forecast_low, row.forecast_high];
  const known = figures.map((one) => one.value).concat(row.target, outlook, linear.map((p) => p[1]));
  const values = known.filter((value) => value !== null);
  if (!values.length) {
    targetText(host, "p", "", words.target_chart_none);
    return;
  }
  const ticks = targetTicks(Math.min.apply(null, values.concat(0)), Math.max.apply(null, values));
  const times = figures.map((one) => one.time).concat(row.target_year === null ? [] : row.target_year, row.baseline_year === null ? [] : row.baseline_year);
  const years = [];
  for (let year = Math.floor(Math.min.apply(null, times)); year <= Math.ceil(Math.max.apply(null, times)); year++) years.push(year);
  const width = TARGET_CHART.width - TARGET_CHART.left - TARGET_CHART.right - 20;
  const height = TARGET_CHART.height - TARGET_CHART.top - TARGET_CHART.bottom;
  const span = years[years.length - 1] - years[0] || 1;
  const top = ticks[ticks.length - 1];
  const x = (time) => Number((TARGET_CHART.left + 10 + (width * (time - years[0])) / span).toFixed(1));
  const y = (value) => Number((TARGET_CHART.top + height * (1 - (value - ticks[0]) / (top - ticks[0]))).toFixed(1));
  const line = (points) => "M" + points.map((point) => x(point[0]) + " " + y(point[1])).join("L");
  const chart = drawing(TARGET_CHART.width, TARGET_CHART.height, fill(words.target_chart, { label: row.label_zh, unit: row.unit }));
  targetAxes(chart, years, ticks, x, y);
  if (row.target !== null) targetGoal(chart, row, x, y);
  if (linear.length) chart.appendChild(drawn("path", { d: line(linear), class: "planned linear", fill: "none" }));
  if (curved.length) chart.appendChild(drawn("path", { d: line(targetPath(curved, true)), class: "planned geometric", fill: "none" }));
  if (row.forecast !== null) targetOutlook(chart, row, x, y);
  if (figures.length > 1) {
    const points = figures.map((one) => [one.time, one.value]);
    chart.appendChild(drawn("path", { d: line(points), fill: "none", stroke: TARGET_LINE, "stroke-width": 1.6 }));
  }
  figures.forEach((one) => {
    const dot = targetDot(one.origin, x(one.time), y(one.value));
    dot.setAttribute("data-date", one.date);
    dot.appendChild(drawn("title", {}, targetFigureText(one)));
    chart.appendChild(dot);
  });
  host.appendChild(chart);
  host.appendChild(targetKey(row, figures, linear.length, curved.length));
  targetText(host, "p", "note", fill(words.target_axis, { unit: row.unit }));
}

function targetKey(row, figures, linear, curved) {
  const entries = [];
  ["plan", "table", "statistic"].forEach((origin) => {
    if (figures.some((one) => one.origin === origin)) entries.push([targetDot(origin, 11, 6), words["target_key_" + origin]]);
  });
  const path = (name) => drawn("path", { d: "M1 6H21", class: "planned " + name, fill: "none" });
  if (linear) entries.push([path("linear"), words.target_key_linear]);
  if (curved) entries.push([path("geometric"), words.target_key_geometric]);
  if (row.target !== null) entries.push([drawn("path", { d: "M1 6H21", stroke: TARGET_GOAL, "stroke-width": 1.6 }), words.target_key_target]);
  if (row.forecast !== null) entries.push([drawn("path", { d: "M6 10h10l-5-9Z", fill: "#fff", stroke: "#7c3aed", "stroke-width": 2 }), words.target_key_forecast]);
  const key = element("p", "key");
  entries.forEach((entry) => {
    const one = key.appendChild(element("span"));
    const sign = drawn("svg", { width: 22, height: 12, "aria-hidden": "true" });
    sign.appendChild(entry[0]);
    one.appendChild(sign);
    one.appendChild(document.createTextNode(entry[1]));
  });
  return key;
}
