/* Finding a region by name or code: a combobox after the ARIA pattern. */

const FOUND = 8; // regions offered at once

/** Regions whose code, name or short name holds the text; those that begin with it come first. */
function findRegions(text) {
  const wanted = text.trim();
  if (!wanted) return [];
  const first = [];
  const later = [];
  data.regions.forEach((region) => {
    const places = [region.code, region.short, region.name].map((one) => one.indexOf(wanted));
    if (places.indexOf(0) >= 0) first.push(region);
    else if (Math.max.apply(null, places) > 0) later.push(region);
  });
  return first.concat(later).slice(0, FOUND);
}

/** Lets an input offer regions in a list; `pick` gets the code of the chosen one. */
function combobox(input, list, pick) {
  let offered = [];
  let active = -1;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(region) {
    input.value = "";
    close();
    pick(region.code);
  }

  function mark(place) {
    active = place;
    Array.prototype.forEach.call(list.children, (option, n) => {
      option.setAttribute("aria-selected", String(n === place));
      if (n === place) input.setAttribute("aria-activedescendant", option.id);
    });
  }

  function offer() {
    offered = findRegions(input.value);
    empty(list);
    offered.forEach((region, place) => {
      const option = element("li", "", region.name);
      option.appendChild(element("small", "", region.code));
      option.id = list.id + "-" + place;
      option.setAttribute("role", "option");
      option.onmousedown = (event) => event.preventDefault(); // the input keeps the focus
      option.onclick = () => choose(region);
      list.appendChild(option);
    });
    if (input.value.trim() && !offered.length) {
      const none = element("li", "none", words.search_none);
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      list.appendChild(none);
    }
    list.hidden = !list.firstChild;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (offered.length) mark(0);
    else input.removeAttribute("aria-activedescendant");
  }

  input.oninput = offer;
  input.onfocus = offer;
  input.onblur = close;
  input.onkeydown = (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (steps[event.key] && offered.length && !list.hidden) {
      mark((active + steps[event.key] + offered.length) % offered.length);
      event.preventDefault();
    } else if (event.key === "Enter" && active >= 0) {
      choose(offered[active]);
      event.preventDefault();
    } else if (event.key === "Escape") {
      input.value = "";
      close();
    }
  };
}

function listenToSearch() {
  combobox(byId("search-input"), byId("search-list"), select);
  combobox(byId("compare-input"), byId("compare-list"), compareWith);
}
