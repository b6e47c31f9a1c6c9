/* Small drawings: what the card and the quadrant are made of. */

const SVG = "http://www.w3.org/2000/svg";
const OWN = "#b45309"; // the selected region, as its outline on the map
const OTHER = "#0f766e"; // the region beside it
const OWN_FILL = "#f0b98a"; // light enough for the marks on it
const OTHER_FILL = "#7fc8bf";
const STUDY_MEAN = "#374151";
const ZONE_MEAN = "#7c3aed";

/** An SVG element; text from data is text, never markup. */
function drawn(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  Object.keys(attributes).forEach((key) => made.setAttribute(key, attributes[key]));
  if (text !== undefined) made.textContent = text;
  return made;
}

/** A drawing of the given size with a name for those who do not see it. */
function drawing(width, height, name) {
  const said = name ? { role: "img", "aria-label": name } : { "aria-hidden": "true" };
  return drawn("svg", Object.assign({ viewBox: "0 0 " + width + " " + height }, said));
}

function swatch(fillColour) {
  const box = drawn("svg", { width: 20, height: 14, "aria-hidden": "true" });
  box.appendChild(drawn("rect", { width: 20, height: 14, fill: fillColour, stroke: "#6b7280" }));
  return box;
}

/* --- radar -------------------------------------------------------------------------------- */

/** Levels of the three dimensions as triangles; `series` are { values, colour, dash, filled }. */
function radar(labels, series, name) {
  const chart = drawing(190, 150, name);
  const center = [95, 88];
  const reach = 62;
  const corner = (place, value) => {
    const angle = (2 * Math.PI * place) / labels.length - Math.PI / 2;
    return [center[0] + reach * value * Math.cos(angle), center[1] + reach * value * Math.sin(angle)];
  };
  const ring = (values) => values.map((value, place) => corner(place, value).map((x) => x.toFixed(1)).join()).join(" ");
  [0.25, 0.5, 0.75, 1].forEach((share) => {
    const points = ring(labels.map(() => share));
    chart.appendChild(drawn("polygon", { points: points, fill: "none", stroke: "#dbe0e7" }));
  });
  labels.forEach((label, place) => {
    const end = corner(place, 1);
    chart.appendChild(drawn("line", { x1: center[0], y1: center[1], x2: end[0], y2: end[1], stroke: "#dbe0e7" }));
    const at = corner(place, 1.14);
    const anchor = place === 0 ? "middle" : place === 1 ? "end" : "start";
    const beside = { x: place === 0 ? at[0] : at[0] + (place === 1 ? 26 : -26), y: at[1] + 5 };
    chart.appendChild(drawn("text", Object.assign(beside, { "text-anchor": anchor, class: "axis" }), label));
  });
  series.forEach((one) => {
    if (one.values.some((value) => value === null || value === undefined)) return;
    const style = {
      points: ring(one.values),
      fill: one.filled ? one.colour : "none",
      "fill-opacity": 0.22,
      stroke: one.colour,
      "stroke-width": 1.8,
      "stroke-dasharray": one.dash || "none",
    };
    chart.appendChild(drawn("polygon", style));
  });
  return chart;
}

/* --- bar ---------------------------------------------------------------------------------- */

/** A score from 0 to 1 as a bar with marks; `marks` are { value, colour, dash }. */
function bar(value, colour, marks, name) {
  const chart = drawing(100, 12, name);
  chart.setAttribute("preserveAspectRatio", "none");
  chart.appendChild(drawn("rect", { y: 2, width: 100, height: 8, fill: "#eceff3" }));
  if (value !== null) {
    chart.appendChild(drawn("rect", { y: 2, width: 100 * value, height: 8, fill: colour }));
  }
  marks.forEach((mark) => {
    if (mark.value === null || mark.value === undefined) return;
    const x = 100 * mark.value;
    const line = { x1: x, x2: x, y1: 0, y2: 12, stroke: mark.colour, "stroke-width": 2 };
    line["stroke-dasharray"] = mark.dash || "none";
    line["vector-effect"] = "non-scaling-stroke";
    chart.appendChild(drawn("line", line));
  });
  return chart;
}

/* --- trend -------------------------------------------------------------------------------- */

const TREND = { width: 370, height: 112, left: 30, right: 12, top: 12, bottom: 20 };

/** Runs of years that all have a value, so that a gap stays a gap. */
function runs(values) {
  const found = [];
  values.forEach((value, place) => {
    if (value === null) return;
    if (place === 0 || values[place - 1] === null) found.push([]);
    found[found.length - 1].push(place);
  });
  return found;
}

