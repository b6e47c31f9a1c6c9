/* The legend: what the colours of the layer mean, and how many regions have them. */

function legendRow(fillColour, text, count) {
  const row = element("div", "row");
  row.appendChild(swatch(fillColour));
  row.appendChild(element("span", "", text));
  row.appendChild(element("em", "", String(count)));
  return row;
}

function countWhere(test) {
  return data.regions.filter((region) => test(figuresOf(region.code)[state.layer])).length;
}

/** Rows of a score's classes, highest first. */
function scaleRows(layer) {
  const limits = [layer.low].concat(layer.breaks, layer.high);
  const decimals = breakDecimals(layer.breaks);
  return layer.colours
    .map((colour, place) => {
      const text = limits[place].toFixed(decimals) + " – " + limits[place + 1].toFixed(decimals);
      const count = countWhere((value) => value !== null && classOf(value, layer.breaks) === place);
      return legendRow(colour, text, count);
    })
    .reverse();
}

/** Decimals that tell all breaks as they are, at least two. */
function breakDecimals(breaks) {
  return breaks.reduce((most, one) => Math.max(most, (String(one).split(".")[1] || "").length), 2);
}

function classRows(layer) {
  return layer.classes
    .map((one) => {
      const count = countWhere((value) => value === one.value);
      const row = layer.key === "zone" ? zoneRow(one, count) : legendRow(one.colour, one.value, count);
      return { row: row, shown: count > 0 || layer.key !== "zone" };
    })
    .filter((one) => one.shown)
    .map((one) => one.row);
}

/** A zone's row looks at the zone alone, or again at all. */
function zoneRow(zone, count) {
  const row = element("button", "row");
  row.type = "button";
  row.setAttribute("data-zone", zone.value);
  row.setAttribute("aria-pressed", String(state.zone === zone.value));
  row.title = words.focus_hint;
  row.appendChild(swatch(zone.colour));
  row.appendChild(element("span", "", zoneLabel(zone.value)));
  row.appendChild(element("em", "", String(count)));
  return row;
}

/** Two scores at once: thirds of one upwards, of the other to the right. */
function gridRows(layer) {
  const side = 3;
  const cell = 30;
  const left = 26;
  const name = fill(words.grid_name, { up: layer.grid.up, across: layer.grid.across });
  const chart = drawing(left + side * cell + 6, side * cell + 36, name);
  chart.setAttribute("width", left + side * cell + 6);
  chart.setAttribute("class", "grid");
  layer.classes.forEach((one, place) => {
    const x = left + (place % side) * cell;
    const y = (side - 1 - Math.floor(place / side)) * cell;
    const count = countWhere((value) => value === one.value);
    const box = { x: x, y: y, width: cell, height: cell, fill: one.colour, stroke: "#6b7280" };
    chart.appendChild(drawn("rect", Object.assign({ "stroke-width": 0.6, "data-class": one.value }, box)));
    const at = { x: x + cell / 2, y: y + cell / 2 + 4, "text-anchor": "middle", "data-count": one.value };
    chart.appendChild(drawn("text", at, count));
  });
  [words.third_low, words.third_middle, words.third_high].forEach((text, place) => {
    const middle = place * cell + cell / 2;
    chart.appendChild(drawn("text", { x: left + middle, y: side * cell + 14, "text-anchor": "middle" }, text));
    chart.appendChild(drawn("text", { x: left - 8, y: side * cell - middle + 4, "text-anchor": "middle" }, text));
  });
  const half = (side * cell) / 2;
  const below = { x: left + half, y: side * cell + 30, "text-anchor": "middle", class: "axis" };
  chart.appendChild(drawn("text", below, fill(words.axis, { label: layer.grid.across })));
  const turn = { x: 9, y: half, "text-anchor": "middle", class: "axis", transform: "rotate(-90 9 " + half + ")" };
  chart.appendChild(drawn("text", turn, fill(words.axis, { label: layer.grid.up })));
  return [chart];
}

/** What parts the thirds, in numbers. */
function gridNote(grid) {
  const bounds = (values) => values.map((value) => value.toFixed(2)).join(words.list_stop);
  const of = { up: grid.up, bounds_up: bounds(grid.bounds_up) };
  Object.assign(of, { across: grid.across, bounds_across: bounds(grid.bounds_across) });
  return fill(words.grid_method, of);
}

/** The hatch, with the number of regions among those above; or that nothing is known of it. */
function weakRows() {
  const drawn = data.regions.filter((region) => figuresOf(region.code).kept !== null);
  if (!drawn.length) return [element("p", "", words.kept_unknown)];
  const weak = drawn.filter((region) => figuresOf(region.code).weak).length;
  const row = legendRow(hatched("#ffffff"), data.weak_text, weak);
  row.className += " among";
  return [row];
}

function paintLegend() {
  const layer = layerByKey[state.layer];
  const legend = empty(byId("legend"));
  const title = layer.note ? layer.label : fill(words.legend_title, { layer: layer.label, year: state.year });
  legend.appendChild(element("strong", "", title));
  rowsOf(layer).forEach((row) => legend.appendChild(row));
  if (layer.key === "zone") weakRows().forEach((row) => legend.appendChild(row));
  const missing = countWhere((value) => value === null);
  if (missing) legend.appendChild(legendRow(NO_DATA, layer.blank, missing));
  if (data.backdrop.length) {
    legend.appendChild(legendRow(NOT_EVALUATED, words.not_evaluated, data.backdrop.length));
  }
  legend.appendChild(element("p", "", noteOf(layer)));
}

function rowsOf(layer) {
  if (layer.grid) return gridRows(layer);
  return layer.colours ? scaleRows(layer) : classRows(layer);
}

function noteOf(layer) {
  if (layer.grid) return gridNote(layer.grid);
  if (layer.note) return layer.note;
  return layer.colours ? words.class_method : words.class_count;
}

/** The legend is not drawn again, so that the focus stays on the row that was pressed. */
function markZones() {
  document.querySelectorAll("#legend [data-zone]").forEach((row) => {
    row.setAttribute("aria-pressed", String(row.getAttribute("data-zone") === state.zone));
  });
}

byId("legend").addEventListener("click", (event) => {
  for (let node = event.target; node && node.id !== "legend"; node = node.parentNode) {
    if (node.hasAttribute("data-zone")) toggleZone(node.getAttribute("data-zone"));
  }
});
whenChanged(["year", "layer"], paintLegend);
whenChanged(["zone"], markZones);
