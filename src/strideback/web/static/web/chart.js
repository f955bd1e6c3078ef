// Painting on the body chart.  The form holds everything: `strokes` what is painted, the list of
// places what is tapped; so it is sent, shown again and read out as it would be without this file.
import { surface } from "./chart-canvas.js";
import { read, rubbed, written } from "./chart-strokes.js";

const RUBBER = 12;
const form = document.getElementById("drawing");
const byId = (id) => document.getElementById(id);
const svg = form.querySelector("#frame svg");
const canvas = byId("canvas");
const sheet = surface(svg, canvas, form.dataset.colours.split(" "));
const boxes = new Map([...form.querySelectorAll("[name=mark]")].map((box) => [box.value, box]));
const strengths = new Map([...boxes.keys()].map((id) => [id, form.elements[`how:${id}`]]));

let strokes = read(byId("strokes").value);
let current = null;
let saved = state();
const history = [];

const tool = () => form.elements.tool.value;
const brush = () => Number(form.elements.brush.value);
const strength = () => Number(byId("strength").value);

function marks() {
  return [...boxes].filter(([, box]) => box.checked)
    .map(([id]) => ({ id, intensity: Number(strengths.get(id).value) }));
}

function state() {
  return JSON.stringify([strokes, marks()]);
}

// --- showing ---------------------------------------------------------------------------------

let waiting = 0;
function show() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => sheet.paint(strokes, marks(), current));
}

let asking = 0;
function changed() {
  byId("strokes").value = written(strokes);
  buttons();
  show();
  clearTimeout(asking);
  asking = setTimeout(tell, 350);
}

function buttons() {
  byId("undo").disabled = history.length === 0;
  byId("clear").disabled = strokes.length === 0 && marks().length === 0;
  byId("nothing").disabled = !byId("clear").disabled;
}

/** What is marked so far, as the server finds it; without a connection the list stays as it is. */
async function tell() {
  try {
    const answer = await fetch(form.dataset.found, { method: "POST", body: new FormData(form) });
    if (answer.ok || answer.status === 422) byId("found").innerHTML = await answer.text();
  } catch { /* offline: saving will say so */ }
}

// --- changing, and taking it back ------------------------------------------------------------

function remember() {
  history.push(state());
  if (history.length > 200) history.shift();
}

function restore(text) {
  let ticked;
  [strokes, ticked] = JSON.parse(text);
  for (const box of boxes.values()) box.checked = false;
  for (const { id, intensity } of ticked) {
    boxes.get(id).checked = true;
    strengths.get(id).value = String(intensity);
  }
  changed();
}

function undo() {
  if (history.length) restore(history.pop());
}

byId("undo").addEventListener("click", undo);
byId("clear").addEventListener("click", () => {
  remember();
  restore("[[],[]]");
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.shiftKey) {
    event.preventDefault();
    undo();
  }
});

// --- places ----------------------------------------------------------------------------------

let before = state();
function placed() {
  history.push(before);
  before = state();
  changed();
}
for (const [id, box] of boxes) {
  box.addEventListener("change", () => {
    if (box.checked) strengths.get(id).value = String(strength());
    placed();
  });
  strengths.get(id).addEventListener("change", placed);
}
form.addEventListener("focusin", () => { before = state(); });
form.addEventListener("pointerdown", () => { before = state(); }, true);

function tap(event) {
  canvas.hidden = true;
  const hit = document.elementFromPoint(event.clientX, event.clientY);
  canvas.hidden = false;
  const box = boxes.get(hit?.closest?.(".region")?.id);
  if (!box) return;
  remember();
  box.checked = !box.checked;
  if (box.checked) strengths.get(box.value).value = String(strength());
  changed();
}

// --- painting --------------------------------------------------------------------------------

/** Fingers that touch; a second one is a pinch, and takes back what the first one began. */
const touching = new Set();

function begin(event) {
  touching.add(event.pointerId);
  if (tool() === "tap" || event.button !== 0) return;
  if (touching.size > 1) return cancel();
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  remember();
  current = { points: [sheet.place(event)], brush: brush(), intensity: strength() };
  if (tool() === "rub") rub(current.points[0]);
  show();
}

function move(event) {
  if (!current || touching.size > 1) return;
  const events = event.getCoalescedEvents?.() ?? [];
  for (const each of events.length ? events : [event]) {
    const at = sheet.place(each);
    if (tool() === "rub") rub(at);
    else if (far(at)) current.points.push(at);
  }
  show();
}

function far([x, y]) {
  const [a, b] = current.points[current.points.length - 1];
  return Math.hypot(x - a, y - b) > 0.8;
}

function rub(at) {
  strokes = rubbed(strokes, at, Math.max(RUBBER, brush()));
  current.points = [at];
  current.intensity = 0;
}

function end(event) {
  touching.delete(event.pointerId);
  if (!current) return;
  if (tool() === "paint") strokes = [...strokes, current];
  else if (history.at(-1) === state()) history.pop();
  current = null;
  changed();
}

function cancel(event) {
  if (event) touching.delete(event.pointerId);
  if (!current) return;
  current = null;
  restore(history.pop());
}

canvas.addEventListener("pointerdown", begin);
canvas.addEventListener("pointermove", move);
canvas.addEventListener("pointerup", end);
canvas.addEventListener("pointercancel", cancel);
canvas.addEventListener("click", (event) => tool() === "tap" && tap(event));
canvas.addEventListener("contextmenu", (event) => event.preventDefault());

// --- tools, views and leaving ------------------------------------------------------------------

function tuned() {
  const words = byId("strength").dataset.words.split("|")[strength() - 1];
  byId("strength-says").innerHTML = "<b></b> <span></span>";
  byId("strength-says").firstChild.textContent = String(strength());
  byId("strength-says").lastChild.textContent = words;
  byId("strength").setAttribute("aria-valuetext", `${strength()}, ${words}`);
  byId("strength").style.setProperty("--tone", form.dataset.colours.split(" ")[strength() - 1]);
  canvas.dataset.tool = tool();
}
form.addEventListener("input", tuned);

for (const link of form.querySelectorAll("[data-crop]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    svg.setAttribute("viewBox", link.dataset.crop);
    byId("frame").className = `frame ${link.dataset.name}`;
    for (const each of form.querySelectorAll("[data-crop]")) each.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    show();
  });
}
for (const link of document.querySelectorAll("[data-view]")) {
  link.addEventListener("click", (event) => {
    if (state() === saved || (!strokes.length && !marks().length)) return;
    event.preventDefault();
    byId("go").value = link.dataset.view;
    form.requestSubmit(form.querySelector("[name=save]"));
  });
}
form.addEventListener("submit", () => { saved = state(); });
window.addEventListener("beforeunload", (event) => {
  if (state() !== saved) event.preventDefault();
});

svg.querySelector(".own")?.remove();
form.classList.add("with-script");
new ResizeObserver(show).observe(byId("frame"));
tuned();
buttons();
show();
