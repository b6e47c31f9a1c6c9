/* The tab of registered rights: stocks and flows, quality, concentration, classes, rows of registers. */

/* --- stocks over the years ------------------------------------------------------------------ */

const SPARK = { width: 96, height: 22 };

/** A column for each year, the chosen one darker; a year without a figure stays empty. */
function spark(years, values, name) {
  const chart = drawing(SPARK.width, SPARK.height, name);
  const top = Math.max.apply(null, values.map((value) => value || 0).concat(1));
  const step = SPARK.width / years.length;
  years.forEach((year, place) => {
    if (values[place] === null) return;
    const height = Math.max((SPARK.height * values[place]) / top, values[place] > 0 ? 1 : 0);
    const column = { x: place * step + step * 0.1, width: step * 0.8, y: SPARK.height - height, height: height };
    chart.appendChild(drawn("rect", Object.assign(column, { fill: year === state.year ? OWN : OWN_FILL })));
  });
  return chart;
}

function sparkOf(row) {
  const same = rowsIn("survey_rights").filter((one) => {
    return one.region_code === row.region_code && one.kind_label === row.kind_label && one.type_label === row.type_label;
  });
  const byYear = {};
  same.forEach((one) => (byYear[one.year] = one.in_force));
  const values = data.years.map((year) => (byYear[year] === undefined ? null : byYear[year]));
  const told = data.years.map((year, place) => {
    const value = values[place] === null ? words.unknown : values[place];
    return fill(words.register_spark_year, { year: year, value: value });
  });
  return spark(data.years, values, kindOf(row) + words.list_comma + told.join(words.list_comma));
}

/** Rights by kind and type; the columns of the years stand behind the stock. */
function rightsTable(panel, title) {
  const fields = shownFields("survey_rights").filter((field) => field.key !== "type_label");
  addRegisterDownload(panel, title, "survey_rights", () => rowsHere("survey_rights"));
  const frame = scrollFrame(panel, title);
  return () => {
    const rows = rowsHere("survey_rights");
    const table = element("table");
    const head = headRow(fields);
    const trend = element("th", "", words.register_spark);
    trend.scope = "col";
    head.insertBefore(trend, head.children[5]);
    table.appendChild(element("thead")).appendChild(head);
    const body = table.appendChild(element("tbody"));
    rows.forEach((row) => {
      const line = bodyRow(fields, row);
      const name = element("th", row.type ? "type" : "", row.type ? row.type_label : row.kind_label);
      name.scope = "row";
      line.replaceChild(name, line.firstChild);
      const cell = element("td", "spark");
      if (data.years.length > 1) cell.appendChild(sparkOf(row));
      line.insertBefore(cell, line.children[5]);
      body.appendChild(line);
    });
    empty(frame).appendChild(rows.length ? table : element("p", "text", words.rows_none));
  };
}

/* --- classes -------------------------------------------------------------------------------- */

function classesTable(panel, title) {
  addRegisterDownload(panel, title, "survey_classes", () => rowsHere("survey_classes"));
  const choice = addChoice(panel, words.register_kind_choice, () => draw());
  const frame = scrollFrame(panel, title);
  const told = element("p", "text");
  panel.appendChild(told);
  const fields = shownFields("survey_classes").filter((field) => ["rank", "class", "count"].indexOf(field.key) >= 0);
  const share = shownFields("survey_classes").filter((field) => field.key === "share_pct")[0];
  function draw() {
    const every = rowsHere("survey_classes");
    choice.offer(distinct(every.map(kindOf)));
    const rows = every.filter((row) => kindOf(row) === choice.chosen());
    const table = element("table");
    table.appendChild(element("thead")).appendChild(headRow(fields.concat(share)));
    const body = table.appendChild(element("tbody"));
    rows.forEach((row) => {
      body.appendChild(bodyRow(fields, row)).appendChild(shareCell(cellText(share, row.share_pct), row.share_pct));
    });
    empty(frame).appendChild(rows.length ? table : element("p", "text", words.rows_none));
    const none = rows.length && rows[0].unclassified_pct;
    told.textContent = none ? fill(words.register_unclassified, { share: none.toFixed(1) }) : "";
  }
  return draw;
}

/* --- panels --------------------------------------------------------------------------------- */

placeRegistered("survey_rights", "survey_rights", "resources", rightsTable);
placeRegistered("survey_quality", "survey_quality", "resources", factsTable("survey_quality"));
placeRegistered("survey_holders", "survey_holders", "resources", listTable("survey_holders", () => rowsHereAndWhole("survey_holders")));
placeRegistered("survey_classes", "survey_classes", "resources", classesTable);
placeRegistered("survey_abnormal", "survey_abnormal", "resources", listTable("survey_abnormal", () => rowsHere("survey_abnormal")));
placeRegistered("survey_account", "survey_account", "resources", listTable("survey_account", () => rowsIn("survey_account")));
