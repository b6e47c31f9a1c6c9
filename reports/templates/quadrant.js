/* The matching quadrant: two levels against each other, parted at the year's means. */

const PLANE = { width: 380, height: 232, left: 42, right: 10, top: 10, bottom: 34 };

const pairByKey = {};
data.pairs.forEach((pair) => (pairByKey[pair.key] = pair));

let dots = {}; // by region
let firstDot = null;
let marked = []; // regions whose points are ringed
let plane = null;

/** Axis over all years, so that a place means the same in every year. */
const axes = {};

function axisOf(key) {
  if (!axes[key]) {
    const ofYear = (year) => data.regions.map((region) => figuresIn(year, region.code)[key]);
    const known = [].concat.apply([], data.years.map(ofYear)).filter((value) => value !== null);
    axes[key] = known.length ? tenths(known) : [0, 1];
  }
  return axes[key];
}

/** Position of a pair of levels in the drawing. */
function placeIn(pair, figures) {
  const across = axisOf(pair.across);
  const up = axisOf(pair.up);
  const width = PLANE.width - PLANE.left - PLANE.right;
  const height = PLANE.height - PLANE.top - PLANE.bottom;
  return [
    PLANE.left + (width * (figures[pair.across] - across[0])) / (across[1] - across[0]),
    PLANE.top + height * (1 - (figures[pair.up] - up[0]) / (up[1] - up[0])),
  ];
}

/** Names of the corners: upper left, upper right, lower left, lower right. */
function quadrantWords(pair) {
  const of = (up, across) => {
    return fill(words.quadrant_name, { up: pair.up_label, high: up, across: pair.across_label, low: across });
  };
  const low = words.third_low;
  const high = words.third_high;
  return [of(high, low), of(high, high), of(low, low), of(low, high)];
}

/** Tenths of an axis that are written: every one, or every second of a long one. */
function ticks(range) {
  const step = range[1] - range[0] > 0.55 ? 2 : 1;
  const found = [];
  for (let n = Math.round(range[0] * 10); n <= Math.round(range[1] * 10); n++) {
    if (n % step === 0) found.push(n / 10);
  }
  return found;
}

function axisTicks(chart, pair) {
  const right = PLANE.width - PLANE.right;
  const bottom = PLANE.height - PLANE.bottom;
  const at = (value, key) => placeIn(pair, Object.assign(originOf(pair), { [key]: value }));
  ticks(axisOf(pair.across)).forEach((value) => {
    const place = { x: at(value, pair.across)[0], y: bottom + 13, "text-anchor": "middle" };
    chart.appendChild(drawn("text", place, value.toFixed(1)));
  });
  ticks(axisOf(pair.up)).forEach((value) => {
    const place = { x: PLANE.left - 5, y: at(value, pair.up)[1] + 4, "text-anchor": "end" };
    chart.appendChild(drawn("text", place, value.toFixed(1)));
  });
  const name = { x: (PLANE.left + right) / 2, y: PLANE.height - 5, "text-anchor": "middle", class: "axis" };
  chart.appendChild(drawn("text", name, fill(words.axis, { label: pair.across_label })));
  const middle = (PLANE.top + bottom) / 2;
  const turn = { x: 10, y: middle, "text-anchor": "middle", class: "axis" };
  turn.transform = "rotate(-90 10 " + middle + ")";
  chart.appendChild(drawn("text", turn, fill(words.axis, { label: pair.up_label })));
}

/** Where the axes meet. */
function originOf(pair) {
  return { [pair.across]: axisOf(pair.across)[0], [pair.up]: axisOf(pair.up)[0] };
}

/** Frame, names of the quadrants and the lines of the means. */
function drawPlane(chart, pair) {
  const right = PLANE.width - PLANE.right;
  const bottom = PLANE.height - PLANE.bottom;
  const frame = { x: PLANE.left, y: PLANE.top, width: right - PLANE.left, height: bottom - PLANE.top };
  chart.appendChild(drawn("rect", Object.assign({ fill: "#fafbfc", stroke: "#dbe0e7" }, frame)));
  const means = data.means[state.year];
  if (means[pair.up] !== null) {
    const mean = placeIn(pair, means);
    const dash = { stroke: STUDY_MEAN, "stroke-dasharray": "5 4", "stroke-width": 1.1 };
    chart.appendChild(drawn("line", Object.assign({ x1: mean[0], x2: mean[0], y1: PLANE.top, y2: bottom }, dash)));
    chart.appendChild(drawn("line", Object.assign({ x1: PLANE.left, x2: right, y1: mean[1], y2: mean[1] }, dash)));
  }
  axisTicks(chart, pair);
  quadrantWords(pair).forEach((text, place) => {
    const end = place % 2 === 1;
    const at = {
      x: end ? right - 6 : PLANE.left + 6,
      y: place < 2 ? PLANE.top + 14 : bottom - 6,
      "text-anchor": end ? "end" : "start",
      class: "corner",
    };
    chart.appendChild(drawn("text", at, text));
  });
}

/** The way of the selected region through the years. */
function drawWay(chart, pair) {
  const way = data.years
    .map((year) => figuresIn(year, state.region))
    .filter((figures) => figures[pair.across] !== null && figures[pair.up] !== null)
    .map((figures) => placeIn(pair, figures).map((x) => x.toFixed(1)).join(" "));
  if (way.length < 2) return;
  const line = { d: "M" + way.join("L"), fill: "none", stroke: OWN, "stroke-width": 1.4, "stroke-opacity": 0.55 };
  chart.insertBefore(drawn("path", Object.assign(line, { class: "way" })), chart.querySelector("circle"));
}

