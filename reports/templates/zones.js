/* The table of zones: profiles of the year; the name of a functional zone looks at it alone. */

const PROFILE_SCORES = ["composite", "u_ip", "u_innovation", "u_industry", "coordination"];

function profileRow(profile) {
  const row = element("tr");
  row.setAttribute("data-profile", profile.kind);
  const name = element("th", "", profile.kind === "zone" ? undefined : profile.label);
  name.scope = "row";
  if (profile.kind === "zone") name.appendChild(zoneButton(profile));
  row.appendChild(name);
  row.appendChild(element("td", "number", profile.regions));
  PROFILE_SCORES.forEach((key) => row.appendChild(element("td", "number", told(key, profile[key]))));
  row.appendChild(element("td", "number", profile.kept === null ? words.unknown : percent(profile.kept)));
  row.appendChild(element("td", "members", profile.members));
  return row;
}

function zoneButton(profile) {
  const button = element("button", "", profile.label);
  button.type = "button";
  button.title = words.focus_hint;
  button.setAttribute("data-zone", profile.zone);
  button.setAttribute("aria-pressed", String(state.zone === profile.zone));
  button.onclick = () => toggleZone(profile.zone);
  return button;
}

function markProfiles() {
  document.querySelectorAll("#zone-rows [data-zone]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-zone") === state.zone));
  });
}

function groupRow(kind) {
  const row = element("tr", "group");
  const title = element("th", "", words["profile_" + kind]);
  title.colSpan = PROFILE_SCORES.length + 4;
  title.scope = "rowgroup";
  row.appendChild(title);
  return row;
}

whenChanged(["year"], paintZones);
whenChanged(["zone"], markProfiles);

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
