/* Tasks by stage of the chain and kind of tool; a cell filters the table of tasks below. */

const heat = { scope: "", cell: null, buttons: [] }; // the cell whose tasks are listed

const heatRows = () => policyRows("policy_coverage").filter((row) => (row.policy_id || "") === heat.scope);

function heatName(row) {
  return fill(words.policy_heat_cell, { stage: row.stage_label, tool: row.tool_label, tasks: row.tasks });
}

/** Lists the tasks of a cell, or all again. */
function chooseCell(row) {
  const same = row && heat.cell && heat.cell === row;
  heat.cell = same ? null : row;
  heat.buttons.forEach((one) => one.button.setAttribute("aria-pressed", String(one.row === heat.cell)));
  drawTasks();
}

function heatButton(row, most) {
  const cell = element("td", row.tasks ? "" : "none");
  const button = element("button", "", row.tasks);
  button.type = "button";
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-label", heatName(row));
  button.title = heatName(row);
  if (row.tasks) {
    const depth = HEAT_STRONGEST * Math.sqrt(row.tasks / most);
    cell.style.backgroundColor = "rgba(" + HEAT_COLOUR + ", " + depth.toFixed(2) + ")";
  }
  button.onclick = () => chooseCell(row);
  cell.appendChild(button);
  heat.buttons.push({ row: row, button: button });
  return cell;
}

const HEAT_COLOUR = "29, 145, 192"; // red, green, blue; dark figures stay readable on the strongest
const HEAT_STRONGEST = 0.65;

function heatHead(rows) {
  const head = element("thead");
  const classes = head.appendChild(element("tr"));
  const tools = head.appendChild(element("tr"));
  const corner = element("td", "", words.policy_heat_corner);
  corner.rowSpan = 2;
  classes.appendChild(corner);
  const columns = eachCode(rows.map((row) => [row.tool_label, row]));
  columns.forEach((pair, place) => {
    const row = pair[1];
    const begins = !place || columns[place - 1][1].tool_class_label !== row.tool_class_label;
    if (begins) {
      const group = classes.appendChild(element("th", "group", row.tool_class_label));
      group.scope = "colgroup";
      group.colSpan = columns.filter((other) => other[1].tool_class_label === row.tool_class_label).length;
    }
    const name = tools.appendChild(element("th", begins ? "begins" : "", row.tool_label));
    name.scope = "col";
  });
  return head;
}

function heatTable() {
  const rows = heatRows();
  const most = Math.max.apply(null, rows.map((row) => row.tasks).concat(1));
  const table = element("table", "heat");
  table.appendChild(heatHead(rows));
  const body = table.appendChild(element("tbody"));
  heat.buttons = [];
  eachCode(rows.map((row) => [row.stage_label, row.stage_label])).forEach((stage) => {
    const line = body.appendChild(element("tr"));
    line.appendChild(element("th", "", stage[1])).scope = "row";
    rows.filter((row) => row.stage_label === stage[0]).forEach((row) => line.appendChild(heatButton(row, most)));
  });
  return table;
}

function patternLines(host) {
  const found = policyRows("policy_pattern").filter((row) => (row.policy_id || "") === heat.scope)[0];
  empty(host);
  if (!found) return;
  const first = element("p", "", fill(words.policy_pattern_of, { pattern: found.pattern_label || words.unknown }));
  if (found.coding_label) first.appendChild(draftMark(found.coding_label));
  host.appendChild(first);
  if (found.empty_cells) host.appendChild(element("p", "", fill(words.policy_pattern_empty, { cells: found.empty_cells })));
  if (found.known_gaps) host.appendChild(element("p", "", fill(words.policy_pattern_gaps, { gaps: found.known_gaps })));
  if (found.remark_label) host.appendChild(element("p", "", found.remark_label));
}

placePolicy("heat", "policy", (panel, title) => {
  const scopes = eachCode(policyRows("policy_coverage").map((row) => [row.policy_id || "", row.policy_id || words.policy_heat_all]));
  const documents = policyRows("policy_documents").length;
  addDownload(panel.querySelector("h2"), title, () => ({ name: [title, heat.scope].filter(Boolean), fields: policyFields("policy_coverage"), rows: heatRows() }));
  let chosen = () => "";
  if (documents > 1) {
    chosen = policyChoice(choiceBar(panel), words.policy_heat_scope, scopes, () => {
      heat.scope = chosen();
      heat.cell = null;
      draw();
      drawTasks();
    });
  }
  const frame = policyFrame(panel, title);
  panel.appendChild(element("p", "text note", words.policy_heat_reading));
  const pattern = panel.appendChild(element("div", "text pattern"));
  function draw() {
    empty(frame).appendChild(heatTable());
    patternLines(pattern);
  }
  return draw;
});
