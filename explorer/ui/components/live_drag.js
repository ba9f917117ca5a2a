// Follows the thumb without the server: every strength's picture is at hand. Letting go tells Python, once.
// Words and verdicts come from Python; here they are only put in place, always as text.
// Three views stand in different places of the page and move together: "lines" holds the slider, the verdict and both
// charts, "bars" the histograms, "rest" nothing: it brings what the page itself has run where the thumb rests.
const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 150, LEFT = 40, BOTTOM = 18, SMALL = 100, TALL = 56, THUMB = 16;
const PAUSE = 250; // ms after the last key before Python hears of it
const kept = new WeakMap(); // per place on the page: where the thumb was put last, and what is drawn
const shared = (window[Symbol.for("layerwise.live")] ??= { index: 0, rest: null, views: new Map() });

function move(index) {
  shared.index = index;
  for (const draw of shared.views.values()) draw(index);
  const moving = shared.rest !== null && shared.rest.place !== index; // what speaks of the resting place steps back
  document.documentElement.toggleAttribute("data-live-moving", moving);
}

function add(parent, name, attributes = {}, words = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (words) node.textContent = words;
  parent.append(node);
  return node;
}

function put(parent, name, className = "", words = "") {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.textContent = words;
  parent.append(node);
  return node;
}

const across = (layer, depth, width) => LEFT + ((layer - 0.5) / depth) * (width - LEFT);
const down = (share) => 4 + (1 - share) * (HEIGHT - BOTTOM - 8);

function lineChart(figure, data, chart, place) {
  put(figure, "figcaption", "", chart.title);
  const legend = put(figure, "div", "legend");
  for (const line of [...chart.lines].reverse()) put(legend, "span", "", line.label).style.color = line.colour;
  const svg = document.createElementNS(SVG, "svg");
  figure.append(svg);
  const width = Math.max(160, figure.clientWidth); // one unit is one pixel, so that letters keep their size on a phone
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.setAttribute("role", "img");
  for (const [height, label] of data.ticks) {
    add(svg, "line", { x1: LEFT, x2: width, y1: down(height), y2: down(height), stroke: data.colours.grid });
    add(svg, "text", { x: LEFT - 6, y: down(height) + 4, "text-anchor": "end" }, label);
  }
  for (const [layer, label] of data.layer_ticks)
    add(svg, "text", { x: across(layer, data.depth, width), y: HEIGHT - 2, "text-anchor": "middle" }, label);
  const size = data.depth > 20 ? 2 : 3.5;
  const drawn = chart.lines.map((line) => {
    const stroke = { fill: "none", stroke: line.colour, "stroke-width": line.dots ? 2 : 1.2, "stroke-linejoin": "round" };
    const path = add(svg, "polyline", { ...stroke, "stroke-dasharray": line.dash });
    const dots = line.dots ? add(svg, "path", { stroke: line.colour, "stroke-width": 1.6, fill: line.fill }) : null;
    return (index) => {
      const points = line.heights[index].map((share, k) => [across(k + 1, data.depth, width), down(share)]);
      path.setAttribute("points", points.map((point) => point.join()).join(" "));
      const ring = `m${-size},0a${size},${size} 0 1,0 ${2 * size},0a${size},${size} 0 1,0 ${-2 * size},0`;
      dots?.setAttribute("d", points.map(([x, y]) => `M${x},${y}${ring}`).join(""));
    };
  });
  const arrow = add(svg, "text", { "text-anchor": "middle", class: "arrow" }, "▼");
  const main = chart.lines[chart.lines.length - 1];
  return (index, verdict) => {
    for (const draw of drawn) draw(index);
    const [where, layer] = data.arrows[index] ?? [];
    arrow.style.display = where === place ? "" : "none";
    if (where === place) {
      arrow.setAttribute("x", across(layer, data.depth, width));
      arrow.setAttribute("y", Math.max(8, down(main.heights[index][layer - 1]) - 8));
    }
    svg.setAttribute("aria-label", `${chart.title}. ${verdict}`);
  };
}