/** Bounds of an axis: tenths around all values. */
function tenths(values) {
  const known = values.filter((value) => value !== null && value !== undefined);
  const low = Math.floor(Math.min.apply(null, known) * 10) / 10;
  const high = Math.ceil(Math.max.apply(null, known) * 10) / 10;
  return [low, high > low ? high : low + 0.1];
}

/** Where years and scores lie in a trend. */
function trendScale(years, range) {
  const width = TREND.width - TREND.left - TREND.right;
  const height = TREND.height - TREND.top - TREND.bottom;
  return {
    x: (place) => TREND.left + (place * width) / (years.length - 1),
    y: (value) => TREND.top + height * (1 - (value - range[0]) / (range[1] - range[0])),
  };
}

/** Years that are written: at even steps back from the last. */
function writtenYears(years) {
  const step = Math.ceil(years.length / 6);
  return years.map((year, place) => place).filter((place) => (years.length - 1 - place) % step === 0);
}

function trendFrame(chart, years, range, scale, chosen) {
  const right = TREND.width - TREND.right;
  range.forEach((value) => {
    const y = scale.y(value);
    chart.appendChild(drawn("line", { x1: TREND.left, x2: right, y1: y, y2: y, stroke: "#e2e6ec" }));
    const at = { x: TREND.left - 5, y: y + 4, "text-anchor": "end" };
    chart.appendChild(drawn("text", at, value.toFixed(1)));
  });
  const here = scale.x(years.indexOf(chosen));
  const bottom = TREND.height - TREND.bottom;
  chart.appendChild(drawn("line", { x1: here, x2: here, y1: TREND.top - 6, y2: bottom, stroke: "#cbd2db" }));
  writtenYears(years).forEach((place) => {
    const at = { x: scale.x(place), y: TREND.height - 5, "text-anchor": "middle" };
    chart.appendChild(drawn("text", at, years[place]));
  });
}

/** One region's or the study's line, with its band and its points where it has them. */
function trendLine(chart, one, years, scale, chosen) {
  const point = (values) => (place) => scale.x(place).toFixed(1) + " " + scale.y(values[place]).toFixed(1);
  runs(one.low || []).forEach((run) => {
    const back = run.slice().reverse().map(point(one.low));
    const outline = "M" + run.map(point(one.high)).concat(back).join("L") + "Z";
    chart.appendChild(drawn("path", { d: outline, fill: one.colour, "fill-opacity": 0.16, class: "band" }));
  });
  runs(one.values).forEach((run) => {
    const line = { d: "M" + run.map(point(one.values)).join("L"), fill: "none", stroke: one.colour };
    line["stroke-width"] = one.dots ? 2 : 1.4;
    line["stroke-dasharray"] = one.dash || "none";
    chart.appendChild(drawn("path", line));
    (one.dots ? run : []).forEach((place) => {
      const now = years[place] === chosen;
      const dot = { cx: scale.x(place), cy: scale.y(one.values[place]), r: now ? 4.5 : 2.4, fill: one.colour };
      chart.appendChild(drawn("circle", Object.assign(dot, { stroke: "#fff", "stroke-width": now ? 1.5 : 0 })));
    });
  });
}

/** Scores over the years; `series` are { values, low, high, colour, dash, dots }. */
function trend(years, series, chosen, name) {
  const chart = drawing(TREND.width, TREND.height, name);
  const every = series.map((one) => one.values.concat(one.low || [], one.high || []));
  const range = tenths([].concat.apply([], every));
  const scale = trendScale(years, range);
  trendFrame(chart, years, range, scale, chosen);
  series.forEach((one) => trendLine(chart, one, years, scale, chosen));
  return chart;
}

/** What the lines of a chart stand for. */
function chartKey(entries) {
  const key = element("p", "key");
  entries.forEach((entry) => {
    const one = element("span");
    const sign = drawn("svg", { width: 22, height: 10, "aria-hidden": "true" });
    const line = { x1: 1, x2: 21, y1: 5, y2: 5, stroke: entry.colour, "stroke-width": entry.width || 2 };
    sign.appendChild(drawn("line", Object.assign(line, { "stroke-dasharray": entry.dash || "none" })));
    if (entry.band) sign.appendChild(drawn("rect", { width: 22, height: 10, fill: entry.colour, "fill-opacity": 0.16 }));
    one.appendChild(sign);
    one.appendChild(document.createTextNode(entry.label));
    key.appendChild(one);
  });
  return key;
}
