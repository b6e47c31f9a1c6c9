/* Over the map: borders of zones and of official zones, overlay zones, centres of gravity. */

const CASING = 2.4; // pixels of white beside a line, so that it stands out on every fill
const CENTRE_ZOOM = 8; // no closer: the centres are no places

const drawings = [];
const centres = { layer: null, names: [] };
let overNames = [];

function buildOverlays() {
  addPane("casings", 442);
  addPane("overlays", 446);
  addPane("centres", 612);
  data.strokes.forEach((stroke) => addDrawing(stroke.key, stroke));
  data.overlays.forEach((overlay) => addDrawing("overlay:" + overlay.code, overlay));
  centres.layer = L.layerGroup().addTo(map);
}

function addDrawing(key, style) {
  const casing = addLine([], style.weight + CASING, "#fff", "casings");
  casing.setStyle({ opacity: 0.85 });
  const line = addLine([], style.weight, style.colour, "overlays");
  line.setStyle({ dashArray: style.dash || null, lineCap: "butt" });
  drawings.push({ key: key, style: style, lines: [casing, line] });
}

/** On the layer of zones their borders are always drawn. */
function isDrawn(key) {
  return Boolean(state.drawn[key]) || (key === "zones" && state.layer === "zone");
}

/* --- lines ------------------------------------------------------------------------------ */

/** Borders with another value on each side; `sideOf` of "" is beyond all areas. */
function partingLines(sideOf) {
  const parting = borders.filter((one) => sideOf(one.code) !== sideOf(one.other));
  return parting.map((one) => one.line);
}

/** Borders between zones; coasts have their own line. */
function zoneBorders(key) {
  const inner = borders.filter((one) => regionByCode[one.code] && regionByCode[one.other]);
  const parting = inner.filter((one) => figuresOf(one.code)[key] !== figuresOf(one.other)[key]);
  return parting.map((one) => one.line);
}

/** [latitude, longitude] for [longitude, latitude], or the other way round. */
function turned(line) {
  return line.map((point) => [point[1], point[0]]);
}

function overlayLines(overlay) {
  if (overlay.codes) return partingLines((code) => overlay.codes.indexOf(code) >= 0);
  return ringsOf({ geometry: overlay.shape }).map(turned);
}

/** What the selection goes around: a region, or the overlay that the panel shows. */
function selectedShape() {
  const overlay = overlayByCode[state.overlay];
  if (!overlay) return paths[state.region].feature;
  return { type: "MultiLineString", coordinates: overlayLines(overlay).map(turned) };
}

function linesOf(drawing) {
  if (drawing.key === "zones") return zoneBorders("zone");
  if (drawing.key === "reference") return zoneBorders("reference_zone");
  return overlayLines(drawing.style);
}

/* --- names ------------------------------------------------------------------------------ */

function addLabel(place, className, text, colour) {
  const name = addName(map, place.lat, place.lon, className);
  writeName(name, text, "");
  name.first.style.borderColor = colour;
  if (className === "zone-name") name.first.onclick = () => toggleZone(place.zone); // by key in the legend
  return name;
}

/** Names of what is drawn, those of overlays first: they must be read, wherever they find room. */
function paintOverNames() {
  overNames.forEach((name) => name.marker.remove());
  overNames = [];
  data.overlays.forEach((overlay) => {
    if (!isDrawn("overlay:" + overlay.code)) return;
    const name = addLabel(overlay, "overlay-name", overlay.name, overlay.colour);
    name.roams = true;
    overNames.push(name);
  });
  const zones = isDrawn("zones") ? data.zones[state.year] || [] : [];
  zones.forEach((zone) => overNames.push(addLabel(zone, "zone-name", zone.label, "")));
  const references = isDrawn("reference") ? data.references : [];
  references.forEach((zone) => {
    const name = addLabel(zone, "reference-name", zone.label, "");
    name.roams = true;
    overNames.push(name);
  });
}

/* --- centres of gravity ------------------------------------------------------------------ */

function centreText(path, point) {
  const place = { lon: point.lon.toFixed(2), lat: point.lat.toFixed(2) };
  const of = { dimension: path.label, figure_year: point.figure_year };
  const current = point.figure_year === null || point.figure_year === point.year;
  return fill(current ? words.centre_row : words.centre_row_old, Object.assign(of, place));
}

