/* On the map: nodes of public services by tier, and the sites that an objective chooses. */

const POINT_SIZE = 13;
const NODE_COLOUR = "#7a1fa2"; // apart from all classes of the map and from the lines over it
const SITE_COLOUR = "#c2185b";

const servicePoints = { layer: null };
state.objective = firstObjective(data.services.services);

/** The first objective for which sites are chosen, else the first that was asked for. */
function firstObjective(tables) {
  const listed = tables.service_sites || tables.service_siting;
  return listed ? unpacked(listed)[0].objective : null;
}

/** A square for a backbone, a dot for an outlet, a ring for a site that is not built yet. */
function pointShape(kind) {
  const half = POINT_SIZE / 2;
  const shape = drawing(POINT_SIZE, POINT_SIZE, "");
  shape.setAttribute("width", POINT_SIZE);
  shape.setAttribute("height", POINT_SIZE);
  const line = { stroke: "#fff", "stroke-width": 1.4, fill: NODE_COLOUR };
  if (kind === "backbone") {
    shape.appendChild(drawn("rect", Object.assign(line, { x: 1.5, y: 1.5, width: POINT_SIZE - 3, height: POINT_SIZE - 3 })));
  } else if (kind === "outlet") {
    shape.appendChild(drawn("circle", Object.assign(line, { cx: half, cy: half, r: half - 2 })));
  } else {
    const ring = { cx: half, cy: half, r: half - 1.6, fill: "#fff", "fill-opacity": 0.75 };
    shape.appendChild(drawn("circle", Object.assign(ring, { stroke: SITE_COLOUR, "stroke-width": 2.6 })));
  }
  return shape;
}

function pointTip(title, lines) {
  const content = element("div");
  content.appendChild(element("b", "", title));
  lines.filter(Boolean).forEach((line) => content.appendChild(element("p", "", line)));
  return content;
}

/** A point that tells itself; a click selects its region, as a click beside it does. */
function addPoint(row, kind, lines) {
  if (row.lat === null || row.lon === null) return;
  const icon = L.divIcon({ className: "service-point " + kind, iconSize: [POINT_SIZE, POINT_SIZE], html: pointShape(kind) });
  const point = L.marker([row.lat, row.lon], { icon: icon, pane: "service-points", keyboard: false });
  point.on("mouseover mousemove", (event) => showTip(pointTip(row.name, lines), event.containerPoint));
  point.on("mouseout", hideTip);
  point.on("click", () => regionByCode[row.region_code] && select(row.region_code));
  point.addTo(servicePoints.layer);
}

function nodeLines(row) {
  const kind = fill(words.service_point_kind, { type: row.type_label || words.unknown, tier: row.tier_label || words.unknown });
  return [kind, cellNames(row.services_label), row.remark_label];
}

function siteLines(row) {
  const told = fill(words.service_point_site, { objective: row.objective_label });
  return [told, fill(words.service_point_cost, { cost: row.cost, capacity: row.capacity })];
}

/** Points lie above regions and names and let through every click beside them. */
function paintServicePoints() {
  if (!servicePoints.layer) {
    addPane("service-points", 616);
    servicePoints.layer = L.layerGroup().addTo(map);
  }
  servicePoints.layer.clearLayers();
  if (!isDrawn("service_points")) return;
  const tables = data.services.services;
  unpacked(tables.service_nodes).forEach((row) => addPoint(row, row.tier, nodeLines(row)));
  const sites = tables.service_sites ? unpacked(tables.service_sites) : [];
  sites.filter((row) => row.objective === state.objective).forEach((row) => addPoint(row, "site", siteLines(row)));
}

/** What the shapes mean, beside the switch. */
function tellShapes() {
  const kinds = [["backbone", words.service_key_backbone], ["outlet", words.service_key_outlet]];
  if (data.services.services.service_sites) kinds.push(["site", words.service_key_site]);
  kinds.forEach((kind) => {
    const one = byId("service-key").appendChild(element("span"));
    one.appendChild(pointShape(kind[0]));
    one.appendChild(document.createTextNode(kind[1]));
  });
}

tellShapes();
whenChanged(["drawn", "objective"], paintServicePoints);
