/* The choice in the address, so that a view can be sent: #region=320500&year=2024&tab=catalogue.
   Only what differs from the page's own choice stands there; what it does not know it ignores. */

const ADDRESS_KEYS = ["region", "year", "layer", "zone", "tab", "compare"];
const ownChoice = {};
ADDRESS_KEYS.forEach((key) => (ownChoice[key] = state[key]));

/** Whether a key is the object's own: an address may well say "constructor". */
function has(object, key) {
  return Object.prototype.hasOwnProperty.call(object, key);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return ""; // a broken escape is nothing known
  }
}

/** What an address asks for, as it is written. */
function addressParts(address) {
  const parts = {};
  address.replace(/^#/, "").split("&").forEach((part) => {
    const place = part.indexOf("=");
    const key = part.slice(0, Math.max(place, 0));
    if (ADDRESS_KEYS.indexOf(key) >= 0) parts[key] = decoded(part.slice(place + 1));
  });
  return parts;
}

/** The choice that an address stands for; unknown values leave the page's own. */
function choiceOf(address) {
  const asked = addressParts(address);
  const choice = Object.assign({}, ownChoice);
  const year = data.years.filter((one) => String(one) === asked.year)[0];
  if (year !== undefined) choice.year = year;
  if (has(asked, "region") && has(regionByCode, asked.region)) choice.region = asked.region;
  if (has(asked, "layer") && has(layerByKey, asked.layer)) choice.layer = asked.layer;
  if (tabKeys.indexOf(asked.tab) >= 0) choice.tab = asked.tab;
  if ((data.zones[choice.year] || []).some((one) => one.zone === asked.zone)) choice.zone = asked.zone;
  const other = asked.compare;
  if (other !== undefined && has(regionByCode, other) && other !== choice.region) choice.compare = other;
  return choice;
}

function readAddress() {
  const changes = choiceOf(window.location.hash);
  if (changes.region !== state.region) changes.overlay = null;
  update(changes);
}

/** Replaces the address without a new entry in the history: going back leaves the page. */
function writeAddress() {
  const parts = ADDRESS_KEYS.filter((key) => state[key] !== ownChoice[key] && state[key] !== null);
  const text = parts.map((key) => key + "=" + encodeURIComponent(state[key])).join("&");
  const plain = window.location.href.split("#")[0];
  if (window.location.hash.slice(1) !== text) window.history.replaceState(null, "", text ? plain + "#" + text : plain);
}

readAddress();
whenChanged(ADDRESS_KEYS, writeAddress);
window.addEventListener("hashchange", readAddress);
