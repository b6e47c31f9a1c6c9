/* Names on the map: shown where they do not cover each other, moved a little where that helps. */

const NAME_GAP = 2; // pixels between two names

/** A name at a place; `className` tells regions from zones. */
function addName(map, lat, lon, className) {
  const box = document.createElement("span");
  const first = document.createElement("b");
  const second = document.createElement("i");
  box.appendChild(first);
  box.appendChild(second);
  const icon = L.divIcon({ className: "name " + className, iconSize: [0, 0], html: box });
  const options = { interactive: false, keyboard: false, icon: icon, pane: "names" };
  const marker = L.marker([lat, lon], options).addTo(map);
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

/** Places first lines in order of the list, hides those without room, then adds second lines. */
function arrangeNames(map, names) {
  names.forEach((name) => {
    name.box.className = "";
    name.box.style.transform = "";
    name.second.hidden = true;
  });
  names.forEach((name) => {
    name.width = name.first.offsetWidth;
    name.height = name.first.offsetHeight;
    name.point = map.latLngToContainerPoint(name.place);
  });
  const placed = [];
  names.forEach((name) => placeFirstLine(name, placed));
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
  moveTo(name, free[0], free[1]);
  placed.push(name);
}

function addSecondLine(name, placed) {
  if (!name.second.textContent) return;
  name.second.hidden = false;
  const width = Math.max(name.width, name.second.offsetWidth);
  const height = name.height + name.second.offsetHeight;
  const center = L.point((name.area.left + name.area.right) / 2, (name.area.top + name.area.bottom) / 2);
  const box = boxAround(center, width, height);
  if (placed.some((other) => other !== name && overlaps(box, other.area))) {
    name.second.hidden = true;
    return;
  }
  name.area = box;
}

function moveTo(name, x, y) {
  name.box.style.transform = "translate(calc(-50% + " + x + "px), calc(-50% + " + y + "px))";
}
