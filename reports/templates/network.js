/* The network of departments: who issues documents or works on tasks with whom. */

const CIRCLE = { least: 130, each: 12, beside: 152, above: 48, gap: 16 };
const NODE = { least: 5, most: 9, ring: 4 };
const TIE = { least: 0.6, most: 2.8 };
const CROSS_TIE = { stroke: "#b45309", "stroke-dasharray": "5 3" };
const OWN_TIE = { stroke: "#0f4c75" };
const NODE_FILL = "#5b8db1";
const PIXELS = 0.62; // of the screen for a unit of the drawing, at least: names stay readable

const networkKinds = eachCode(policyRows("policy_centrality").map((row) => [row.network, row.network_label]));
const tiesOf = (kind) => policyRows("policy_network").filter((row) => row.network === kind);
const membersOf = (kind) => policyRows("policy_centrality").filter((row) => row.network === kind);

/** The network that has something to show, if any has. */
function firstNetwork() {
  const tied = networkKinds.filter((pair) => tiesOf(pair[0]).length);
  return (tied.length ? tied : networkKinds)[0][0];
}

const network = { kind: null, pinned: null, nodes: {}, lines: [] };

function partnersOf(code) {
  return tiesOf(network.kind)
    .filter((tie) => tie.department_a === code || tie.department_b === code)
    .map((tie) => ({ name: tie.department_a === code ? tie.b_label : tie.a_label, tie: tie }))
    .sort((a, b) => b.tie.weight - a.tie.weight);
}

function networkTold(member) {
  const partners = partnersOf(member.department).map((one) => {
    const text = one.tie.cross_domain ? words.policy_partner_cross : words.policy_partner;
    return fill(text, { name: one.name, weight: one.tie.weight });
  });
  const own = { name: member.department_label, domain: member.domain_label, degree: member.degree, strength: member.strength };
  const rest = partners.length ? fill(words.policy_network_partners, { partners: partners.join(words.list_stop) }) : words.policy_network_alone;
  return fill(words.policy_network_told, own) + rest;
}

/** Dims whatever the department has nothing to do with; of none, shows all again. */
function lookAt(code) {
  const near = {};
  network.lines.forEach((line) => {
    const own = line.tie.department_a === code || line.tie.department_b === code;
    if (own) near[line.tie.department_a] = near[line.tie.department_b] = true;
    line.mark.classList.toggle("dim", code !== null && !own);
  });
  Object.keys(network.nodes).forEach((key) => {
    network.nodes[key].classList.toggle("dim", code !== null && key !== code && !near[key]);
    network.nodes[key].classList.toggle("chosen", key === code);
  });
  const member = membersOf(network.kind).filter((row) => row.department === code)[0];
  byId("network-told").textContent = member ? networkTold(member) : words.policy_network_hint;
}

function pin(code) {
  network.pinned = network.pinned === code ? null : code;
  Object.keys(network.nodes).forEach((key) => network.nodes[key].setAttribute("aria-pressed", String(key === network.pinned)));
  lookAt(network.pinned);
}

/** Arrow keys go round the circle, Enter and the space bar keep a department. */
function moveRound(event, code) {
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Enter: 0, " ": 0 };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  if (step === 0) {
    pin(code);
    return;
  }
  const order = Object.keys(network.nodes);
  const next = order[(order.indexOf(code) + step + order.length) % order.length];
  order.forEach((key) => network.nodes[key].setAttribute("tabindex", key === next ? 0 : -1));
  network.nodes[next].focus();
}

