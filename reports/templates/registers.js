/* What the tabs of registers and industries share: rows of the chosen region and year, small tables. */

const registerTables = {};
Object.keys(data.registers).forEach((tab) => Object.assign(registerTables, data.registers[tab]));

const registerRows = {}; // unpacked when first asked for
function rowsIn(key) {
  if (!registerRows[key]) registerRows[key] = unpacked(registerTables[key]);
  return registerRows[key];
}

const registerYears = {};
/** The chosen year, or the last one that the page has of a table; null where it tells no year. */
function yearIn(key) {
  if (!registerYears[key]) {
    registerYears[key] = {};
    rowsIn(key).forEach((row) => (registerYears[key][row.year] = true));
  }
  if (registerYears[key][state.year]) return state.year;
  const known = Object.keys(registerYears[key]).map(Number).filter(Boolean);
  return known.length ? Math.max.apply(null, known) : null;
}

/** Rows of a region in the year; rows of the whole study area have no code. */
function rowsOfRegion(key, code) {
  const year = yearIn(key);
  return rowsIn(key).filter((row) => row.region_code === code && row.year === year);
}

function rowsHere(key) {
  return rowsOfRegion(key, state.region);
}

function rowsHereAndWhole(key) {
  return rowsHere(key).concat(rowsOfRegion(key, null));
}

function shownFields(key) {
  return registerTables[key].fields.filter((field) => !field.saved);
}

/** What a row is of: the kind, and its type where it is not all of the kind. */
function kindOf(row) {
  return row.type_label ? row.kind_label + words.register_stop + row.type_label : row.kind_label;
}

/* --- panels --------------------------------------------------------------------------------- */

const REGISTER_STATE = ["year", "region"];

/** Whose rows a panel shows; a year that is not the chosen one is said to be the only one. */
function placeName(key) {
  const year = yearIn(key);
  const here = { region: regionByCode[state.region].name, year: year };
  if (year === null) return "";
  return fill(year === state.year ? words.region_year : words.register_other_year, here);
}

/** A panel that is drawn when its tab is open; `build` gets it and tells what draws it. */
function placeRegistered(part, key, tab, build) {
  const panel = document.querySelector('[data-register="' + part + '"]');
  if (!panel) return;
  const draw = build(panel, words["register_" + part]);
  const named = panel.querySelector("[data-place]");
  const paint = () => {
    if (part !== "survey_account" && part !== "industry_intensive") named.textContent = placeName(key);
    draw();
  };
  painters.push({ tab: tab, keys: REGISTER_STATE, draw: paint, drawnFor: null });
}

/** A table with search, pages and a download of what it shows. */
function listTable(key, rowsOf) {
  return (panel, title) => addTable(panel, title, registerTables[key].fields, rowsOf, () => [placeName(key)]);
}

function scrollFrame(panel, title) {
  const frame = element("div", "scroll");
  frame.tabIndex = 0; // the keyboard can scroll it
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", title);
  panel.appendChild(frame);
  return frame;
}

function addRegisterDownload(panel, title, key, rowsOf) {
  const file = () => ({ name: [title, placeName(key)], fields: registerTables[key].fields, rows: rowsOf() });
  addDownload(panel.querySelector("h2"), title, file);
}

/** A cell with a bar for a share in per cent. */
function shareCell(text, share) {
  const cell = element("td", "number share", text);
  if (share !== null && share !== undefined) cell.appendChild(bar(Math.min(share, 100) / 100, OWN_FILL, []));
  return cell;
}

const SHARE_ENDING = /_pct$/;

/** Figures below each other, the region's beside those of the whole study area. */
function factsTable(key) {
  return (panel, title) => {
    const rowsOf = () => rowsHereAndWhole(key);
    addRegisterDownload(panel, title, key, rowsOf);
    const frame = scrollFrame(panel, title);
    return () => {
      const rows = rowsOf();
      const table = element("table", "facts");
      const head = element("tr");
      head.appendChild(element("td"));
      rows.forEach((row) => {
        const cell = element("th", "number", row.region_name);
        cell.scope = "col";
        head.appendChild(cell);
      });
      table.appendChild(element("thead")).appendChild(head);
      const body = table.appendChild(element("tbody"));
      shownFields(key).forEach((field) => {
        if (field.key !== "region_name" && rows.some((row) => row[field.key] !== null)) body.appendChild(factRow(field, rows));
      });
      empty(frame).appendChild(rows.length ? table : element("p", "text", words.rows_none));
    };
  };
}

function factRow(field, rows) {
  const line = element("tr");
  const name = element("th", "", field.label);
  name.scope = "row";
  if (field.meaning) name.title = field.meaning;
  line.appendChild(name);
  rows.forEach((row) => {
    const text = cellText(field, row[field.key]);
    const share = SHARE_ENDING.test(field.key) ? row[field.key] : null;
    line.appendChild(share === null ? element("td", alignment(field), text) : shareCell(text, share));
  });
  return line;
}

/* --- choices -------------------------------------------------------------------------------- */

let choices = 0;

/** A choice above a table; `texts` are offered anew at every drawing, the chosen one stays. */
function addChoice(panel, label, change) {
  const line = element("p", "choice");
  const named = element("label", "", label + " ");
  const choice = element("select");
  choice.id = "register-choice-" + choices++;
  named.htmlFor = choice.id;
  choice.onchange = change;
  line.appendChild(named);
  line.appendChild(choice);
  panel.appendChild(line);
  return {
    offer: (texts) => {
      const before = choice.value;
      empty(choice);
      texts.forEach((text) => choice.appendChild(option(text, text)));
      if (texts.indexOf(before) >= 0) choice.value = before;
      line.hidden = !texts.length;
    },
    chosen: () => choice.value,
  };
}

function distinct(values) {
  return values.filter((value, place) => values.indexOf(value) === place);
}

/* --- paper ---------------------------------------------------------------------------------- */

/** On paper both tabs stand open, whatever is open on the screen. */
window.addEventListener("beforeprint", () => {
  painters.filter((painter) => data.registers[painter.tab]).forEach((painter) => painter.draw());
});
