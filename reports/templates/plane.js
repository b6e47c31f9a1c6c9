/* Industries of the chosen region: rights against the economy, each as a quotient to the study area.
   The scale is symmetrical: twice as much lies as far above 1 as half as much lies below. */

const QUOTIENTS = { width: 480, height: 400, left: 50, right: 12, top: 12, bottom: 42 };
const WRITTEN = [0.1, 0.25, 0.5, 1, 2, 4, 10];
const FEW_DOTS = 45; // so many carry their codes
const QUADRANT_COLOURS = {
  matched_advantage: "#0f766e",
  patents_without_industry: "#1d4ed8",
  industry_without_patents: "#c2410c",
  neither: "#9ca3af",
};
const UNSURE_STROKE = "#6b7280";

let industryDots = {}; // by code
let chosenIndustry = null;

const side = (quotient) => (quotient - 1) / (quotient + 1); // from −1 to 1, 0 where equal

function acrossOf(quotient) {
  const width = QUOTIENTS.width - QUOTIENTS.left - QUOTIENTS.right;
  return QUOTIENTS.left + (width * (side(quotient) + 1)) / 2;
}

function upOf(quotient) {
  const height = QUOTIENTS.height - QUOTIENTS.top - QUOTIENTS.bottom;
  return QUOTIENTS.top + (height * (1 - side(quotient))) / 2;
}

/** Frame, the lines at 1, ticks and names of the corners. */
function drawQuotients(chart) {
  const right = QUOTIENTS.width - QUOTIENTS.right;
  const bottom = QUOTIENTS.height - QUOTIENTS.bottom;
  const frame = { x: QUOTIENTS.left, y: QUOTIENTS.top, width: right - QUOTIENTS.left, height: bottom - QUOTIENTS.top };
  chart.appendChild(drawn("rect", Object.assign({ fill: "#fafbfc", stroke: "#dbe0e7" }, frame)));
  const line = (at, dash) => chart.appendChild(drawn("line", Object.assign(at, { stroke: STUDY_MEAN, "stroke-dasharray": dash })));
  line({ x1: acrossOf(1), x2: acrossOf(1), y1: QUOTIENTS.top, y2: bottom }, "5 4");
  line({ x1: QUOTIENTS.left, x2: right, y1: upOf(1), y2: upOf(1) }, "5 4");
  WRITTEN.forEach((quotient) => {
    chart.appendChild(drawn("text", { x: acrossOf(quotient), y: bottom + 15, "text-anchor": "middle" }, quotient));
    chart.appendChild(drawn("text", { x: QUOTIENTS.left - 6, y: upOf(quotient) + 4, "text-anchor": "end" }, quotient));
  });
  const middle = (QUOTIENTS.top + bottom) / 2;
  const across = { x: (QUOTIENTS.left + right) / 2, y: QUOTIENTS.height - 8, "text-anchor": "middle", class: "axis" };
  chart.appendChild(drawn("text", across, fill(words.axis, { label: words.register_axis_economy })));
  const up = { x: 12, y: middle, "text-anchor": "middle", class: "axis", transform: "rotate(-90 12 " + middle + ")" };
  chart.appendChild(drawn("text", up, fill(words.axis, { label: words.register_axis_rights })));
  const corners = ["patents_without_industry", "matched_advantage", "neither", "industry_without_patents"];
  corners.forEach((key, place) => {
    const end = place % 2 === 1;
    const at = { x: end ? right - 6 : QUOTIENTS.left + 6, y: place < 2 ? QUOTIENTS.top + 14 : bottom - 6 };
    Object.assign(at, { "text-anchor": end ? "end" : "start", class: "corner" });
    chart.appendChild(drawn("text", at, words["register_corner_" + key]));
  });
}

/** Quotient of rights as drawn: the plain one, and hollow, where the counts say little. */
function drawnQuotient(row) {
  return row.rta === null ? row.rta_plain : row.rta;
}

function industryName(row) {
  const told = [row.industry + " " + row.industry_zh];
  told.push(words.register_axis_rights + " " + (drawnQuotient(row) === null ? words.unknown : drawnQuotient(row).toFixed(2)));
  told.push(words.register_axis_economy + " " + row.lq.toFixed(2), row.quadrant_label || words.no_data);
  return told.join(words.list_comma);
}

