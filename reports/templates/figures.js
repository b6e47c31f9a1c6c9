/* What the page knows: its data and state, and how figures are said and coloured. */


const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;

const NO_DATA = "url(#no-data)";
const NOT_EVALUATED = "url(#not-evaluated)";

const byId = (id) => document.getElementById(id);
const regionByCode = {};
data.regions.forEach((region) => (regionByCode[region.code] = region));
const layerByKey = {};
data.layers.forEach((layer) => (layerByKey[layer.key] = layer));
const fieldByKey = {};
data.fields.forEach((field) => (fieldByKey[field.key] = field));

const state = {
  year: data.years[data.years.length - 1],
  layer: data.layers[0].key,
  selected: null,
};

/* --- text ------------------------------------------------------------------------------- */

/** Fills {name} in a text of words.csv. */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key]);
}

/** An element with a class and text; names from data are text, never HTML. */
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function empty(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
  return node;
}

function figuresOf(code) {
  return data.figures[state.year][code];
}

/** A figure as shown: rounded, a dash where it is missing, a zone by its printed label. */
function shown(code, key) {
  const value = figuresOf(code)[key];
  if (value === null) return words.unknown;
  if (key === "zone") return zoneLabel(value);
  if (key === "rank") return fill(words.rank_of, { rank: value, regions: rankedCount() });
  if (key === "oldest_figure") return fill(words.year_of, { year: value });
  const decimals = fieldByKey[key].decimals;
  return decimals === null ? value : value.toFixed(decimals);
}

function rankedCount() {
  return data.regions.filter((region) => figuresOf(region.code).rank !== null).length;
}

function zoneLabel(zone) {
  const found = (data.zones[state.year] || []).filter((one) => one.zone === zone)[0];
  return found ? found.label : zone;
}

/* --- colours ---------------------------------------------------------------------------- */

/** Class of a score: a break belongs to the class below it. */
function classOf(value, breaks) {
  let place = 0;
  while (place < breaks.length && value > breaks[place]) place++;
  return place;
}

/** Fill of a region in the current layer and year. */
function colourOf(code) {
  const layer = layerByKey[state.layer];
  const value = figuresOf(code)[layer.key];
  if (value === null) return NO_DATA;
  if (layer.colours) return layer.colours[classOf(value, layer.breaks)];
  return layer.classes.filter((one) => one.value === value)[0].colour;
}
