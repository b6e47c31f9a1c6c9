/* The card: one region, or an overlay zone, against the mean of the study and of its zone. */

const LEVEL_KEYS = ["u_ip", "u_innovation", "u_industry"]; // in the order of data.dimension_labels
const GREATEST = 3; // catalogue rows that are told at once; the tab has all

function figureCell(field, value) {
  const cell = element("div");
  cell.setAttribute("data-figure", field.key);
  cell.appendChild(element("span", "", field.label));
  cell.appendChild(element("b", "", told(field.key, value)));
  return cell;
}

function standingRow(title, lines, key) {
  const row = element("div");
  row.setAttribute("data-standing", key);
  row.appendChild(element("dt", "", title));
  lines.filter(Boolean).forEach((line) => row.appendChild(element("dd", "", line)));
  return row;
}

function zoneLines(code) {
  const figures = figuresOf(code);
  const own = { own: figures.reference_zone, majority: figures.zone_majority };
  const lines = [membership(code)];
  if (figures.weak) lines.push(data.weak_text);
  if (figures.departs === 1 && figures.zone_majority !== null) lines.push(fill(words.departs, own));
  return lines;
}

/** Means of the zone that a region belongs to in the chosen year; none where it has none. */
function zoneMeans(code) {
  const zone = figuresOf(code).zone;
  const rows = (data.profiles[state.year] || []).filter((row) => row.kind === "zone" && row.zone === zone);
  return rows[0] || {};
}

/** A number with its sign; a true minus. */
function signed(value, decimals) {
  const text = Math.abs(value).toFixed(decimals);
  return (Number(text) === 0 ? "±" : value > 0 ? "+" : "−") + text;
}

/* --- parts of the card -------------------------------------------------------------------- */

function section(title, key) {
  const part = element("section", "part");
  part.setAttribute("data-part", key);
  part.appendChild(element("h3", "", title));
  return part;
}

function chips(code) {
  const line = element("p", "chips");
  const classColour = (key, value) => {
    const layer = layerByKey[key];
    const found = layer && layer.classes.filter((one) => one.value === value)[0];
    return found ? found.colour : "#fff";
  };
  ["zone", "zone_type", "lag_type"].forEach((key) => {
    const value = figuresOf(code)[key];
    if (value === null) return;
    const chip = element("span");
    chip.appendChild(swatch(classColour(key, value)));
    chip.appendChild(document.createTextNode(told(key, value)));
    line.appendChild(chip);
  });
  line.appendChild(element("small", "", fill(words.code_of, { code: code })));
  return line;
}

/** The four numbers that are asked for first; each with what it must be read with. */
function keyFigures(code) {
  const figures = figuresOf(code);
  const ranks = figures.rank_interval;
  const interval = ranks === null ? words.no_interval : fill(words.interval_of, { interval: ranks });
  const drawsNothing = figures.score_low === null;
  const bounds = drawsNothing ? words.no_interval : figures.score_low.toFixed(3) + "–" + figures.score_high.toFixed(3);
  const tiles = [
    ["composite", words.composite, shown(code, "composite"), bounds],
    ["rank", words.rank, shown(code, "rank"), interval],
    ["coordination", fieldByKey.coordination.label, shown(code, "coordination"), figures.grade || ""],
  ];
  if (data.years.length > 1) tiles.push(["change", words.change, changeText(figures), changeNote(figures)]);
  const box = element("div", "tiles");
  tiles.forEach((tile) => {
    const one = element("div");
    one.setAttribute("data-tile", tile[0]);
    one.appendChild(element("span", "", tile[1]));
    one.appendChild(element("b", "", tile[2]));
    one.appendChild(element("small", "", tile[3]));
    box.appendChild(one);
  });
  return box;
}

function changeText(figures) {
  return figures.change === null ? words.unknown : signed(figures.change, 3);
}

function changeNote(figures) {
  if (figures.change_first === null) return state.year === data.years[0] ? words.first_year : "";
  return fill(words.change_first, { year: data.years[0], change: signed(figures.change_first, 3) });
}

