/* The map: regions, names, outlines, view and tip. */

const map = window[data.names.map];
const regionLayer = window[data.names.regions];
const backdropLayer = window[data.names.backdrop];
const lineLayer = window[data.names.lines];

const INK = "#1f2937";
const INSET_GAP = 4; // pixels between the inset and land
const FIT_MARGIN = 14; // pixels around the fitted map
const BUTTONS_WIDTH = 54; // pixels that the buttons take at the left edge
const ZOOM_LIMITS = [2, 13]; // a continent to a town
const CROWDED_FROM = 150; // regions; of more, only names that fit their region are shown

/** Many small regions: thin outlines, fewer names; the ranking is the way for the keyboard. */
const crowded = data.regions.length > CROWDED_FROM;

/* --- layers ----------------------------------------------------------------------------- */

const paths = {};
const names = {};
const backdropNames = [];
let hoverOutline = null;
let selectedOutlines = [];

function addPane(name, zIndex) {
  const pane = map.createPane(name);
  pane.style.zIndex = zIndex;
  pane.style.pointerEvents = "none"; // clicks reach the regions below
}

/** An outline in a pane of its own: raising the clicked path itself would swallow the click. */
function addOutline(pane, weight, colour) {
  const style = { weight: weight, color: colour, fill: false, opacity: 1 };
  const options = { pane: pane, interactive: false, style: style, smoothFactor: 0 };
  return L.geoJSON(null, options).addTo(map);
}

function addLine(lines, weight, colour, pane) {
  const options = { pane: pane, interactive: false, weight: weight, color: colour, smoothFactor: 0 };
  return L.polyline(lines, options).addTo(map);
}

function featuresOf(layer) {
  return layer.getLayers().map((one) => one.feature);
}

const borders = findBorders(featuresOf(regionLayer).concat(featuresOf(backdropLayer)));

function buildMap() {
  addPane("lines", 440);
  addPane("outlines", 460);
  addPane("names", 620);
  backdropLayer.setStyle({ fillColor: NOT_EVALUATED, fillOpacity: 1, color: "#9aa3af", weight: 1 });
  backdropLayer.eachLayer((layer) => buildBackdrop(layer));
  // grey: white lines vanish between pale classes
  regionLayer.setStyle({ fillOpacity: 1, weight: crowded ? 0.25 : 0.8, color: "#6b7280" });
  regionLayer.eachLayer((layer) => buildRegion(layer));
  lineLayer.setStyle({ color: "#6b7280", weight: 2, opacity: 1 });
  addLine(borders.filter((one) => one.other === "").map((one) => one.line), 0.9, "#6b7280", "lines");
  buildOverlays();
  hoverOutline = addOutline("outlines", 2.2, INK);
  selectedOutlines = [addOutline("outlines", 6.5, "#fff"), addOutline("outlines", 3.2, "#b45309")];
  L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
  addResetControl();
  L.control.scale({ imperial: false, position: "bottomright", maxWidth: 110 }).addTo(map);
  map.setMinZoom(ZOOM_LIMITS[0]).setMaxZoom(ZOOM_LIMITS[1]);
  if (L.Browser.mobile) map.dragging.disable(); // one finger scrolls the page, two move the map
  map.on(crowded ? "moveend" : "zoomend", arrange); // crowded names are only those in the view
}

function addResetControl() {
  const control = L.control({ position: "topleft" });
  control.onAdd = () => {
    const bar = element("div", "leaflet-bar reset");
    const button = element("button", "", words.reset_view);
    button.type = "button";
    button.onclick = fitMap;
    bar.appendChild(button);
    L.DomEvent.disableClickPropagation(bar);
    return bar;
  };
  control.addTo(map);
}

