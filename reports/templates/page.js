/* Drawing begins: the facts of the year, the buttons around the map, and what the window does. */

whenChanged(["year", "layer"], paintMap);
whenChanged(["year", "region", "overlay", "drawn"], paintSelection);
whenChanged(["year", "layer", "drawn"], arrange);
whenChanged(["layer"], markLayer);
whenChanged(["year"], showChosenYear);
whenChanged(["year"], paintFacts);

function markLayer() {
  document.querySelectorAll("[data-layer]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-layer") === state.layer));
  });
}

function showChosenYear() {
  byId("year-shown").textContent = state.year;
  const slider = byId("year");
  if (slider) slider.value = data.years.indexOf(state.year);
}

/** What holds for all regions of the year. */
function paintFacts() {
  const mean = data.means[state.year].composite;
  const first = ranked()[0];
  const lagging = data.regions.filter((region) => {
    const lag = figuresOf(region.code).lag_type;
    return lag !== null && lag !== data.in_step;
  }).length;
  const known = rankedCount();
  const gini = data.gini[state.year];
  const facts = [
    [words.fact_mean, mean === null ? words.unknown : mean.toFixed(3)],
    [words.fact_first, figuresOf(first.code).rank === null ? words.unknown : first.short + " " + shown(first.code, "composite")],
    [words.fact_gini, gini === undefined ? words.unknown : gini.toFixed(3)],
    [words.fact_lagging, fill(words.regions_count, { regions: lagging })],
    [words.fact_known, known + " / " + data.regions.length],
  ];
  const list = empty(byId("facts"));
  facts.forEach((fact) => {
    const row = element("div");
    row.appendChild(element("dt", "", fact[0]));
    row.appendChild(element("dd", "", fact[1]));
    list.appendChild(row);
  });
}

function listen() {
  document.querySelectorAll("[data-layer]").forEach((button) => {
    button.onclick = () => showLayer(button.getAttribute("data-layer"));
  });
  const slider = byId("year");
  if (slider) slider.oninput = () => showYear(data.years[Number(slider.value)]);
  listenToControl();
  listenToSearch();
  offerUnits();
  offerPairs();
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
state.region = ranked()[0].code;
fitMap();
drawAll();
fitMap(); // the legend has taken its room
listen();
document.documentElement.setAttribute("data-ready", "1");
