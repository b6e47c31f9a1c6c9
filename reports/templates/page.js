/* Around the map: legend, ranking, and what happens when the state changes. */

const SVG = "http://www.w3.org/2000/svg";

/* --- legend ----------------------------------------------------------------------------- */

function swatch(fillColour) {
  const box = document.createElementNS(SVG, "svg");
  box.setAttribute("width", 20);
  box.setAttribute("height", 14);
  const area = document.createElementNS(SVG, "rect");
  area.setAttribute("width", 20);
  area.setAttribute("height", 14);
  area.setAttribute("fill", fillColour);
  area.setAttribute("stroke", "#6b7280");
  box.appendChild(area);
  return box;
}

function legendRow(fillColour, text, count) {
  const row = element("div", "row");
  row.appendChild(swatch(fillColour));
  row.appendChild(element("span", "", text));
  row.appendChild(element("em", "", String(count)));
  return row;
}

function countWhere(test) {
  return data.regions.filter((region) => test(figuresOf(region.code)[state.layer])).length;
}

/** Rows of a score's classes, highest first. */
function scaleRows(layer) {
  const limits = [layer.low].concat(layer.breaks, layer.high);
  const decimals = breakDecimals(layer.breaks);
  return layer.colours
    .map((colour, place) => {
      const text = limits[place].toFixed(decimals) + " – " + limits[place + 1].toFixed(decimals);
      const count = countWhere((value) => value !== null && classOf(value, layer.breaks) === place);
      return legendRow(colour, text, count);
    })
    .reverse();
}

/** Decimals that tell all breaks as they are, at least two. */
function breakDecimals(breaks) {
  return breaks.reduce((most, one) => Math.max(most, (String(one).split(".")[1] || "").length), 2);
}

function classRows(layer) {
  return layer.classes
    .map((one) => {
      const text = layer.key === "zone" ? zoneLabel(one.value) : one.value;
      const count = countWhere((value) => value === one.value);
      return { row: legendRow(one.colour, text, count), shown: count > 0 || layer.key !== "zone" };
    })
    .filter((one) => one.shown)
    .map((one) => one.row);
}

/** The hatch, with the number of regions among those above; or that nothing is known of it. */
function weakRows() {
  const drawn = data.regions.filter((region) => figuresOf(region.code).kept !== null);
  if (!drawn.length) return [element("p", "", words.kept_unknown)];
  const weak = drawn.filter((region) => figuresOf(region.code).weak).length;
  const row = legendRow(hatched("#ffffff"), data.weak_text, weak);
  row.className += " among";
  return [row];
}

function paintLegend() {
  const layer = layerByKey[state.layer];
  const legend = empty(byId("legend"));
  legend.appendChild(element("strong", "", fill(words.legend_title, { layer: layer.label, year: state.year })));
  const rows = layer.colours ? scaleRows(layer) : classRows(layer);
  rows.forEach((row) => legend.appendChild(row));
  if (layer.key === "zone") weakRows().forEach((row) => legend.appendChild(row));
  const missing = countWhere((value) => value === null);
  if (missing) legend.appendChild(legendRow(NO_DATA, layer.blank, missing));
  if (data.backdrop.length) {
    legend.appendChild(legendRow(NOT_EVALUATED, words.not_evaluated, data.backdrop.length));
  }
  const note = layer.colours ? words.class_method : words.class_count;
  legend.appendChild(element("p", "", note));
}

/* --- ranking ------------------------------------------------------------------ */

/** Regions by rank, those without one last. */
function ranked() {
  const rank = (region) => figuresOf(region.code).rank || Infinity;
  return data.regions.slice().sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}

function rankingRow(region) {
  const row = element("tr");
  row.setAttribute("data-row", region.code);
  row.onclick = () => select(region.code);
  ["rank", "rank_interval"].forEach((key) => {
    const value = figuresOf(region.code)[key];
    row.appendChild(element("td", "rank", value === null ? words.unknown : value));
  });
  const name = element("th");
  const button = element("button", "", region.short);
  button.type = "button";
  name.scope = "row";
  name.appendChild(button);
  row.appendChild(name);
  ["composite", "coordination"].forEach((key) => row.appendChild(element("td", "number", shown(region.code, key))));
  ["grade", "lag_type"].forEach((key) => row.appendChild(element("td", "", shown(region.code, key))));
  return row;
}

function paintRanking() {
  const body = empty(byId("ranking-rows"));
  ranked().forEach((region) => body.appendChild(rankingRow(region)));
}

function markRow() {
  document.querySelectorAll("[data-row]").forEach((row) => {
    const chosen = !state.overlay && row.getAttribute("data-row") === state.selected;
    if (chosen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  });
}

/* --- state ------------------------------------------------------------------------------ */

function select(code) {
  state.selected = code;
  state.overlay = null;
  paintControl();
  paintSelection();
  paintPanel();
  markRow();
}

function showLayer(key) {
  state.layer = key;
  document.querySelectorAll("[data-layer]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-layer") === key));
  });
  paintMap();
  paintLegend();
}

function showYear(year) {
  state.year = year;
  byId("year-shown").textContent = year;
  paintMap();
  paintLegend();
  paintRanking();
  paintPanel();
  paintZones();
  markRow();
}

function listen() {
  document.querySelectorAll("[data-layer]").forEach((button) => {
    button.onclick = () => showLayer(button.getAttribute("data-layer"));
  });
  const slider = byId("year");
  if (slider) slider.oninput = () => showYear(data.years[Number(slider.value)]);
  listenToControl();
  window.addEventListener("resize", fitMap);
  window.addEventListener("beforeprint", () => printing(true));
  window.addEventListener("afterprint", () => printing(false));
}

/** The map is measured at the size it has on paper; on paper nothing can be unfolded. */
function printing(on) {
  if (on) document.querySelectorAll("details").forEach((details) => (details.open = true));
  document.documentElement.classList.toggle("printing", on);
  fitMap();
}

buildMap();
state.selected = ranked()[0].code;
fitMap();
showLayer(state.layer);
showYear(state.year);
listen();
document.documentElement.setAttribute("data-ready", "1");