function buildRegion(layer) {
  const region = regionByCode[layer.feature.id];
  paths[region.code] = layer;
  names[region.code] = addName(map, region.lat, region.lon, "region-name");
  layer.on("click", () => select(region.code));
  layer.on("mouseover mousemove", (event) => hover(region.code, event.containerPoint));
  layer.on("mouseout", endHover);
  const path = layer.getElement();
  path.setAttribute("data-code", region.code);
  if (crowded) {
    names[region.code].room = drawnWidth(layer.feature);
    return;
  }
  path.setAttribute("tabindex", "0");
  path.setAttribute("role", "button");
  path.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    select(region.code);
  });
  path.addEventListener("focus", () => hover(region.code, map.latLngToContainerPoint([region.lat, region.lon])));
  path.addEventListener("blur", endHover);
}

/** Width of a feature's widest part at zoom 0. */
function drawnWidth(feature) {
  const widths = ringsOf(feature).map((ring) => {
    const xs = ring.map((point) => map.project([point[1], point[0]], 0).x);
    return Math.max.apply(null, xs) - Math.min.apply(null, xs);
  });
  return Math.max.apply(null, widths);
}

function buildBackdrop(layer) {
  const area = data.backdrop.filter((one) => one.code === layer.feature.id)[0];
  const name = addName(map, area.lat, area.lon, "backdrop-name");
  writeName(name, area.short, words.not_evaluated);
  backdropNames.push(name);
  layer.on("mouseover mousemove", (event) => {
    const content = element("div");
    content.appendChild(element("b", "", fill(words.not_evaluated_area, { area: area.name })));
    showTip(content, event.containerPoint);
  });
  layer.on("mouseout", hideTip);
}

/** Second line of a region's name: the figure of the layer, or its class; how firm its zone is. */
function secondLine(code) {
  if (figuresOf(code)[state.layer] === null) return "";
  if (state.layer === "zone") return figuresOf(code).kept === null ? "" : keptText(code);
  const value = figuresOf(code)[state.layer];
  return layerByKey[state.layer].colours ? value.toFixed(2) : value;
}

function paintMap() {
  data.regions.forEach((region) => {
    const path = paths[region.code];
    path.options.fillColor = colourOf(region.code); // what Leaflet writes should it style the path
    path.getElement().setAttribute("fill", path.options.fillColor);
    if (!crowded) path.getElement().setAttribute("aria-label", spoken(region.code));
    writeName(names[region.code], region.short, secondLine(region.code));
  });
  document.querySelectorAll("[data-inset]").forEach((path) => {
    const code = path.getAttribute("data-inset");
    path.setAttribute("fill", regionByCode[code] ? colourOf(code) : NOT_EVALUATED);
  });
}

function paintSelection() {
  selectedOutlines.forEach((outline) => {
    outline.clearLayers();
    outline.addData(selectedShape());
  });
}

function arrange() {
  const regions = data.regions.map((region) => names[region.code]);
  arrangeNames(map, overNames.concat(centres.names, regions, backdropNames));
}

/** A region's figures in words, for screen readers. */
function spoken(code) {
  const parts = data.fields.map((field) => field.label + " " + shown(code, field.key));
  const figures = parts.concat(membership(code)).join(words.list_comma);
  return fill(words.spoken_region, { region: regionByCode[code].name, figures: figures });
}

/* --- view ------------------------------------------------------------------------------- */

/** Extent at zoom 0 of what the map opens on; in the map's projection, which bends latitudes. */
function homeExtent() {
  const extent = L.bounds([]);
  const add = (ring) => {
    ring.forEach((point) => {
      if (data.view_south !== null && point[1] < data.view_south) return;
      const placed = map.project([point[1], point[0]], 0);
      extent.extend(placed);
      if (point[1] < INSET_NORTH) southern.push(placed);
    });
  };
  featuresOf(regionLayer).concat(featuresOf(backdropLayer)).forEach((feature) => ringsOf(feature).forEach(add));
  return extent;
}

const INSET_NORTH = 27; // degrees: Taiwan, Fujian, Guangdong, Hainan lie south of it
const southern = []; // what the inset must not cover, at zoom 0
const home = homeExtent();