function dotOf(pair, region) {
  const figures = figuresOf(region.code);
  if (figures[pair.across] === null || figures[pair.up] === null) return null;
  const at = placeIn(pair, figures);
  const lag = data.lag_colours[figures.lag_type] || "#fff";
  const dot = drawn("circle", { cx: at[0].toFixed(1), cy: at[1].toFixed(1), fill: lag, "data-dot": region.code });
  const levels = [[pair.across_label, pair.across], [pair.up_label, pair.up]];
  const told = [region.name].concat(levels.map((one) => one[0] + " " + shown(region.code, one[1])), figures.lag_type || []);
  dot.setAttribute("role", "button");
  dot.setAttribute("aria-label", told.join(words.list_comma));
  dot.appendChild(drawn("title", {}, told.join(words.list_comma)));
  dot.addEventListener("click", () => select(region.code));
  dot.addEventListener("keydown", (event) => moveAmongDots(event, region.code));
  return dot;
}

/** Arrow keys go from point to point along the axis of the second level. */
function moveAmongDots(event, code) {
  const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
  const pair = pairByKey[state.pair];
  if (!steps[event.key]) return;
  event.preventDefault();
  const order = Object.keys(dots).sort((a, b) => figuresOf(a)[pair.across] - figuresOf(b)[pair.across] || (a < b ? -1 : 1));
  const next = order[order.indexOf(code) + steps[event.key]];
  if (!next) return;
  select(next);
  dots[next].focus();
}

function paintQuadrant() {
  const pair = pairByKey[state.pair];
  const title = fill(words.quadrant_title, { pair: pair.label, year: state.year });
  plane = drawn("svg", { viewBox: "0 0 " + PLANE.width + " " + PLANE.height, role: "group", "aria-label": title });
  drawPlane(plane, pair);
  dots = {};
  data.regions.forEach((region) => {
    const dot = dotOf(pair, region);
    if (!dot) return;
    dots[region.code] = dot;
    plane.appendChild(dot);
  });
  firstDot = Object.keys(dots)[0];
  marked = [];
  Object.keys(dots).forEach(styleDot);
  empty(byId("quadrant-plane")).appendChild(plane);
  const missing = data.regions.length - Object.keys(dots).length;
  byId("quadrant-missing").textContent = missing ? fill(words.quadrant_missing, { regions: missing }) : "";
  markBeyond();
  markDots();
}

/** Points that are not looked at are pale. */
function markBeyond() {
  Object.keys(dots).forEach((code) => dots[code].classList.toggle("beyond", !inFocus(code)));
}

function styleDot(code) {
  const colour = code === state.region ? OWN : code === state.compare ? OTHER : null;
  const plain = crowded ? 3 : 5;
  dots[code].setAttribute("r", colour ? 7 : plain);
  dots[code].setAttribute("stroke", colour || "#4b5563");
  dots[code].setAttribute("stroke-width", colour ? 3 : 1);
  dots[code].setAttribute("tabindex", code === tabbedDot() ? 0 : -1);
}

/** The point that the tab key leads to; arrow keys start there. */
function tabbedDot() {
  return dots[state.region] ? state.region : firstDot;
}

/** The selected points are ringed, named and on top, with the way of the first through the years. */
function markDots() {
  const held = document.activeElement;
  Array.from(plane.querySelectorAll(".mark, .way")).forEach((one) => plane.removeChild(one));
  const chosen = [state.compare, state.region].filter((code) => dots[code]);
  marked.concat(chosen, firstDot).filter((code) => dots[code]).forEach(styleDot);
  marked = chosen;
  drawWay(plane, pairByKey[state.pair]);
  chosen.forEach((code) => {
    const x = Number(dots[code].getAttribute("cx"));
    const y = Number(dots[code].getAttribute("cy"));
    plane.appendChild(dots[code]);
    const end = code === state.compare ? x > 90 : x > PLANE.width - 90; // on either side, should they be near
    const at = { x: end ? x - 11 : x + 11, y: Math.max(y + 4, 16), "text-anchor": end ? "end" : "start", class: "mark" };
    plane.appendChild(drawn("text", at, regionByCode[code].short));
  });
  if (dots[state.region] && dots[state.region] === held) held.focus(); // raising it took the focus away
}

function offerPairs() {
  const choice = byId("pair");
  data.pairs.forEach((pair) => {
    const option = element("option", "", pair.label);
    option.value = pair.key;
    choice.appendChild(option);
  });
  choice.onchange = () => update({ pair: choice.value });
  const key = byId("quadrant-key");
  Object.keys(data.lag_colours).forEach((lag) => {
    const one = element("span");
    const sign = drawn("svg", { width: 12, height: 12, "aria-hidden": "true" });
    sign.appendChild(drawn("circle", { cx: 6, cy: 6, r: 4.5, fill: data.lag_colours[lag], stroke: "#4b5563" }));
    one.appendChild(sign);
    one.appendChild(document.createTextNode(lag));
    key.appendChild(one);
  });
}

function markPair() {
  byId("pair").value = state.pair;
}

whenChanged(["year", "pair"], paintQuadrant);
whenChanged(["zone", "parent"], markBeyond);
whenChanged(["region", "compare"], markDots);
whenChanged(["pair"], markPair);
