/* Two regions side by side. */

function compareWith(code) {
  if (code !== state.region) update({ compare: code, overlay: null });
}

/** Figures that a comparison sets beside each other; differences only of numbers. */
function comparedFields() {
  return data.fields.filter((field) => field.key !== "oldest_figure");
}

function differenceText(field, own, other) {
  if (field.decimals === null || own === null || other === null) return "";
  if (field.key !== "rank") return signed(own - other, field.decimals);
  return own === other ? words.rank_same : signed(other - own, 0); // ahead counts as more
}

function comparisonHead(code, other) {
  const head = element("tr");
  head.appendChild(element("td", "", ""));
  [[code, OWN], [other, OTHER]].forEach((one) => {
    const cell = element("th", "", regionByCode[one[0]].short);
    cell.scope = "col";
    cell.style.borderBottomColor = one[1];
    head.appendChild(cell);
  });
  const last = element("th", "", words.difference);
  last.scope = "col";
  head.appendChild(last);
  return head;
}

function comparisonRow(field, code, other) {
  const own = figuresOf(code)[field.key];
  const beside = figuresOf(other)[field.key];
  const row = element("tr");
  row.setAttribute("data-compared", field.key);
  const name = element("th", "", field.label);
  name.scope = "row";
  row.appendChild(name);
  [[code, OWN_FILL], [other, OTHER_FILL]].forEach((one) => {
    const cell = element("td", "", told(field.key, figuresOf(one[0])[field.key]));
    if (data.card_scores.some((score) => score.key === field.key)) {
      const chart = bar(figuresOf(one[0])[field.key], one[1], [], "");
      chart.setAttribute("aria-hidden", "true");
      cell.appendChild(chart);
    }
    row.appendChild(cell);
  });
  row.appendChild(element("td", "difference", differenceText(field, own, beside)));
  return row;
}

/** Radar and table of the two; the difference is the first minus the second. */
function comparison(code, other) {
  const part = section(fill(words.compare_title, { one: regionByCode[code].short, other: regionByCode[other].short }), "compare");
  part.id = "comparison";
  const chart = element("div", "charts");
  chart.appendChild(levelChart(code, other));
  const key = [{ colour: OWN, label: regionByCode[code].short }, { colour: OTHER, label: regionByCode[other].short }];
  chart.appendChild(chartKey(key.concat({ colour: STUDY_MEAN, dash: "4 3", label: words.mean_study })));
  part.appendChild(chart);
  const table = element("table");
  const head = element("thead");
  head.appendChild(comparisonHead(code, other));
  table.appendChild(head);
  const body = element("tbody");
  comparedFields().forEach((field) => body.appendChild(comparisonRow(field, code, other)));
  table.appendChild(body);
  part.appendChild(table);
  part.appendChild(element("p", "note", words.difference_note));
  return part;
}

/** Who stands beside the region, and the way back to one. */
function paintCompareBar() {
  const beside = state.compare === null ? "" : regionByCode[state.compare].name;
  byId("compare-bar").hidden = state.overlay !== null;
  byId("compare-end").hidden = state.compare === null;
  byId("compare-end").textContent = fill(words.compare_end, { region: beside });
  byId("compare-swap").hidden = state.compare === null;
}

let besideOutlines = null;

function paintBeside() {
  if (!besideOutlines) besideOutlines = [addOutline("outlines", 6.5, "#fff"), addOutline("outlines", 3.2, OTHER)];
  besideOutlines.forEach((outline) => {
    outline.clearLayers();
    if (state.compare !== null) outline.addData(paths[state.compare].feature);
  });
}

whenChanged(["compare"], paintBeside);
byId("compare-end").onclick = () => update({ compare: null });
byId("compare-swap").onclick = () => update({ region: state.compare, compare: state.region });
