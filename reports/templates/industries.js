/* The tab of industries: tables of the chosen region. The chart beside them is in plane.js. */

/** Every other region, the most alike first; a pair is listed once, under either region. */
function similarRows() {
  const year = yearIn("industry_similarity");
  const rows = rowsIn("industry_similarity").filter((row) => row.year === year);
  const own = rows.filter((row) => row.region_code === state.region);
  const turned = rows
    .filter((row) => row.other_code === state.region)
    .map((row) => Object.assign({}, row, { other_code: row.region_code, other_name: row.region_name }));
  const likeness = (row) => (row.similarity_economy === null ? -1 : row.similarity_economy);
  return own.concat(turned).sort((a, b) => likeness(b) - likeness(a));
}

placeRegistered("industry_specialisation", "industry_specialisation", "industries", listTable("industry_specialisation", () => rowsHere("industry_specialisation")));
placeRegistered("industry_structure", "industry_structure", "industries", factsTable("industry_structure"));
placeRegistered("industry_relatedness", "industry_relatedness", "industries", listTable("industry_relatedness", () => rowsHere("industry_relatedness")));
placeRegistered("industry_similarity", "industry_similarity", "industries", listTable("industry_similarity", similarRows));
placeRegistered("industry_intensive_share", "industry_intensive_share", "industries", listTable("industry_intensive_share", () => rowsHereAndWhole("industry_intensive_share")));
placeRegistered("industry_intensive", "industry_intensive", "industries", listTable("industry_intensive", () => rowsIn("industry_intensive")));
placeRegistered("layout_quality", "layout_quality", "industries", factsTable("layout_quality"));
placeRegistered("layout_value", "layout_value", "industries", factsTable("layout_value"));