/** What the figures say, in one sentence. */
function sentence(code) {
  const figures = figuresOf(code);
  const of = { region: regionByCode[code].name, year: state.year };
  if (figures.composite === null) return fill(words.sentence_unknown, of);
  const mean = data.means[state.year].composite;
  const levels = LEVEL_KEYS.map((key, place) => ({ value: figures[key], label: data.dimension_labels[place] }));
  const sorted = levels.sort((a, b) => b.value - a.value);
  const place = { score: shown(code, "composite"), rank: figures.rank, regions: rankedCount() };
  const parts = [
    fill(words.sentence_rank, Object.assign(of, place)),
  ];
  if (figures.rank_interval !== null) parts.push(fill(words.sentence_interval, { interval: figures.rank_interval }));
  if (mean !== null) {
    const above = figures.composite >= mean ? words.sentence_above : words.sentence_below;
    parts.push(fill(above, { difference: Math.abs(figures.composite - mean).toFixed(3) }));
  }
  if (sorted[0].value !== sorted[2].value) {
    parts.push(fill(words.sentence_levels, { best: sorted[0].label, worst: sorted[2].label }));
  }
  const first = obstaclesOf(code)[0];
  if (first) parts.push(fill(words.sentence_obstacle, { indicator: first.label }));
  return parts.join("") + words.full_stop;
}

function levelChart(code, other) {
  const of = (values) => LEVEL_KEYS.map((key) => values[key]);
  const labels = data.dimension_labels;
  const series = [{ values: of(data.means[state.year]), colour: STUDY_MEAN, dash: "4 3" }];
  if (other) series.push({ values: of(figuresOf(other)), colour: OTHER, filled: true });
  else series.push({ values: of(zoneMeans(code)), colour: ZONE_MEAN, dash: "1.5 2.5" });
  series.push({ values: of(figuresOf(code)), colour: OWN, filled: true });
  return radar(labels, series, fill(words.radar_name, { region: regionByCode[code].name }));
}

function bars(code) {
  const figures = figuresOf(code);
  const zone = zoneMeans(code);
  const list = element("div", "bars");
  data.card_scores.forEach((score) => {
    const mean = data.means[state.year][score.key];
    const marks = [
      { value: mean, colour: STUDY_MEAN },
      { value: zone[score.key], colour: ZONE_MEAN, dash: "2 1.5" },
    ];
    const ofZone = zone[score.key] === undefined ? null : zone[score.key];
    const of = { label: score.label, value: told(score.key, figures[score.key]) };
    Object.assign(of, { mean: told(score.key, mean), zone: told(score.key, ofZone) });
    const row = element("div");
    row.setAttribute("data-bar", score.key);
    row.title = fill(words.bar_name, of);
    row.appendChild(element("span", "", score.label));
    row.appendChild(bar(figures[score.key], OWN_FILL, marks, fill(words.bar_name, of)));
    row.appendChild(element("b", "", of.value));
    list.appendChild(row);
  });
  return list;
}

function meansKey() {
  const zone = { colour: ZONE_MEAN, dash: "2 1.5", label: words.mean_zone };
  const own = { colour: OWN_FILL, width: 6, label: words.this_region };
  const study = { colour: STUDY_MEAN, label: words.mean_study };
  return chartKey([own, study].concat(data.zones[state.year] ? zone : []));
}

function trendPart(code, other) {
  const of = (region, key) => data.years.map((year) => figuresIn(year, region)[key]);
  const series = [{ values: data.years.map((year) => data.means[year].composite), colour: STUDY_MEAN, dash: "4 3" }];
  if (other) series.push({ values: of(other, "composite"), colour: OTHER, dots: true });
  const own = { values: of(code, "composite"), colour: OWN, dots: true };
  const banded = of(code, "score_low").some((value) => value !== null);
  if (banded) Object.assign(own, { low: of(code, "score_low"), high: of(code, "score_high") });
  series.push(own);
  const part = section(words.trend_title, "trend");
  if (own.values.every((value) => value === null)) return part;
  part.appendChild(trend(data.years, series, state.year, fill(words.trend_name, { region: regionByCode[code].name })));
  const key = [{ colour: OWN, label: regionByCode[code].short, band: banded }];
  if (other) key.push({ colour: OTHER, label: regionByCode[other].short });
  key.push({ colour: STUDY_MEAN, dash: "4 3", label: words.mean_study });
  part.appendChild(chartKey(key));
  if (banded) part.appendChild(element("p", "note", words.band_note));
  return part;
}

function obstaclesOf(code) {
  const place = placeByCode[code];
  return data.obstacles.greatest[state.year][place].map((one) =>
    Object.assign({ share: one[1] }, data.obstacles.indicators[one[0]])
  );
}

function obstaclePart(code) {
  const part = section(words.obstacles_title, "obstacles");
  const list = element("ol", "obstacles");
  obstaclesOf(code).forEach((one) => {
    const row = element("li");
    row.appendChild(element("span", "", one.label));
    row.appendChild(element("small", "", one.dimension));
    row.appendChild(bar(one.share, "#94a3b8", [], ""));
    row.appendChild(element("b", "", percent(one.share)));
    list.appendChild(row);
  });
  part.appendChild(list.firstChild ? list : element("p", "note", words.obstacles_none));
  return part;
}

