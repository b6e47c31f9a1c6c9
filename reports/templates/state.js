/* What is chosen on the page. Every view reads `state`; whoever changes it calls `update`. */

const state = {
  year: data.years[data.years.length - 1],
  layer: data.layers[0].key,
  region: null, // code of the region that the card shows
  compare: null, // code of the region beside it
  zone: null, // code of the zone that the ranking is filtered to
  parent: null, // code of the unit above, where the regions have one
  overlay: null, // an overlay zone that the card shows in the region's place
  pair: data.pairs[0].key, // axes of the quadrant
  tab: null, // set by the tabs
  drawn: {}, // what is drawn over the map, by its key in the control
};

const watchers = [];

/** Calls `react` after any of the keys has changed, in the order of registration. */
function whenChanged(keys, react) {
  watchers.push({ keys: keys, react: react });
}

/** Changes the state and lets every view that shows one of the changed keys draw itself again. */
function update(changes) {
  const changed = Object.keys(changes).filter((key) => state[key] !== changes[key]);
  changed.forEach((key) => (state[key] = changes[key]));
  react(changed);
}

function react(keys) {
  watchers.forEach((watcher) => {
    if (watcher.keys.some((key) => keys.indexOf(key) >= 0)) watcher.react();
  });
}

/** Draws everything once. */
function drawAll() {
  react(Object.keys(state));
}

/** Shows a region in the card; the one beside it goes where it would be the same. */
function select(code) {
  update({ region: code, overlay: null, compare: state.compare === code ? null : state.compare });
}

function selectOverlay(code) {
  const drawn = Object.assign({}, state.drawn);
  drawn["overlay:" + code] = true;
  update({ overlay: code, drawn: drawn });
}

function showLayer(key) {
  update({ layer: key });
}

function showYear(year) {
  update({ year: year });
}

/** Draws something over the map or takes it away; what is not drawn is not shown in the card. */
function draw(key, on) {
  const drawn = Object.assign({}, state.drawn);
  drawn[key] = on;
  update({ drawn: drawn, overlay: !on && key === "overlay:" + state.overlay ? null : state.overlay });
}