function nodeLabel(member, at, radius, first) {
  const side = member.x > 0.1 ? 1 : member.x < -0.1 ? -1 : 0;
  const away = radius + NODE.ring + 5;
  const x = side ? at.x + side * away : at.x;
  const y = side ? at.y + 5 : at.y + (member.y > 0 ? -away - 3 : away + 13);
  const anchor = side > 0 ? "start" : side < 0 ? "end" : "middle";
  return drawn("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor }, first);
}

function networkNode(member, at, radius) {
  const node = drawn("g", { "data-department": member.department, role: "button", tabindex: -1, "aria-pressed": "false" });
  const core = member.core ? words.list_comma + words.policy_network_core : "";
  node.setAttribute("aria-label", networkTold(member) + core);
  if (member.core) node.appendChild(drawn("circle", { cx: at.x, cy: at.y, r: radius + NODE.ring, class: "ring" }));
  node.appendChild(drawn("circle", { cx: at.x, cy: at.y, r: radius, fill: NODE_FILL, class: "dot" }));
  node.appendChild(nodeLabel(member, at, radius, member.department_label));
  node.addEventListener("mouseenter", () => lookAt(member.department));
  node.addEventListener("mouseleave", () => lookAt(network.pinned));
  node.addEventListener("focus", () => lookAt(member.department));
  node.addEventListener("blur", () => lookAt(network.pinned));
  node.addEventListener("click", () => pin(member.department));
  node.addEventListener("keydown", (event) => moveRound(event, member.department));
  return node;
}

/** Places round the circle, clockwise from above: their order is that of the arrow keys. */
function roundFromAbove(members) {
  const turn = (row) => (Math.atan2(row.x, row.y) + 2 * Math.PI) % (2 * Math.PI);
  return members.slice().sort((a, b) => turn(a) - turn(b));
}

function networkDrawing() {
  const members = roundFromAbove(membersOf(network.kind));
  const ties = tiesOf(network.kind);
  const radius = Math.max(CIRCLE.least, CIRCLE.each * members.length);
  const width = 2 * (radius + CIRCLE.beside);
  const height = 2 * (radius + CIRCLE.above);
  const chart = drawing(width, height);
  chart.removeAttribute("aria-hidden");
  chart.setAttribute("role", "group");
  chart.setAttribute("aria-label", words.policy_network);
  chart.style.minWidth = Math.floor(width * PIXELS) + "px";
  const at = {};
  members.forEach((row) => (at[row.department] = { x: width / 2 + radius * row.x, y: height / 2 - radius * row.y }));
  const heaviest = Math.max.apply(null, ties.map((tie) => tie.weight).concat(1));
  network.lines = ties.map((tie) => {
    const a = at[tie.department_a];
    const b = at[tie.department_b];
    const ends = { x1: a.x.toFixed(1), y1: a.y.toFixed(1), x2: b.x.toFixed(1), y2: b.y.toFixed(1) };
    const look = { "stroke-width": (TIE.least + (TIE.most * tie.weight) / heaviest).toFixed(2), class: "tie" };
    return { tie: tie, mark: chart.appendChild(drawn("line", Object.assign(ends, look, tie.cross_domain ? CROSS_TIE : OWN_TIE))) };
  });
  const strongest = Math.max.apply(null, members.map((row) => row.strength).concat(1));
  network.nodes = {};
  members.forEach((row) => {
    const size = NODE.least + NODE.most * Math.sqrt(row.strength / strongest);
    network.nodes[row.department] = chart.appendChild(networkNode(row, at[row.department], size));
  });
  if (members.length) network.nodes[members[0].department].setAttribute("tabindex", 0);
  return chart;
}

function networkKey() {
  const key = chartKey([
    { label: words.policy_network_cross, colour: CROSS_TIE.stroke, dash: CROSS_TIE["stroke-dasharray"] },
    { label: words.policy_network_within, colour: OWN_TIE.stroke },
  ]);
  const one = key.appendChild(element("span"));
  const sign = one.appendChild(drawn("svg", { width: 22, height: 18, "aria-hidden": "true" }));
  sign.appendChild(drawn("circle", { cx: 11, cy: 9, r: 4.5, fill: NODE_FILL }));
  sign.appendChild(drawn("circle", { cx: 11, cy: 9, r: 7.5, class: "ring" }));
  one.appendChild(document.createTextNode(words.policy_network_core));
  return key;
}

const networkName = () => [networkKinds.filter((pair) => pair[0] === network.kind)[0][1]];

let drawCentrality = () => {};

placePolicy("network", "policy", (panel, title) => {
  network.kind = firstNetwork();
  addDownload(panel.querySelector("h2"), title, () => ({
    name: [title].concat(networkName()),
    fields: policyFields("policy_network"),
    rows: tiesOf(network.kind),
  }));
  const ordered = networkKinds.slice().sort((a, b) => (b[0] === network.kind) - (a[0] === network.kind));
  const chosen = policyChoice(choiceBar(panel), words.policy_network_choice, ordered, () => {
    network.kind = chosen();
    draw();
    drawCentrality();
  });
  const frame = policyFrame(panel, title);
  frame.id = "network";
  panel.appendChild(networkKey());
  const note = panel.appendChild(element("p", "text note"));
  const told = panel.appendChild(element("p", "text"));
  told.id = "network-told";
  told.setAttribute("role", "status");
  function draw() {
    network.pinned = null;
    empty(frame).appendChild(networkDrawing());
    note.textContent = tiesOf(network.kind).length ? words.policy_network_reading : words.policy_network_none;
    lookAt(null);
  }
  return draw;
});

placePolicy("centrality", "policy", (panel, title) => {
  const fields = policyFields("policy_centrality").filter((field) => field.key !== "x" && field.key !== "y");
  drawCentrality = addTable(panel, title, fields, () => membersOf(network.kind), networkName);
  return () => drawCentrality();
});
