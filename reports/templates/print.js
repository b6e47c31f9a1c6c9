/* One page of paper: what it says beside the map, and how many regions it leaves out. Some tabs
   follow it, if they are open. */

const PRINTED_ROWS = 31; // as many as there are provinces; the style sheet leaves out the rest

const printNote = element("p", "printed");
const printRest = element("p", "printed");
document.querySelector("header > div").appendChild(printNote);
byId("ranking").appendChild(printRest);

/** Whose figures these are, and the approval of the map, which begins its note. */
function sourceNote() {
  const rows = listed.sources || [];
  const publishers = [].concat.apply([], rows.map((row) => row.publisher.split(words.list_stop)));
  const distinct = publishers.filter((one, place) => publishers.indexOf(one) === place);
  const approval = byId("map-note").textContent.split(words.note_stop)[0];
  return fill(words.print_note, { sources: distinct.join(words.list_stop), map: approval });
}

window.addEventListener("beforeprint", () => {
  const rest = rankedInFocus().length - PRINTED_ROWS;
  printNote.textContent = sourceNote();
  printRest.textContent = rest > 0 ? fill(words.print_more, { rows: rest }) : "";
});

const PRINTED_TABS = ["policy", "plan", "targets", "services", "alerts"]; // the style sheet shows the open one

window.addEventListener("beforeprint", () => {
  const page = document.documentElement;
  if (PRINTED_TABS.indexOf(state.tab) >= 0) page.setAttribute("data-printed-tab", state.tab);
  else page.removeAttribute("data-printed-tab");
});