/** Free pixels at the left edge: the buttons stand there, on a phone below the map's middle. */
function leftMargin() {
  return window.matchMedia("(max-width: 900px)").matches ? FIT_MARGIN : BUTTONS_WIDTH;
}

function fitMap() {
  map.invalidateSize({ animate: false, pan: false });
  const frame = map.getSize();
  const left = leftMargin();
  const size = home.getSize();
  const width = frame.x - left - FIT_MARGIN;
  const height = frame.y - 2 * FIT_MARGIN;
  const scale = Math.min(width / size.x, height / size.y);
  let zoom = Math.floor(map.getScaleZoom(scale, 0) * 10) / 10;
  let center = centred(zoom, frame, left);
  while (data.view_south !== null && insetCovers(center, zoom, frame) && zoom > ZOOM_LIMITS[0]) {
    // first to the left edge, then smaller
    const pixel = 1 / map.getZoomScale(zoom, 0);
    const aside = L.point(home.min.x + (frame.x / 2 - left) * pixel, center.y);
    if (center.x < aside.x) {
      center = aside;
    } else {
      zoom = Math.round(zoom * 10 - 1) / 10;
      center = centred(zoom, frame, left);
    }
  }
  map.setView(map.unproject(center, 0), zoom, { animate: false });
  arrange();
}

/** Centre of the view at a zoom: a national map goes up against the upper edge. */
function centred(zoom, frame, left) {
  const pixel = 1 / map.getZoomScale(zoom, 0); // in units of zoom 0
  const center = home.getCenter();
  center.x -= ((left - FIT_MARGIN) / 2) * pixel;
  if (data.view_south !== null) center.y = home.min.y + (frame.y / 2 - FIT_MARGIN) * pixel;
  return center;
}

/** Whether the inset would lie on land that the map shows. */
function insetCovers(center, zoom, frame) {
  const inset = byId("inset");
  const scale = map.getZoomScale(zoom, 0);
  return southern.some((point) => {
    const x = (point.x - center.x) * scale + frame.x / 2;
    const y = (point.y - center.y) * scale + frame.y / 2;
    return x > inset.offsetLeft - INSET_GAP && y > inset.offsetTop - INSET_GAP && y < frame.y;
  });
}

/* --- tip -------------------------------------------------------------------------------- */

function hover(code, point) {
  hoverOutline.clearLayers();
  hoverOutline.addData(paths[code].feature);
  if (window.matchMedia("(hover: none)").matches) return; // the panel below the map tells it
  showTip(tipContent(code), point);
}

function endHover() {
  hoverOutline.clearLayers();
  hideTip();
}

/** All figures of a region, the same as in the panel but close together. */
function tipContent(code) {
  const content = element("div");
  const title = fill(words.region_year, { region: regionByCode[code].name, year: state.year });
  content.appendChild(element("b", "", title));
  const list = element("dl");
  data.fields.forEach((field) => {
    const row = element("div");
    row.appendChild(element("dt", "", field.label));
    row.appendChild(element("dd", "", shown(code, field.key)));
    list.appendChild(row);
  });
  content.appendChild(list);
  content.appendChild(element("p", figuresOf(code).weak ? "weak" : "", membership(code)));
  return content;
}

/** Shows the tip beside a point of the map, kept inside the window. */
function showTip(content, point) {
  const tip = byId("tip");
  empty(tip).appendChild(content);
  tip.hidden = false;
  const frame = byId("map").getBoundingClientRect();
  const right = frame.left + point.x + 16;
  const fits = right + tip.offsetWidth < window.innerWidth - 4;
  const left = fits ? right : frame.left + point.x - tip.offsetWidth - 16;
  const top = frame.top + point.y - tip.offsetHeight / 2;
  tip.style.left = Math.max(4, left) + "px";
  tip.style.top = Math.max(4, Math.min(top, window.innerHeight - tip.offsetHeight - 4)) + "px";
}

function hideTip() {
  byId("tip").hidden = true;
}
