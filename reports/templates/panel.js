/* The panel: figures of the chosen region or overlay zone, and what its zone and type rest on. */

function figureCell(field, value) {
  const cell = element("div");
  cell.setAttribute("data-figure", field.key);
  cell.appendChild(element("span", "", field.label));
  cell.appendChild(element("b", "", told(field.key, value)));
  return cell;
}

function standingRow(title, lines, key) {
  const row = element("div");
  row.setAttribute("data-standing", key);
  row.appendChild(element("dt", "", title));
  lines.filter(Boolean).forEach((line) => row.appendChild(element("dd", "", line)));
  return row;
}

function zoneLines(code) {
  const figures = figuresOf(code);
  const own = { own: figures.reference_zone, majority: figures.zone_majority };
  const lines = [membership(code)];
  if (figures.weak) lines.push(data.weak_text);
  if (figures.departs === 1) lines.push(fill(words.departs, own));
  return lines;
}

function paintRegion(code) {
  const figures = figuresOf(code);
  byId("region-name").textContent = regionByCode[code].name;
  const cells = empty(byId("region-figures"));
  data.fields.forEach((field) => cells.appendChild(figureCell(field, figures[field.key])));
  const list = empty(byId("region-standing"));
  list.appendChild(standingRow(words.zoning_title, zoneLines(code), "zone"));
  list.appendChild(standingRow(words.typing_title, [figures.type_reason], "type"));
}

function paintOverlayPanel(overlay) {
  const figures = data.overlay_figures[state.year][overlay.code];
  byId("region-name").textContent = overlay.name;
  const cells = empty(byId("region-figures"));
  data.overlay_fields.forEach((field) => cells.appendChild(figureCell(field, figures[field.key])));
  const list = empty(byId("region-standing"));
  const kind = fill(words.overlay_kind, { kind: overlay.kind });
  list.appendChild(standingRow(kind, [words.overlay_rank], "kind"));
  [
    [words.overlay_members, overlay.members, "members"],
    [words.overlay_approximation, figures.remark_label, "remark"],
    [words.overlay_note, overlay.note, "note"],
    [words.overlay_source, overlay.source, "source"],
  ].forEach((one) => {
    if (one[1]) list.appendChild(standingRow(one[0], [one[1]], one[2]));
  });
}

function paintPanel() {
  byId("region-year").textContent = fill(words.year_of, { year: state.year });
  const overlay = overlayByCode[state.overlay];
  if (overlay) paintOverlayPanel(overlay);
  else paintRegion(state.selected);
}

/* --- table of zones ---------------------------------------------------------------------- */

const PROFILE_SCORES = ["composite", "u_ip", "u_innovation", "u_industry", "coordination"];

function profileRow(profile) {
  const row = element("tr");
  row.setAttribute("data-profile", profile.kind);
  const name = element("th", "", profile.label);
  name.scope = "row";
  row.appendChild(name);
  row.appendChild(element("td", "number", profile.regions));
  PROFILE_SCORES.forEach((key) => row.appendChild(element("td", "number", told(key, profile[key]))));
  row.appendChild(element("td", "number", profile.kept === null ? words.unknown : percent(profile.kept)));
  row.appendChild(element("td", "members", profile.members));
  return row;
}

function groupRow(kind) {
  const row = element("tr", "group");
  const title = element("th", "", words["profile_" + kind]);
  title.colSpan = PROFILE_SCORES.length + 4;
  title.scope = "rowgroup";
  row.appendChild(title);
  return row;
}

function paintZones() {
  byId("zones-year").textContent = fill(words.year_of, { year: state.year });
  const remarks = empty(byId("zone-remarks"));
  (data.zone_remarks[state.year] || []).forEach((text) => remarks.appendChild(element("li", "", text)));
  const body = empty(byId("zone-rows"));
  let kind = "";
  (data.profiles[state.year] || []).forEach((profile) => {
    if (profile.kind !== kind) body.appendChild(groupRow(profile.kind));
    kind = profile.kind;
    body.appendChild(profileRow(profile));
  });
}
