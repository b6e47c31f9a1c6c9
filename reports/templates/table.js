/* Tables of the tabs: unpacked, searched, and shown a hundred rows at a time. */

const PAGE_ROWS = 100;
const SEARCH_FROM = 20; // rows; fewer are seen at a glance

/* --- packed tables -------------------------------------------------------------------------- */

/** The value of a packed column in a row. */
function packedValue(column, row) {
  if (column === null || typeof column !== "object") return column;
  if (Array.isArray(column)) return column[row];
  return column.kinds[column.values[row]];
}

/** Rows of a packed table. */
function unpacked(table) {
  const rows = [];
  const keys = Object.keys(table.columns);
  for (let place = 0; place < table.rows; place++) {
    const row = {};
    keys.forEach((key) => (row[key] = packedValue(table.columns[key], place)));
    rows.push(row);
  }
  return rows;
}

/* --- cells ---------------------------------------------------------------------------------- */

function cellText(field, value) {
  const number = field.decimals !== null;
  if (value === null || value === undefined) return number ? words.unknown : "";
  if (field.flag) return value ? words.yes : "";
  if (field.share) return (100 * value).toFixed(field.decimals) + "%";
  if (field.plain) return String(Number(value.toPrecision(7)));
  return number ? value.toFixed(field.decimals) : String(value);
}

function alignment(field) {
  return field.decimals === null || field.flag ? "" : "number";
}

function headRow(fields) {
  const row = element("tr");
  fields.forEach((field) => {
    const cell = element("th", alignment(field), field.label);
    cell.scope = "col";
    if (field.meaning) cell.title = field.meaning;
    row.appendChild(cell);
  });
  return row;
}

function bodyRow(fields, values) {
  const row = element("tr");
  fields.forEach((field) => {
    const cell = element("td", alignment(field));
    if (field.build) cell.appendChild(field.build(values)); // a button or a small drawing
    else cell.textContent = cellText(field, values[field.key]);
    cell.setAttribute("data-column", field.key);
    row.appendChild(cell);
  });
  return row;
}

/* --- pages ---------------------------------------------------------------------------------- */

/** Buttons between pages of rows; hidden where one page holds all. `show` draws from a row on. */
function addPager(host, show) {
  const bar = element("div", "pager");
  const told = element("span");
  told.setAttribute("role", "status");
  const buttons = [-1, 1].map((step) => {
    const button = element("button", "", step < 0 ? words.page_before : words.page_next);
    button.type = "button";
    button.onclick = () => show(bar.first + step * PAGE_ROWS);
    return button;
  });
  bar.appendChild(told);
  buttons.forEach((button) => bar.appendChild(button));
  host.appendChild(bar);
  return (first, total) => {
    const last = Math.min(first + PAGE_ROWS, total);
    const text = total > PAGE_ROWS ? words.rows_shown : words.rows_all;
    bar.first = first;
    told.textContent = total ? fill(text, { first: first + 1, last: last, total: total }) : words.rows_none;
    buttons[0].disabled = first === 0;
    buttons[1].disabled = last >= total;
    buttons.forEach((button) => (button.hidden = total <= PAGE_ROWS));
  };
}

/* --- tables --------------------------------------------------------------------------------- */

/** A table in a panel: heading with a download, search where rows are many, pages of rows.
 *  `rowsOf` tells the rows, `nameOf` what the file's name ends with. Returns what draws it. */
function addTable(panel, title, fields, rowsOf, nameOf) {
  const shownFields = fields.filter((field) => !field.saved);
  const search = element("input");
  const table = element("table");
  const body = element("tbody");
  const frame = element("div", "scroll");
  let rows = [];

  function found() {
    const wanted = search.value.trim().toLowerCase();
    if (!wanted) return rows;
    const holds = (row) => (field) => cellText(field, row[field.key]).toLowerCase().indexOf(wanted) >= 0;
    return rows.filter((row) => shownFields.some(holds(row)));
  }

  function show(first) {
    const all = found();
    empty(body);
    all.slice(first, first + PAGE_ROWS).forEach((row) => body.appendChild(bodyRow(shownFields, row)));
    told(first, all.length);
    table.hidden = !all.length;
  }

  addDownload(panel.querySelector("h2"), title, () => ({
    name: [title].concat(nameOf ? nameOf() : []),
    fields: fields,
    rows: found(),
  }));
  search.type = "search";
  search.placeholder = words.search_table;
  search.setAttribute("aria-label", words.search_table + " " + title);
  search.oninput = () => show(0);
  const head = element("thead");
  head.appendChild(headRow(shownFields));
  table.appendChild(head);
  table.appendChild(body);
  frame.appendChild(table);
  frame.tabIndex = 0; // the keyboard can scroll it
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", title);
  panel.appendChild(search);
  panel.appendChild(frame);
  const told = addPager(panel, show);
  return () => {
    rows = rowsOf();
    search.hidden = rows.length < SEARCH_FROM;
    show(0);
  };
}
