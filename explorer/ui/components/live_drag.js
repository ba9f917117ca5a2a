// Follows the thumb without the server: every strength's picture is at hand. Letting go tells Python, once.
// Words and verdicts come from Python; here they are only put in place, always as text.
const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 132, LEFT = 40, BOTTOM = 18, SMALL = 100, TALL = 56;
const PAUSE = 250; // ms after the last key before Python hears of it
const kept = new WeakMap(); // per place on the page: where the thumb was put last, and what is drawn

function add(parent, name, attributes = {}, words = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (words) node.textContent = words;
  parent.append(node);
  return node;
}

function caption(figure, words) {
  const line = document.createElement("figcaption");
  line.textContent = words;
  figure.replaceChildren(line);
  return line;
}

const across = (layer, depth, width) => LEFT + ((layer - 0.5) / depth) * (width - LEFT);
const down = (share) => 4 + (1 - share) * (HEIGHT - BOTTOM - 8);

function lineChart(figure, data, words, colour) {
  caption(figure, words);
  const svg = document.createElementNS(SVG, "svg");
  figure.append(svg);
  const width = Math.max(160, figure.clientWidth); // one unit is one pixel, so that letters keep their size on a phone
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.setAttribute("role", "img");
  for (const [place, label] of data.ticks) {
    add(svg, "line", { x1: LEFT, x2: width, y1: down(place), y2: down(place), stroke: data.colours.grid });
    add(svg, "text", { x: LEFT - 6, y: down(place) + 4, "text-anchor": "end" }, label);
  }
  for (const [layer, label] of data.layer_ticks)
    add(svg, "text", { x: across(layer, data.depth, width), y: HEIGHT - 2, "text-anchor": "middle" }, label);
  const line = add(svg, "polyline", { fill: "none", stroke: colour, "stroke-width": 2.5, "stroke-linejoin": "round" });
  const dots = add(svg, "path", { stroke: colour, "stroke-width": data.depth > 20 ? 4 : 7, "stroke-linecap": "round" });
  return (heights, name) => {
    const points = heights.map((share, k) => `${across(k + 1, data.depth, width)},${down(share)}`);
    line.setAttribute("points", points.join(" "));
    dots.setAttribute("d", points.map((point) => `M${point}h0`).join(""));
    svg.setAttribute("aria-label", `${words}. ${name}`);
  };
}

function histogram(figure, data, words) {
  caption(figure, words);
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

function build(root, data) {
  const [forward, backward] = root.querySelectorAll(".lines figure");
  const drawForward = lineChart(forward, data, data.words.forward, data.colours.spread);
  const drawBackward = lineChart(backward, data, data.words.backward, data.colours.correction);
  const grid = root.querySelector(".bars");
  grid.replaceChildren();
  const pictures = data.layer_names.map((name) => {
    const figure = document.createElement("figure");
    grid.append(figure);
    return histogram(figure, data, name);
  });
  const bytes = Uint8Array.from(atob(data.bars), (letter) => letter.charCodeAt(0));
  const input = root.querySelector("input");
  return (index) => {
    drawForward(data.spread[index], data.verdicts[index]);
    drawBackward(data.correction[index], data.verdicts[index]);
    pictures.forEach((draw, k) => draw(bytes, (index * pictures.length + k) * data.bins));
    root.querySelector(".value").textContent = data.names[index];
    root.querySelector(".verdict").textContent = data.verdicts[index];
    root.querySelector(".axis").textContent = data.axes[index];
    input.setAttribute("aria-valuetext", `${data.names[index]}. ${data.verdicts[index]}`);
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".live");
  const input = root.querySelector("input");
  const before = kept.get(parentElement) ?? {};
  root.querySelector("label").textContent = data.words.label;
  input.max = data.names.length - 1;
  const fresh = before.start !== data.start || before.sweep !== data.bars;
  if (fresh) input.value = data.start; // else the thumb stays where the visitor has put it
  let draw = build(root, data);
  before.resized?.disconnect();
  const now = { start: data.start, sweep: data.bars, timer: before.timer, width: root.clientWidth };
  now.resized = new ResizeObserver(() => {
    if (root.clientWidth === now.width) return;
    now.width = root.clientWidth;
    draw = build(root, data);
    draw(+input.value);
  });
  now.resized.observe(root);
  kept.set(parentElement, now);
  input.oninput = () => {
    clearTimeout(now.timer);
    draw(+input.value);
  };
  input.onchange = () => {
    clearTimeout(now.timer);
    now.timer = setTimeout(() => setTriggerValue("index", +input.value), PAUSE);
  };
  draw(+input.value);
  return () => now.resized.disconnect();
}
