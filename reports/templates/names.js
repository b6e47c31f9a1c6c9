/* Names on the map: shown where they do not cover each other, moved a little where that helps. */

const NAME_GAP = 2; // pixels between two names
const CHARACTER_WIDTH = 13; // pixels that a character takes

/** A name at a place; `className` tells regions from zones. It stands on the map once it is arranged. */
function addName(map, lat, lon, className) {
  const box = document.createElement("span");
  const first = document.createElement("b");
  const second = document.createElement("i");
  box.appendChild(first);
  box.appendChild(second);
  const icon = L.divIcon({ className: "name " + className, iconSize: [0, 0], html: box });
  const options = { interactive: false, keyboard: false, icon: icon, pane: "names" };
  const marker = L.marker([lat, lon], options);
  return { marker: marker, place: L.latLng(lat, lon), box: box, first: first, second: second };
}

/** Sets the two lines of a name; the second may be empty. */
function writeName(name, first, second) {
  name.first.textContent = first;
  name.second.textContent = second;
}

function overlaps(a, b) {
  return (
    a.left < b.right + NAME_GAP &&
    b.left < a.right + NAME_GAP &&
    a.top < b.bottom + NAME_GAP &&
    b.top < a.bottom + NAME_GAP
  );
}

function boxAround(center, width, height) {
  return {
    left: center.x - width / 2,
    right: center.x + width / 2,
    top: center.y - height / 2,
    bottom: center.y + height / 2,
  };
}

/** Where a name may stand, best first: on its point, then beside it, and if it must then farther. */
function candidates(name) {
  const x = name.width / 2 + 5;
  const y = name.height * 0.8;
  if (name.room !== undefined) return [[0, 0]]; // beside its point it would stand on its neighbour
  if (name.keepsOff) return shiftsBeside(x + 4, y + 3).concat(shiftsBeside(x + 4, 2 * y + 3));
  const near = [[0, 0]].concat(shiftsBeside(x, y));
  return name.roams ? near.concat(shiftsBeside(x, 2 * y), shiftsBeside(2 * x, 2 * y)) : near;
}

function shiftsBeside(x, y) {
  return [
    [0, -y],
    [0, y],
    [x, 0],
    [-x, 0],
    [x, y],
    [x, -y],
    [-x, y],
    [-x, -y],
  ];
}

/** Whether a name goes on the map as it is now. One with `room`, the width of its area at zoom 0,
 *  must fit into its area and lie in the view; others find their place or are hidden later. */
function isWanted(map, name, view) {
  if (name.room === undefined) return true;
  const width = name.room * map.getZoomScale(map.getZoom(), 0);
  return width > CHARACTER_WIDTH * name.first.textContent.length && view.contains(name.place);
}

/** Measures names; all are written before any is read, or the page is laid out for each of them. */
function measureNames(map, names) {
  const told = (name) => [name.first.textContent, name.second.textContent, map.getSize().x].join("\n");
  const changed = names.filter((name) => name.measured !== told(name));
  changed.forEach((name) => {
    name.box.className = "";
    name.second.hidden = true;
  });
  changed.forEach((name) => {
    name.width = name.first.offsetWidth;
    name.height = name.first.offsetHeight;
  });
  changed.forEach((name) => (name.second.hidden = !name.second.textContent));
  changed.forEach((name) => {
    name.secondWidth = name.second.offsetWidth;
    name.secondHeight = name.second.offsetHeight;
    if (name.width) name.measured = told(name); // nothing is known of a map that is not shown
  });
  names.forEach((name) => (name.point = map.latLngToContainerPoint(name.place)));
}

/** Places first lines in order of the list, hides those without room, then adds second lines. */
function arrangeNames(map, names) {
  const view = map.getBounds();
  const wanted = names.filter((name) => {
    const yes = isWanted(map, name, view);
    if (yes && !map.hasLayer(name.marker)) name.marker.addTo(map);
    if (!yes) name.marker.remove();
    return yes;
  });
  measureNames(map, wanted);
  const placed = [];
  wanted.forEach((name) => placeFirstLine(name, placed));
  placed.forEach((name) => addSecondLine(name, placed));
}

function placeFirstLine(name, placed) {
  const free = candidates(name).filter((shift) => {
    const box = boxAround(name.point.add(shift), name.width, name.height);
    return !placed.some((other) => overlaps(box, other.area));
  })[0];
  if (!name.width || !free) {
    name.box.className = "hidden";
    return;
  }
  name.area = boxAround(name.point.add(free), name.width, name.height);
  name.box.className = "";
  moveTo(name, free[0], free[1]);
  placed.push(name);
}

function addSecondLine(name, placed) {
  name.second.hidden = true;
  if (!name.second.textContent) return;
  const width = Math.max(name.width, name.secondWidth);
  const height = name.height + name.secondHeight;
  const center = L.point((name.area.left + name.area.right) / 2, (name.area.top + name.area.bottom) / 2);
  const box = boxAround(center, width, height);
  if (placed.some((other) => other !== name && overlaps(box, other.area))) return;
  name.second.hidden = false;
  name.area = box;
}

function moveTo(name, x, y) {
  name.box.style.transform = "translate(calc(-50% + " + x + "px), calc(-50% + " + y + "px))";
}