function cataloguePart(code) {
  const part = section(fill(words.card_catalogue, { year: data.catalogue_year }), "catalogue");
  const rows = (listed.catalogue || []).filter((row) => row.region_code === code);
  if (!rows.length) part.appendChild(element("p", "note", words.catalogue_none));
  const list = element("ul", "guidance");
  rows.slice().sort((a, b) => a.priority - b.priority).slice(0, GREATEST).forEach((row) => {
    const one = element("li");
    one.appendChild(element("b", "", [row.direction, row.resource_type].filter(Boolean).join("·")));
    one.appendChild(element("span", "", fill(words.lead, { department: row.lead_department })));
    one.appendChild(element("p", "", row.reason));
    list.appendChild(one);
  });
  if (rows.length) part.appendChild(list);
  const rest = rows.length - GREATEST;
  if (rest > 0) part.appendChild(element("p", "note", fill(words.catalogue_more, { rows: rest })));
  return part;
}

function similarPart(code) {
  const part = section(words.similar_title, "similar");
  const near = data.similar[state.year][placeByCode[code]];
  const list = element("ul", "similar");
  near.forEach((one) => {
    const other = data.regions[one[0]];
    const row = element("li");
    const button = element("button", "", other.short);
    button.type = "button";
    button.setAttribute("data-similar", other.code);
    button.title = fill(words.compare_with, { region: other.short });
    button.setAttribute("aria-label", button.title);
    button.onclick = () => compareWith(other.code);
    row.appendChild(button);
    row.appendChild(element("small", "", one[1].toFixed(3)));
    list.appendChild(row);
  });
  part.appendChild(near.length ? list : element("p", "note", words.similar_none));
  if (near.length) part.appendChild(element("p", "note", words.similar_note));
  return part;
}

function standingPart(code) {
  const part = section(words.standing_title, "standing");
  const list = element("dl");
  list.id = "region-standing";
  list.appendChild(standingRow(words.zoning_title, zoneLines(code), "zone"));
  list.appendChild(standingRow(words.typing_title, [figuresOf(code).type_reason], "type"));
  part.appendChild(list);
  return part;
}

function figuresPart(fields, figures) {
  const part = section(words.figures_title, "figures");
  const cells = element("div");
  cells.id = "region-figures";
  fields.forEach((field) => cells.appendChild(figureCell(field, figures[field.key])));
  part.appendChild(cells);
  return part;
}

/* --- the whole card ------------------------------------------------------------------------- */

function regionParts(code) {
  const parts = [chips(code), keyFigures(code)];
  if (state.compare !== null) return parts.concat(comparison(code, state.compare));
  const charts = element("div", "charts");
  charts.appendChild(levelChart(code, null));
  charts.appendChild(bars(code));
  return parts.concat(charts, meansKey());
}

/** What the sentence is followed by. */
function regionDetails(code) {
  const parts = [];
  if (data.years.length > 1) parts.push(trendPart(code, state.compare));
  return parts.concat(
    obstaclePart(code),
    data.alerts ? alertPart(code) : [],
    cataloguePart(code),
    similarPart(code),
    standingPart(code),
    figuresPart(data.fields, figuresOf(code))
  );
}

function overlayParts(overlay) {
  const figures = data.overlay_figures[state.year][overlay.code];
  const list = element("dl");
  list.id = "region-standing";
  const kind = fill(words.overlay_kind, { kind: overlay.kind });
  list.appendChild(standingRow(kind, [words.overlay_rank], "kind"));
  [
    [words.overlay_members, overlay.members, "members"],
    [words.overlay_approximation, figures.remark_label, "remark"],
    [words.overlay_note, overlay.note, "note"],
    [words.overlay_source, overlay.source, "source"],
  ].forEach((one) => {
    if (one[1]) list.appendChild(standingRow(one[0], [one[1]], one[2]));
  });
  return [figuresPart(data.overlay_fields, figures), list];
}

function paintCard() {
  const overlay = overlayByCode[state.overlay];
  byId("region-name").textContent = overlay ? overlay.name : regionByCode[state.region].name;
  byId("region-year").textContent = fill(words.year_of, { year: state.year });
  byId("region-sentence").textContent = overlay ? "" : sentence(state.region);
  const top = empty(byId("card-top"));
  if (!overlay) regionParts(state.region).forEach((part) => top.appendChild(part));
  const card = empty(byId("card"));
  const details = overlay ? overlayParts(overlay) : regionDetails(state.region);
  details.forEach((part) => card.appendChild(part));
  paintCompareBar();
}

whenChanged(["region", "overlay", "year", "compare"], paintCard);