function histogram(figure, data, words) {
  put(figure, "figcaption", "", words);
  const svg = document.createElementNS(SVG, "svg");
  figure.append(svg);
  svg.setAttribute("viewBox", `0 0 ${SMALL} ${TALL}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true"); // the table below the figure holds the numbers
  add(svg, "line", { x1: 0, x2: SMALL, y1: TALL, y2: TALL, stroke: data.colours.grid });
  const path = add(svg, "path", { fill: data.colours.spread });
  const step = SMALL / data.bins;
  return (bars, start) => {
    let d = "";
    for (let k = 0; k < data.bins; k++) {
      const tall = (bars[start + k] / 255) * TALL;
      if (tall) d += `M${k * step},${TALL}v${-tall}h${step * 0.94}v${tall}z`;
    }
    path.setAttribute("d", d);
  };
}

function slider(root, data) {
  const label = put(root, "label", "", data.label);
  label.htmlFor = "strength";
  put(root, "span", "", " ");
  const value = put(root, "b", "value");
  const slide = put(root, "div", "slide");
  const input = put(slide, "input");
  Object.assign(input, { id: "strength", type: "range", step: 1, min: 0, max: data.names.length - 1 });
  const marks = put(slide, "div", "marks");
  marks.setAttribute("aria-hidden", "true"); // the value itself names them
  data.marks.forEach(([name, index], k) => {
    const share = index / (data.names.length - 1);
    put(marks, "span", k ? "after" : "before", name).style.left = `calc(${THUMB / 2}px + ${share} * (100% - ${THUMB}px))`;
  });
  return { input, value };
}

function buildLines(root, data) {
  const { input, value } = slider(root, data);
  const card = put(root, "div", "card");
  const title = put(card, "p", "title");
  const icon = put(title, "span", "icon");
  icon.setAttribute("aria-hidden", "true");
  const verdict = put(title, "span", "verdict");
  const sentence = put(card, "p", "sentence");
  const lines = put(root, "div", "lines");
  const charts = data.charts.map((chart, place) => lineChart(put(lines, "figure"), data, chart, place));
  const draw = (index) => {
    const resting = shared.rest?.place === index && shared.rest.sweep === data.sweep;
    const said = resting ? shared.rest : { name: data.names[index], ...data.verdicts[index] };
    value.textContent = said.name;
    icon.textContent = said.icon;
    verdict.textContent = said.title;
    sentence.textContent = said.sentence;
    title.style.color = data.colours[said.tone];
    card.style.background = `color-mix(in srgb, ${data.colours[said.tone]} 12%, transparent)`;
    for (const chart of charts) chart(index, said.title);
    input.setAttribute("aria-valuetext", `${said.name}. ${said.title}`);
  };
  return { draw, input };
}

function buildBars(root, data) {
  const axis = put(root, "p", "axis");
  const grid = put(root, "div", "bars");
  const pictures = data.layer_names.map((name) => histogram(put(grid, "figure"), data, name));
  const bytes = Uint8Array.from(atob(data.bars), (letter) => letter.charCodeAt(0));
  return (index) => {
    if (index >= data.axes.length) return; // the slider of the experiment before is still there
    pictures.forEach((draw, k) => draw(bytes, (index * pictures.length + k) * data.bins));
    axis.textContent = data.axes[index];
  };
}

function showLines(root, data, parentElement, tell) {
  const before = kept.get(parentElement) ?? {};
  before.resized?.disconnect();
  const fresh = before.start !== data.start || before.sweep !== data.sweep;
  const index = fresh ? data.start : shared.index; // else the thumb stays where the visitor has put it
  const now = { start: data.start, sweep: data.sweep, timer: before.timer, width: root.clientWidth };
  const build = () => {
    const focused = root.contains(root.getRootNode().activeElement);
    root.replaceChildren();
    const { draw, input } = buildLines(root, data);
    input.value = shared.index;
    if (focused) input.focus();
    input.oninput = () => {
      clearTimeout(now.timer);
      move(+input.value);
    };
    input.onchange = () => {
      clearTimeout(now.timer);
      now.timer = setTimeout(() => tell("index", +input.value), PAUSE);
    };
    shared.views.set("lines", draw);
    move(shared.index);
  };
  shared.index = index;
  build();
  now.resized = new ResizeObserver(() => {
    if (root.clientWidth === now.width) return;
    now.width = root.clientWidth;
    build();
  });
  now.resized.observe(root);
  kept.set(parentElement, now);
  return () => {
    now.resized.disconnect();
    document.documentElement.removeAttribute("data-live-moving");
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".live");
  if (data.view === "rest") {
    shared.rest = data;
    move(shared.index);
    return () => (shared.rest = null);
  }
  if (data.view === "lines") return showLines(root, data, parentElement, setTriggerValue);
  root.replaceChildren();
  shared.views.set("bars", buildBars(root, data));
  move(shared.index);
  return () => shared.views.delete("bars");
}
