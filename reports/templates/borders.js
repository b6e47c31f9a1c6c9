/* Borders between areas, found from the edges that neighbours share. */

const PLACES_PER_DEGREE = 10000; // coordinates come with four decimals
const LATITUDES = 4194304; // more than there are places from pole to pole; a power of two
const VERTICES = 67108864; // more than any page has; with two of them in a name still an exact number

/** Outer and inner rings of a GeoJSON feature, as lists of [longitude, latitude]. */
function ringsOf(feature) {
  const shape = feature.geometry;
  return shape.type === "Polygon" ? shape.coordinates : [].concat.apply([], shape.coordinates);
}

/** A number for every place, counted as they come. Numbers: texts take several times as long. */
function vertexNumber(known, point) {
  const east = Math.round(point[0] * PLACES_PER_DEGREE);
  const north = Math.round(point[1] * PLACES_PER_DEGREE);
  const place = east * LATITUDES + north;
  const found = known.get(place);
  if (found !== undefined) return found;
  known.set(place, known.size);
  return known.size - 1;
}

/** Every ring with the numbers of its edges, which are the same in both directions. */
function numberedRings(features) {
  const vertices = new Map();
  const rings = [];
  features.forEach((feature) => {
    ringsOf(feature).forEach((ring) => {
      const edges = [];
      let from = vertexNumber(vertices, ring[0]);
      for (let i = 1; i < ring.length; i++) {
        const to = vertexNumber(vertices, ring[i]);
        edges.push(Math.min(from, to) * VERTICES + Math.max(from, to));
        from = to;
      }
      rings.push({ code: feature.id, points: ring, edges: edges });
    });
  });
  return rings;
}

/** Which areas own each edge: two along a shared border, one along a coast. */
function edgeOwners(rings) {
  const owners = new Map();
  rings.forEach((ring) => {
    ring.edges.forEach((edge) => {
      const known = owners.get(edge);
      if (known) known.push(ring.code);
      else owners.set(edge, [ring.code]);
    });
  });
  return owners;
}

/** Every border once: the codes on its two sides ("" for none) and its line as [lat, lon]. */
function findBorders(features) {
  const rings = numberedRings(features);
  const owners = edgeOwners(rings);
  const borders = [];
  rings.forEach((ring) => {
    let current = null;
    ring.edges.forEach((edge, i) => {
      const other = owners.get(edge).filter((code) => code !== ring.code)[0] || "";
      if (other && other < ring.code) {
        current = null; // told from the other side
        return;
      }
      const from = ring.points[i];
      const to = ring.points[i + 1];
      if (!current || current.other !== other) {
        current = { code: ring.code, other: other, line: [[from[1], from[0]]] };
        borders.push(current);
      }
      current.line.push([to[1], to[0]]);
    });
  });
  return borders;
}
