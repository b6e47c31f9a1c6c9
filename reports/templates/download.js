/* Tables as CSV files, made in the browser: for Excel and WPS, with no formulas. */

const REVOKE_AFTER_MS = 60000; // a browser that asks where to save still reads the file

/** One cell. Text that a spreadsheet would run as a formula gets an apostrophe in front. */
function csvCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const formula = data.formula_starts.some((start) => value.indexOf(start) === 0);
  const text = formula ? "'" + value : String(value);
  return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}

/** A whole file: the names of the fields, then the rows. */
function csvText(fields, rows) {
  const lines = [fields.map((field) => csvCell(field.label)).join()];
  rows.forEach((row) => lines.push(fields.map((field) => csvCell(row[field.key])).join()));
  return "\ufeff" + lines.join("\r\n") + "\r\n";
}

/** A name that every file system takes. */
function fileName(parts) {
  return parts.join("_").replace(/[\\/:*?"<>|\s\u0000-\u001f]+/g, "_").slice(0, 120) + ".csv";
}

function save(parts, fields, rows) {
  const file = new Blob([csvText(fields, rows)], { type: "text/csv;charset=utf-8" });
  const link = element("a");
  link.href = URL.createObjectURL(file);
  link.download = fileName([document.title].concat(parts));
  document.body.appendChild(link);
  link.click();
  document.body.removeChild(link);
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_AFTER_MS);
}

/** A button in a heading; `content` tells the file's name parts, fields and rows when it is pressed. */
function addDownload(heading, table, content) {
  const button = element("button", "download", words.download);
  button.type = "button";
  button.setAttribute("aria-label", fill(words.download_of, { table: table }));
  button.onclick = () => {
    const found = content();
    save(found.name, found.fields, found.rows);
  };
  heading.appendChild(button);
}

/* --- what stands above the tabs ----------------------------------------------------------- */

const PLACE_FIELDS = [
  { key: "region_code", label: words.column_notes_region_code },
  { key: "region_name", label: words.column_card_region },
  { key: "year", label: words.column_card_year },
];

function figureRow(region) {
  const place = { region_code: region.code, region_name: region.name, year: state.year };
  return Object.assign(place, figuresOf(region.code));
}

/** The ranking as it is shown: its regions in its order, with all their figures. */
function rankingFile() {
  return {
    name: [words.table_ranking, state.year],
    fields: PLACE_FIELDS.concat(data.fields),
    rows: rankedInFocus().map(figureRow),
  };
}

addDownload(document.querySelector("#ranking > h2"), words.table_ranking, rankingFile);

/* --- the card ------------------------------------------------------------------------------- */

function cardFields() {
  const value = { key: "value", label: regionByCode[state.region].name };
  const fields = [{ key: "item", label: words.column_card_item }, value];
  if (state.compare !== null) fields.push({ key: "other", label: regionByCode[state.compare].name });
  fields.push({ key: "mean", label: words.column_card_mean }, { key: "zone_mean", label: words.column_card_zone_mean });
  return fields;
}

/** Rows of one kind for both regions: `told` says a region's lines. */
function cardLines(title, told) {
  const own = told(state.region).filter(Boolean);
  const other = state.compare === null ? [] : told(state.compare).filter(Boolean);
  const count = Math.max(own.length, other.length);
  return Array.from({ length: count }, (_, n) => ({ item: title, value: own[n], other: other[n] }));
}

function similarLines(code) {
  return data.similar[state.year][placeByCode[code]].map((one) => data.regions[one[0]].name + " " + one[1]);
}

function guidanceLines(code) {
  const rows = (listed.catalogue || []).filter((row) => row.region_code === code);
  return rows.map((row) => [row.direction, row.resource_type, row.lead_department, row.reason].filter(Boolean).join(words.list_comma));
}

/** The card as it is shown: figures with the means beside them, then what is said in words. */
function cardFile() {
  const means = data.means[state.year];
  const zone = zoneMeans(state.region);
  const other = state.compare === null ? {} : figuresOf(state.compare);
  const rows = data.fields.map((field) => ({
    item: field.label,
    value: figuresOf(state.region)[field.key],
    other: other[field.key],
    mean: means[field.key],
    zone_mean: typeof zone[field.key] === "number" ? zone[field.key] : null,
  }));
  return {
    name: [regionByCode[state.region].name, state.year],
    fields: cardFields(),
    rows: rows.concat(
      cardLines(words.summary_title, (code) => [sentence(code)]),
      cardLines(words.zoning_title, zoneLines),
      cardLines(words.typing_title, (code) => [figuresOf(code).type_reason]),
      cardLines(words.obstacles_title, (code) => obstaclesOf(code).map((one) => one.label + " " + one.share)),
      cardLines(words.similar_title, similarLines),
      cardLines(fill(words.card_catalogue, { year: data.catalogue_year }), guidanceLines)
    ),
  };
}

/** An overlay zone in the region's place: its figures and its members. */
function overlayFile(overlay) {
  const figures = data.overlay_figures[state.year][overlay.code];
  const rows = data.overlay_fields.map((field) => ({ item: field.label, value: figures[field.key] }));
  return {
    name: [overlay.name, state.year],
    fields: [{ key: "item", label: words.column_card_item }, { key: "value", label: overlay.name }],
    rows: rows.concat({ item: words.overlay_members, value: overlay.members }),
  };
}

addDownload(document.querySelector("#region > h2"), words.table_region, () =>
  overlayByCode[state.overlay] ? overlayFile(overlayByCode[state.overlay]) : cardFile()
);
