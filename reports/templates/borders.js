/* Borders between areas, found from the edges that neighbours share. */

/** Outer and inner rings of a GeoJSON feature, as lists of [longitude, latitude]. */
function ringsOf(feature) {
  const shape = feature.geometry;
  return shape.type === "Polygon" ? shape.coordinates : [].concat.apply([], shape.coordinates);
}

/** Name of an edge, the same in both directions. */
function edgeName(from, to) {
  const start = from.join();
  const end = to.join();
  return start < end ? start + " " + end : end + " " + start;
}

/** Which areas own each edge: two along a shared border, one along a coast. */
function edgeOwners(features) {
  const owners = new Map();
  features.forEach((feature) => {
    ringsOf(feature).forEach((ring) => {
      for (let i = 1; i < ring.length; i++) {
        const name = edgeName(ring[i - 1], ring[i]);
        const known = owners.get(name);
        if (known) known.push(feature.id);
        else owners.set(name, [feature.id]);
      }
    });
  });
  return owners;
}

/** Every border once: the codes on its two sides ("" for none) and its line as [lat, lon]. */
function findBorders(features) {
  const owners = edgeOwners(features);
  const borders = [];
  features.forEach((feature) => {
    ringsOf(feature).forEach((ring) => {
      let current = null;
      for (let i = 1; i < ring.length; i++) {
        const sides = owners.get(edgeName(ring[i - 1], ring[i]));
        const other = sides.filter((code) => code !== feature.id)[0] || "";
        if (other && other < feature.id) {
          current = null; // told from the other side
          continue;
        }
        if (!current || current.other !== other) {
          current = { code: feature.id, other: other, line: [[ring[i - 1][1], ring[i - 1][0]]] };
          borders.push(current);
        }
        current.line.push([ring[i][1], ring[i][0]]);
      }
    });
  });
  return borders;
}
