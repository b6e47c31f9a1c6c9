/* The ranking: all regions in words, the map's text; a hundred rows at a time. */

const RANKING_ROWS = 100; // as many as the other tables show at a time

let rankingFirst = 0; // the first row that is shown
let tellRankingPage = null;

/** Regions by rank, those without one last. */
function ranked() {
  const rank = (region) => figuresOf(region.code).rank || Infinity;
  return data.regions.slice().sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}

/** Those of them that are looked at. */
function rankedInFocus() {
  return ranked().filter((region) => inFocus(region.code));
}

/** The figure beside the composite: that of the layer, or D where the layer is the composite. */
function sideKey() {
  return state.layer === "composite" ? "coordination" : state.layer;
}

function sideText(code) {
  const value = figuresOf(code)[sideKey()];
  if (value === null) return words.unknown;
  return sideKey() === "zone" ? value : shown(code, sideKey());
}

/** How far the rank moved since the year before; a number with its sign says it without colour. */
function moveText(code) {
  const change = figuresOf(code).rank_change;
  if (change === null) return words.unknown;
  if (change === 0) return words.rank_same;
  return (change > 0 ? "▲" : "▼") + Math.abs(change);
}

function rankCell(code) {
  const figures = figuresOf(code);
  const cell = element("td", "rank", figures.rank === null ? words.unknown : figures.rank);
  cell.appendChild(element("small", "", figures.rank_interval || ""));
  return cell;
}

function nameCell(region) {
  const name = element("th");
  const sign = drawn("svg", { width: 11, height: 11, "aria-hidden": "true" });
  sign.appendChild(drawn("circle", { cx: 5.5, cy: 5.5, r: 5, stroke: "#6b7280", "stroke-width": 0.6, "data-sign": region.code }));
  const button = element("button", "", region.short);
  button.type = "button";
  name.scope = "row";
  name.appendChild(sign);
  name.appendChild(button);
  return name;
}

function scoreCell(code) {
  const cell = element("td", "score");
  const value = figuresOf(code).composite;
  cell.appendChild(element("b", "", shown(code, "composite")));
  const chart = bar(value, "#2f7fb8", [], "");
  chart.setAttribute("aria-hidden", "true");
  cell.appendChild(chart);
  return cell;
}

function rankingRow(region) {
  const row = element("tr");
  row.setAttribute("data-row", region.code);
  row.onclick = () => select(region.code);
  row.appendChild(rankCell(region.code));
  row.appendChild(nameCell(region));
  row.appendChild(scoreCell(region.code));
  row.appendChild(element("td", "side", ""));
  if (data.years.length > 1) {
    const change = figuresOf(region.code).rank_change;
    const className = change > 0 ? "move up" : change < 0 ? "move down" : "move";
    row.appendChild(element("td", className, moveText(region.code)));
  }
  return row;
}

/** A hundred rows from the given one on; the list starts at its upper end again. */
function showRanking(first) {
  const regions = rankedInFocus();
  const body = empty(byId("ranking-rows"));
  rankingFirst = first < regions.length ? first : 0;
  regions.slice(rankingFirst, rankingFirst + RANKING_ROWS).forEach((region) => body.appendChild(rankingRow(region)));
  byId("ranking-more").hidden = regions.length <= RANKING_ROWS;
  if (!tellRankingPage) tellRankingPage = addPager(byId("ranking-more"), showRanking);
  tellRankingPage(rankingFirst, regions.length);
  byId("ranking-list").scrollTop = 0;
  paintSide();
  markRow();
}

/** The rows that hold the selected region, if it is looked at. */
function paintRanking() {
  const place = rankedInFocus().indexOf(regionByCode[state.region]);
  showRanking(place < 0 ? 0 : place - (place % RANKING_ROWS));
  showRow();
}

/** The column and the dots that follow the layer. */
function paintSide() {
  const layer = layerByKey[sideKey()];
  byId("ranking-side").textContent = layer ? layer.label : "";
  document.querySelectorAll("[data-row]").forEach((row) => {
    const code = row.getAttribute("data-row");
    const cell = row.querySelector(".side");
    const scored = layer && layer.colours;
    cell.textContent = sideText(code);
    cell.className = scored ? "side number" : "side";
    row.querySelector("[data-sign]").setAttribute("fill", colourOf(code));
  });
}

function markRow() {
  document.querySelectorAll("[data-row]").forEach((row) => {
    const code = row.getAttribute("data-row");
    const chosen = !state.overlay && code === state.region;
    if (chosen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    row.classList.toggle("beside", code === state.compare);
  });
}

/** Brings the row of the selected region into the list's own window, never the page to the list. */
function showRow() {
  const list = byId("ranking-list");
  const row = list.querySelector('[data-row="' + state.region + '"]');
  if (!row && !inFocus(state.region)) return;
  if (!row) return paintRanking();
  const head = list.querySelector("thead").offsetHeight;
  if (row.offsetTop - head < list.scrollTop) list.scrollTop = row.offsetTop - head;
  const below = row.offsetTop + row.offsetHeight - list.clientHeight;
  if (below > list.scrollTop) list.scrollTop = below;
}

whenChanged(["year", "zone", "parent"], paintRanking);
whenChanged(["layer"], paintSide);
whenChanged(["region", "overlay", "compare"], markRow);
whenChanged(["region"], showRow);