/** The last year is named, then the chosen one, then the first: where room is short, in this order. */
function centreNames() {
  const last = data.years[data.years.length - 1];
  const years = [last, state.year, data.years[0]].filter((year, place, all) => all.indexOf(year) === place);
  years.forEach((year) => {
    data.centres.forEach((path) => {
      const text = data.years.length > 1 ? words.centre_year : words.centre_name;
      path.points.filter((point) => point.year === year).forEach((point) => {
        const name = addLabel(point, "centre-name", fill(text, { dimension: path.label, year: year }), "");
        name.keepsOff = true;
        centres.names.push(name);
      });
    });
  });
}

/** Years whose figures do not compare are not joined by a line. */
function drawPath(path) {
  const style = { pane: "centres", interactive: false };
  path.points.forEach((point, place) => {
    if (!point.linked) return;
    const before = path.points[place - 1];
    const way = [[before.lat, before.lon], [point.lat, point.lon]];
    [["#fff", 4.6], [path.colour, 2.2]].forEach((stroke) => {
      L.polyline(way, Object.assign({ color: stroke[0], weight: stroke[1], opacity: 1 }, style)).addTo(centres.layer);
    });
  });
  path.points.forEach((point) => {
    const chosen = point.year === state.year;
    const size = chosen ? { radius: 7, weight: 2.4 } : { radius: 3.4, weight: 1 };
    const look = { color: "#fff", opacity: 1, fillColor: path.colour, fillOpacity: 1 };
    const dot = L.circleMarker([point.lat, point.lon], Object.assign(size, look, style));
    dot.addTo(centres.layer);
  });
}

function paintCentres() {
  centres.layer.clearLayers();
  centres.names.forEach((name) => name.marker.remove());
  centres.names = [];
  tellCentres();
  if (!isDrawn("centres")) return;
  data.centres.forEach(drawPath);
  centreNames();
}

/** Says in the control where the centres of the chosen year lie. */
function tellCentres() {
  const text = byId("centres");
  if (!text) return;
  empty(text).hidden = !isDrawn("centres");
  data.centres.forEach((path, place) => {
    path.points.forEach((point) => {
      if (point.year !== state.year) return;
      const one = element("span");
      one.title = path.statistic;
      one.appendChild(document.querySelectorAll("#overlays circle")[place].parentNode.cloneNode(true));
      one.appendChild(document.createTextNode(centreText(path, point)));
      text.appendChild(one);
    });
  });
  text.appendChild(document.createTextNode(words.centre_note));
}

function zoomToCentres() {
  const points = [];
  data.centres.forEach((path) => path.points.forEach((point) => points.push([point.lat, point.lon])));
  map.fitBounds(points, { padding: [90, 60], maxZoom: CENTRE_ZOOM, animate: false });
}

/* --- all -------------------------------------------------------------------------------- */

whenChanged(["year", "layer", "drawn"], paintOverlays);
whenChanged(["overlay"], paintControl);

function paintOverlays() {
  drawings.forEach((drawing) => {
    const lines = isDrawn(drawing.key) ? linesOf(drawing) : [];
    drawing.lines.forEach((line) => line.setLatLngs(lines));
  });
  paintOverNames();
  paintCentres();
  paintControl();
}

/** Says in the control what is drawn; print leaves out the rest. */
function paintControl() {
  let any = false;
  document.querySelectorAll("[data-show]").forEach((box) => {
    const key = box.getAttribute("data-show");
    box.checked = isDrawn(key);
    box.disabled = key === "zones" && state.layer === "zone";
    any = any || box.checked;
    for (let row = box; row; row = row.parentElement) {
      if (row.tagName === "LI") row.classList.toggle("on", box.checked);
    }
  });
  byId("overlays").classList.toggle("any", any);
  document.querySelectorAll("[data-overlay]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-overlay") === state.overlay));
  });
  const zoom = byId("zoom-centres");
  if (zoom) zoom.hidden = !isDrawn("centres");
}

function listenToControl() {
  document.querySelectorAll("[data-show]").forEach((box) => {
    box.onchange = () => {
      draw(box.getAttribute("data-show"), box.checked);
      if (box.getAttribute("data-show") === "centres") fitMap(); // their text takes room from the map
    };
  });
  document.querySelectorAll("[data-overlay]").forEach((button) => {
    button.onclick = () => selectOverlay(button.getAttribute("data-overlay"));
  });
  const zoom = byId("zoom-centres");
  if (zoom) zoom.onclick = zoomToCentres;
  if (window.matchMedia("(max-width: 900px)").matches) byId("overlays").open = false;
  byId("overlays").addEventListener("toggle", fitMap);
}
