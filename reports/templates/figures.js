/* What the page knows: its data, and how figures are said and coloured. */


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
data.fields.concat(data.overlay_fields).forEach((field) => (fieldByKey[field.key] = field));
const placeByCode = {};
data.regions.forEach((region, place) => (placeByCode[region.code] = place));
const overlayByCode = {};
data.overlays.forEach((overlay) => (overlayByCode[overlay.code] = overlay));

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

const figuresByYear = {};

/** A region's figures of a year; columns are unpacked when a year is first asked for. */
function figuresIn(year, code) {
  if (!figuresByYear[year]) {
    const columns = data.figures[year];
    const keys = Object.keys(columns);
    figuresByYear[year] = {};
    data.regions.forEach((region, place) => {
      const figures = {};
      keys.forEach((key) => (figures[key] = packedValue(columns[key], place)));
      figuresByYear[year][region.code] = figures;
    });
  }
  return figuresByYear[year][code];
}

function figuresOf(code) {
  return figuresIn(state.year, code);
}

/** A region's figure as shown. */
function shown(code, key) {
  return told(key, figuresOf(code)[key]);
}

/** A figure in words: rounded, a dash where it is missing, a zone by its printed label. */
function told(key, value) {
  if (value === null) return words.unknown;
  if (key === "zone") return zoneLabel(value);
  if (key === "rank") return fill(words.rank_of, { rank: value, regions: rankedCount() });
  if (key === "oldest_figure") return fill(words.year_of, { year: value });
  const decimals = fieldByKey[key] ? fieldByKey[key].decimals : null;
  return decimals === null ? value : value.toFixed(decimals);
}

/** Nearly all is not all, and hardly any is not none. */
function percent(share) {
  if (share > 0 && share < 0.01) return words.below_one;
  if (share > 0.99 && share < 1) return words.above_ninety_nine;
  return Math.round(100 * share) + "%";
}

/** Share of draws in which a region keeps its zone; of a weak one never rounded up to the bound. */
function keptText(code) {
  const figures = figuresOf(code);
  return figures.weak ? Math.floor(100 * figures.kept + 1e-9) + "%" : percent(figures.kept);
}

/** How firmly a region belongs to its zone, in words. */
function membership(code) {
  const figures = figuresOf(code);
  if (figures.zone === null) return words.unzoned;
  if (figures.kept === null) return words.kept_unknown;
  const kept = fill(words.kept, { share: keptText(code), zone: figures.zone });
  if (figures.alternative_zone === null) return kept;
  return kept + fill(words.kept_else, { zone: figures.alternative_zone, share: percent(figures.alternative_share) });
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
  const colour = layer.classes.filter((one) => one.value === value)[0].colour;
  return layer.key === "zone" && figuresOf(code).weak ? hatched(colour) : colour;
}

const hatches = {};

/** The colour under a hatch: a pattern, made when it is first asked for. */
function hatched(colour) {
  if (!hatches[colour]) {
    const pattern = byId("weak").cloneNode(true);
    pattern.id = "weak-" + colour.slice(1);
    pattern.querySelector("rect").setAttribute("fill", colour);
    byId("weak").parentNode.appendChild(pattern);
    hatches[colour] = "url(#" + pattern.id + ")";
  }
  return hatches[colour];
}