function industryDot(row) {
  const colour = QUADRANT_COLOURS[row.quadrant];
  const at = { cx: acrossOf(row.lq).toFixed(1), cy: upOf(drawnQuotient(row)).toFixed(1), r: 5 };
  const look = colour ? { fill: colour, stroke: "#fff" } : { fill: "#fff", stroke: UNSURE_STROKE, "stroke-dasharray": "2 1.5" };
  const dot = drawn("circle", Object.assign(at, look, { "data-industry": row.industry, role: "button", tabindex: -1 }));
  dot.setAttribute("aria-label", industryName(row));
  dot.appendChild(drawn("title", {}, industryName(row)));
  dot.addEventListener("click", () => chooseIndustry(row.industry));
  dot.addEventListener("keydown", (event) => moveAmongIndustries(event, row.industry));
  return dot;
}

/** Arrow keys go from industry to industry along the axis of the economy. */
function moveAmongIndustries(event, code) {
  const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Enter: 0, " ": 0 };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const order = Object.keys(industryDots).sort((a, b) => {
    return industryDots[a].getAttribute("cx") - industryDots[b].getAttribute("cx") || (a < b ? -1 : 1);
  });
  const next = order[order.indexOf(code) + step];
  if (!next) return;
  chooseIndustry(next);
  industryDots[next].focus();
}

/** Rings the industry, names it below the chart and marks its row in the table. */
function chooseIndustry(code) {
  chosenIndustry = industryDots[code] ? code : null;
  const tabbed = chosenIndustry || Object.keys(industryDots).sort()[0];
  Object.keys(industryDots).forEach((key) => {
    industryDots[key].setAttribute("tabindex", key === tabbed ? 0 : -1);
    industryDots[key].classList.toggle("chosen", key === chosenIndustry);
    industryDots[key].setAttribute("aria-pressed", String(key === chosenIndustry));
  });
  const row = rowsHere("industry_specialisation").filter((one) => one.industry === chosenIndustry)[0];
  byId("industry-told").textContent = row ? industryName(row) : words.register_plane_hint;
  document.querySelectorAll('[data-register="industry_specialisation"] tbody tr').forEach((line) => {
    const own = line.querySelector('[data-column="industry"]');
    line.classList.toggle("chosen", own !== null && own.textContent === chosenIndustry);
  });
}

function planeKey() {
  const key = element("p", "key");
  Object.keys(QUADRANT_COLOURS).concat("insufficient").forEach((code) => {
    const one = element("span");
    const sign = drawn("svg", { width: 12, height: 12, "aria-hidden": "true" });
    const colour = QUADRANT_COLOURS[code];
    const look = colour ? { fill: colour } : { fill: "#fff", stroke: UNSURE_STROKE, "stroke-dasharray": "2 1.5" };
    sign.appendChild(drawn("circle", Object.assign({ cx: 6, cy: 6, r: 4.5 }, look)));
    one.appendChild(sign);
    one.appendChild(document.createTextNode(words["register_corner_" + code]));
    key.appendChild(one);
  });
  return key;
}

function planePanel(panel) {
  const host = element("div");
  host.id = "industry-plane";
  const told = element("p", "text");
  told.id = "industry-told";
  told.setAttribute("role", "status");
  [host, planeKey(), told, element("p", "text note", words.register_plane_reading)].forEach((part) => panel.appendChild(part));
  const missing = panel.appendChild(element("p", "text note"));
  return () => {
    const every = rowsHere("industry_specialisation");
    const rows = every.filter((row) => row.lq !== null && drawnQuotient(row) !== null);
    const chart = drawing(QUOTIENTS.width, QUOTIENTS.height);
    chart.removeAttribute("aria-hidden");
    chart.setAttribute("role", "group");
    chart.setAttribute("aria-label", words.register_plane + words.list_comma + placeName("industry_specialisation"));
    drawQuotients(chart);
    industryDots = {};
    rows.forEach((row) => (industryDots[row.industry] = chart.appendChild(industryDot(row))));
    rows.filter((row) => rows.length <= FEW_DOTS || (row.quadrant !== "neither" && QUADRANT_COLOURS[row.quadrant])).forEach((row) => {
      const at = { x: acrossOf(row.lq) + 7, y: upOf(drawnQuotient(row)) + 3.5, class: "code", "aria-hidden": "true" };
      chart.appendChild(drawn("text", at, row.industry));
    });
    empty(host).appendChild(chart);
    missing.textContent = rows.length < every.length ? fill(words.register_plane_missing, { industries: every.length - rows.length }) : "";
    chooseIndustry(chosenIndustry);
  };
}

placeRegistered("plane", "industry_specialisation", "industries", planePanel);
