/* Results below the map, one tab each: which tab is open, and the tables in them. */

function tabButtons() {
  return Array.from(document.querySelectorAll('#tabs [role="tab"]'));
}

const tabKeys = tabButtons().map((button) => button.getAttribute("data-tab"));
state.tab = tabKeys[0];

function paintTabs() {
  tabButtons().forEach((button) => {
    const key = button.getAttribute("data-tab");
    const chosen = key === state.tab;
    button.setAttribute("aria-selected", String(chosen));
    button.tabIndex = chosen ? 0 : -1;
    byId("tab-" + key).hidden = !chosen;
  });
}

const KEY_STEPS = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

/** Arrow keys, Home and End go from tab to tab and open it. */
function moveTab(event) {
  const step = KEY_STEPS[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const last = tabKeys.length - 1;
  let place = tabKeys.indexOf(state.tab) + step;
  if (Math.abs(step) === 1) place = (place + tabKeys.length) % tabKeys.length;
  place = Math.max(0, Math.min(last, place));
  update({ tab: tabKeys[place] });
  tabButtons()[place].focus();
}

tabButtons().forEach((button) => {
  button.onclick = () => update({ tab: button.getAttribute("data-tab") });
  button.onkeydown = moveTab;
});

/* --- tables --------------------------------------------------------------------------------- */

const listed = {}; // rows of the tables by key
Object.keys(data.tables).forEach((key) => (listed[key] = unpacked(data.tables[key])));

const painters = []; // what draws the tables of a tab when it is opened or its state changes

/** Puts a table into its panel, if the page has one; `keys` are those of the state that it follows. */
function placeTable(key, tab, keys, fields, rowsOf, nameOf) {
  const panel = document.querySelector('[data-table="' + key + '"]');
  if (!panel) return;
  const draw = addTable(panel, words["table_" + key], fields, rowsOf, nameOf);
  painters.push({ tab: tab, keys: keys, draw: draw, drawnFor: null });
}

/** Draws what the open tab shows, and only what has changed since it was drawn last. */
function paintOpenTab() {
  painters.forEach((painter) => {
    const now = painter.keys.map((key) => state[key]).join();
    if (painter.tab !== state.tab || painter.drawnFor === now) return;
    painter.drawnFor = now;
    painter.draw();
  });
}

const yearName = () => [state.year];

function rowsOfYear(key) {
  return () => listed[key].filter((row) => row.year === state.year);
}

function membershipRows() {
  return data.regions.map(figureRow).filter((row) => row.zone !== null);
}

function profileRows() {
  return (data.profiles[state.year] || []).map((profile) =>
    Object.assign({ kind_label: words["profile_" + profile.kind], zone_label: profile.label }, profile)
  );
}

function indicatorRows() {
  const place = data.regions.indexOf(regionByCode[state.region]);
  const figures = data.indicators.figures[state.year] || [];
  return figures.map((columns, number) => {
    const row = Object.assign({}, data.indicators.indicators[number]);
    Object.keys(columns).forEach((key) => (row[key] = packedValue(columns[key], place)));
    return row;
  });
}

/** Tables whose rows are those of the chosen year, or all. */
function placeListed(key, tab) {
  const table = data.tables[key];
  if (!table) return;
  const yearly = key === "partitions" || key === "spatial" || key === "inequality";
  const rows = yearly ? rowsOfYear(key) : () => listed[key];
  placeTable(key, tab, yearly ? ["year"] : [], table.fields, rows, yearly ? yearName : null);
}

addDownload(document.querySelector("#zones > h2"), words.table_profiles, () => ({
  name: [words.table_profiles, state.year],
  fields: data.profile_fields,
  rows: profileRows(),
}));
placeTable("membership", "zones", ["year"], data.membership_fields, membershipRows, yearName);
placeListed("partitions", "zones");
placeListed("audit", "audit");
placeListed("spatial", "space");
placeListed("inequality", "space");
placeTable("indicators", "background", ["year", "region"], data.indicators.fields, indicatorRows, () => [
  regionByCode[state.region].name,
  state.year,
]);
placeListed("sources", "background");
placeListed("notes", "background");

const FEW_WARNINGS = 6; // so many are shown at once

/** What must be known before reading on: the study's own limits, then what the data and methods say. */
function listWarnings() {
  const panel = byId("warnings");
  const warnings = (listed.notes || []).filter((row) => row.severity === "warning");
  const limits = warnings.filter((row) => row.stage === "study");
  const others = warnings.filter((row) => row.stage !== "study");
  const lists = panel.querySelectorAll("ul");
  [limits, others].forEach((rows, place) => {
    rows.forEach((row) => lists[place].appendChild(element("li", "", row.detail)));
  });
  const fold = panel.querySelector("details");
  fold.open = others.length <= FEW_WARNINGS;
  fold.hidden = !others.length;
  fold.querySelector("summary").textContent = fill(words.warnings_fold, { rows: others.length });
  panel.querySelector("small").textContent = fill(words.warnings_count, { rows: warnings.length });
}

listWarnings();

function paintTabNames() {
  document.querySelectorAll("[data-tab-year]").forEach((place) => {
    place.textContent = fill(words.year_of, { year: state.year });
  });
  const place = { region: regionByCode[state.region].name, year: state.year };
  byId("indicators-region").textContent = fill(words.region_year, place);
}

/* --- catalogue ------------------------------------------------------------------------------ */

const CHOSEN = "chosen"; // no code of a region
const NAME_STOP = "；"; // parts the names of departments in a cell

const wanted = {}; // the chosen value of every filter; "" for all

function departmentsOf(row) {
  return [row.lead_department].concat((row.participating_departments || "").split(NAME_STOP));
}

const FILTERS = [
  { key: "department", valuesOf: departmentsOf },
  { key: "zone", valuesOf: (row) => [row.zone] },
  { key: "type", valuesOf: (row) => [row.functional_zone] },
  { key: "industry", valuesOf: (row) => [row.industry_code] },
  { key: "region", valuesOf: (row) => [row.region_code] },
];

function catalogueRows() {
  return listed.catalogue.filter((row) =>
    FILTERS.every((filter) => {
      const value = wanted[filter.key] === CHOSEN ? state.region : wanted[filter.key];
      return !value || filter.valuesOf(row).indexOf(value) >= 0;
    })
  );
}

function option(value, text) {
  const made = element("option", "", text);
  made.value = value;
  return made;
}

/** A choice of the values that occur; none where there is but one. */
function addFilter(bar, filter) {
  const values = [].concat.apply([], listed.catalogue.map(filter.valuesOf)).filter(Boolean);
  const names = {};
  listed.catalogue.forEach((row) => (names[row.region_code] = row.region_name));
  const distinct = values.filter((value, place) => values.indexOf(value) === place);
  if (distinct.length < 2) return;
  if (filter.key !== "department") distinct.sort();
  const label = element("label", "", words["filter_" + filter.key]);
  const choice = element("select");
  choice.setAttribute("data-filter", filter.key);
  choice.appendChild(option("", words.filter_all));
  if (filter.key === "region") choice.appendChild(option(CHOSEN, ""));
  distinct.forEach((value) => {
    choice.appendChild(option(value, filter.key === "region" ? names[value] : value));
  });
  choice.onchange = () => {
    wanted[filter.key] = choice.value;
    drawCatalogue();
  };
  label.appendChild(choice);
  bar.appendChild(label);
}

let drawCatalogue = () => {};

function buildCatalogue() {
  const panel = document.querySelector('[data-table="catalogue"]');
  if (!panel) return;
  const bar = element("div", "filters");
  FILTERS.forEach((filter) => addFilter(bar, filter));
  panel.appendChild(bar);
  drawCatalogue = addTable(panel, words.table_catalogue, data.tables.catalogue.fields, catalogueRows);
  painters.push({ tab: "catalogue", keys: ["region"], draw: paintCatalogue, drawnFor: null });
}

/** The filter names the chosen region; the table follows it where it is filtered so. */
function paintCatalogue() {
  const own = document.querySelector('[data-filter="region"] option[value="' + CHOSEN + '"]');
  if (own) own.textContent = fill(words.filter_chosen, { region: regionByCode[state.region].name });
  drawCatalogue();
}

buildCatalogue();
whenChanged(["tab"], paintTabs);
whenChanged(["year", "region"], paintTabNames);
whenChanged(["tab", "year", "region"], paintOpenTab);
