/* What the tabs of services and of alerts share: panels, choices, cells that lead to a region. */

/** A panel that is drawn when its tab is opened; `build` gets it and returns what draws it. */
function placePanel(part, tab, build) {
  const panel = document.querySelector('[data-panel="' + part + '"]');
  if (!panel) return;
  const draw = build(panel, panel.querySelector("h2").textContent);
  painters.push({ tab: tab, keys: [], draw: draw, drawnFor: null });
}

/** Pairs of value and name that occur in rows, each once, in the order of the rows. */
function pairsIn(rows, key, name) {
  const found = new Map();
  rows.forEach((row) => found.set(row[key] || "", row[name] || row[key] || ""));
  return Array.from(found);
}

function filterBar(panel) {
  return panel.appendChild(element("div", "filters"));
}

/** A labelled choice of pairs of value and name; tells the chosen value, "" for all. */
function addSelect(bar, label, pairs, change) {
  const named = element("label", "", label);
  const choice = element("select");
  pairs.forEach((pair) => choice.appendChild(option(pair[0], pair[1])));
  choice.onchange = change;
  named.appendChild(choice);
  bar.appendChild(named);
  return choice;
}

/** Filters by some columns; those with one value only are left out. Tells which rows are kept. */
function addFilters(panel, rows, columns, change) {
  const bar = filterBar(panel);
  const chosen = columns
    .map((column) => {
      const pairs = pairsIn(rows, column.key, column.name || column.key).filter((pair) => pair[0]);
      if (pairs.length < 2) return null;
      const choice = addSelect(bar, column.label, [["", words.filter_all]].concat(pairs), change);
      choice.setAttribute("data-by", column.key);
      return { key: column.key, choice: choice };
    })
    .filter(Boolean);
  return () => rows.filter((row) => chosen.every((one) => !one.choice.value || row[one.key] === one.choice.value));
}

function addFrame(panel, title) {
  const frame = element("div", "scroll");
  frame.tabIndex = 0; // the keyboard can scroll it
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", title);
  return panel.appendChild(frame);
}

/** The name of a region of the study as a button that selects it on the map. */
function regionButton(row) {
  if (!regionByCode[row.region_code]) return document.createTextNode(row.region_name || "");
  const button = element("button", "to-region", row.region_name);
  button.type = "button";
  button.title = words.panel_to_region;
  button.onclick = () => select(row.region_code);
  return button;
}

/** Columns with some cells built by functions of the row. */
function withBuilt(fields, builders) {
  return fields.map((field) => (builders[field.key] ? Object.assign({}, field, { build: builders[field.key] }) : field));
}

function fieldsNamed(fields, keys) {
  return keys.map((key) => fields.filter((field) => field.key === key)[0]);
}

/** What is to be known of the whole tab; the notes that the tables of the run hold too. */
function listNotes(part, tab, notes) {
  placePanel(part, tab, (panel) => {
    const list = panel.appendChild(element("ul", "told"));
    notes.forEach((note) => list.appendChild(element("li", "", note)));
    return () => {};
  });
}

/** Names of a cell as words part them. */
function cellNames(names) {
  return names ? names.split(NAME_STOP).join(words.list_stop) : "";
}
