/* Deals between regions: who gives to whom, and what goes beyond the study area. */

const HEAT = "29, 145, 192"; // red, green, blue; dark letters stay readable on the strongest
const STRONGEST = 0.65;

const BEYOND = ["outside", "unknown"]; // other provinces, and where the other side is not known

function dealOf(row) {
  return row.deal_label + words.register_stop + row.kind_label;
}

/** Deals of the year and kind by their two regions, and those beyond the area by region. */
function dealsOf(deal) {
  const year = yearIn("survey_flows");
  const found = { between: {}, beyond: {} };
  rowsIn("survey_flows").forEach((row) => {
    if (row.year === year && dealOf(row) === deal) found.between[row.from_region + ">" + row.to_region] = row.records;
  });
  if (!registerTables.survey_flow_balance) return found;
  rowsIn("survey_flow_balance").forEach((row) => {
    if (row.year === year && row.region_code !== null && dealOf(row) === deal) found.beyond[row.region_code] = row;
  });
  return found;
}

function heatCell(value, strongest, name) {
  const known = value !== undefined && value !== null;
  const cell = element("td", "number", known && value > 0 ? value : "");
  if (known && value > 0 && strongest > 0) {
    const depth = STRONGEST * Math.sqrt(Math.min(value / strongest, 1));
    cell.style.backgroundColor = "rgba(" + HEAT + ", " + depth.toFixed(2) + ")";
  }
  cell.title = name;
  return cell;
}

function headCell(text, scope, code) {
  const cell = element("th", scope === "col" ? "number" : "", text);
  cell.scope = scope;
  if (code === state.region) cell.className += " chosen";
  return cell;
}

/** From the regions at the left to the regions above; the last lines and columns lead beyond. */
function flowMatrix(deal) {
  const found = dealsOf(deal);
  const codes = data.regions.map((region) => region.code);
  const between = (from, to) => found.between[from + ">" + to];
  const other = codes.map((from) => codes.map((to) => (from === to ? 0 : between(from, to) || 0)));
  const strongest = Math.max.apply(null, [].concat.apply([0], other));
  const table = element("table", "matrix");
  const head = element("tr");
  head.appendChild(element("td", "", words.register_from_to));
  data.regions.forEach((region) => head.appendChild(headCell(region.short, "col", region.code)));
  BEYOND.forEach((place) => head.appendChild(headCell(words["register_to_" + place], "col")));
  table.appendChild(element("thead")).appendChild(head);
  const body = table.appendChild(element("tbody"));
  const beyond = (code, column) => (found.beyond[code] ? found.beyond[code][column] : null);
  data.regions.forEach((region) => {
    const line = element("tr");
    line.appendChild(headCell(region.short, "row", region.code));
    data.regions.forEach((to) => {
      const name = fill(words.register_from_to_name, { from: region.short, to: to.short });
      line.appendChild(heatCell(between(region.code, to.code), strongest, name));
    });
    BEYOND.forEach((place) => line.appendChild(heatCell(beyond(region.code, "outward_" + place), 0, words["register_to_" + place])));
    body.appendChild(line);
  });
  BEYOND.forEach((place) => {
    const line = element("tr");
    line.appendChild(headCell(words["register_from_" + place], "row"));
    data.regions.forEach((to) => line.appendChild(heatCell(beyond(to.code, "inward_" + place), 0, words["register_from_" + place])));
    BEYOND.forEach(() => line.appendChild(element("td")));
    body.appendChild(line);
  });
  return table;
}

function flowsPanel(panel, title) {
  const year = () => yearIn("survey_flows");
  addRegisterDownload(panel, title, "survey_flows", () => rowsIn("survey_flows").filter((row) => row.year === year()));
  const choice = addChoice(panel, words.register_deal_choice, () => draw());
  const frame = scrollFrame(panel, title);
  panel.appendChild(element("p", "text", words.register_matrix_reading));
  function draw() {
    choice.offer(distinct(rowsIn("survey_flows").filter((row) => row.year === year()).map(dealOf)));
    empty(frame).appendChild(flowMatrix(choice.chosen()));
  }
  return draw;
}

/** Deals of the chosen region with any other place, the most frequent first. */
function flowRows() {
  const own = (row) => row.from_region === state.region || row.to_region === state.region;
  const rows = rowsIn("survey_flows").filter((row) => row.year === yearIn("survey_flows") && own(row));
  return rows.sort((a, b) => b.records - a.records);
}

placeRegistered("survey_flows", "survey_flows", "resources", flowsPanel);
placeRegistered("survey_flow_balance", "survey_flow_balance", "resources", listTable("survey_flow_balance", () => rowsHere("survey_flow_balance")));
placeRegistered("flow_rows", "survey_flows", "resources", listTable("survey_flows", flowRows));
