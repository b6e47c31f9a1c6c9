/* Which regions are looked at: those of one zone, or of one unit above. */

/** Whether a region is among those looked at. */
function inFocus(code) {
  if (state.zone !== null && figuresOf(code).zone !== state.zone) return false;
  return state.parent === null || unitMembers[state.parent].has(code);
}

const unitMembers = {};
data.units_above.forEach((unit) => {
  unitMembers[unit.code] = new Set(unit.regions.map((place) => data.regions[place].code));
});

/** Looks at one zone, or again at all regions. */
function toggleZone(zone) {
  update({ zone: state.zone === zone ? null : zone });
}

/** A zone of one year may not exist in another. */
function keepZone() {
  const exists = data.regions.some((region) => figuresOf(region.code).zone === state.zone);
  if (state.zone !== null && !exists) update({ zone: null });
}

function paintFocus() {
  const bar = empty(byId("focus"));
  bar.hidden = state.zone === null && state.parent === null;
  if (state.zone !== null) {
    const count = data.regions.filter((region) => inFocus(region.code)).length;
    const text = fill(words.focus_zone, { zone: zoneLabel(state.zone), regions: count });
    bar.appendChild(focusButton(text, { zone: null }));
  }
  if (state.parent !== null) {
    const unit = data.units_above.filter((one) => one.code === state.parent)[0];
    bar.appendChild(focusButton(fill(words.focus_unit, { unit: unit.name }), { parent: null }));
  }
}

/** Regions that are not looked at stay on the map, pale. */
function paintBeyond() {
  data.regions.forEach((region) => {
    const beyond = !inFocus(region.code);
    paths[region.code].getElement().classList.toggle("beyond", beyond);
    [names[region.code].first, names[region.code].second].forEach((line) => line.classList.toggle("beyond", beyond));
  });
}

/** What is looked at, and the way back to all. */
function focusButton(text, changes) {
  const button = element("button", "", text + " ✕");
  button.type = "button";
  button.setAttribute("aria-label", fill(words.focus_clear, { focus: text }));
  button.onclick = () => update(changes);
  return button;
}

/** Offers the units above, provinces before their cities. */
function offerUnits() {
  const choice = byId("unit");
  if (!choice) return;
  data.units_above.forEach((unit) => {
    const option = element("option", "", "　".repeat(unit.depth) + unit.name);
    option.value = unit.code;
    choice.appendChild(option);
  });
  choice.onchange = () => update({ parent: choice.value || null });
}

function markUnit() {
  const choice = byId("unit");
  if (choice) choice.value = state.parent || "";
}

whenChanged(["year"], keepZone);
whenChanged(["year", "zone", "parent"], paintFocus);
whenChanged(["year", "zone", "parent"], paintBeyond);
whenChanged(["parent"], markUnit);
