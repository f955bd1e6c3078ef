// The guided session: taps and time go to session-clock.js, what comes of it is shown and kept.

import { act, begin, counting, cues, tick, view } from "./session-clock.js";
import { factsOf } from "./session-facts.js";
import { canSpeak, cue, isOn, say, stayAwake, turn, unlock } from "./session-sound.js";
import { ask, endRunning, keepRunning, keepTold, keptTold, running, sayBegun } from "./session-store.js";
import { amounts, announced, filled, showChange, showClock, showEnd, showHow, showIntro, showStopped, showStops, soft, span, turnTo } from "./session-view.js";

const data = JSON.parse(document.getElementById("session-data").textContent);
const { words, runner } = data;
const names = Object.fromEntries(data.items.flatMap((item) => [item, ...item.swaps]).map((item) => [item.exercise, item.name]));
const byId = (id) => document.getElementById(id);
const picked = (form, name) => form.querySelector(`[name="${name}"]:checked`)?.value ?? null;
const ticked = (form, name) => [...form.querySelectorAll(`[name="${name}"]:checked`)].map((each) => each.value);

let state = null;
let last = 0; // the tick before this one, by the clock on the wall: timers stand still while a phone sleeps
let before = null;
let keeping = Promise.resolve();

// --- beginning ------------------------------------------------------------------------------------

const form = byId("begin");

/** The runner's own day: a page that was kept may be opened on another one. */
function today() {
  return new Intl.DateTimeFormat("en-CA", { timeZone: data.zone || undefined, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date());
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
}

async function runningToday() {
  const kept = await running(runner);
  return kept?.on === data.on ? kept : null;
}

const fresh = () => form.querySelector('[type="submit"]');

async function prepare() {
  document.documentElement.classList.add("js");
  const waiting = (await keptTold(runner)).filter((each) => each.entry.on === data.on);
  const told = new Set([...Object.keys(data.told).filter((each) => data.told[each] === "done"), ...waiting.filter((each) => each.entry.kind === "did").map((each) => each.entry.exercise)]);
  for (const each of document.querySelectorAll("[data-exercise]")) {
    const badge = each.querySelector("[data-state]");
    if (told.has(each.dataset.exercise) && badge.hidden) Object.assign(badge, { hidden: false, textContent: words.done });
  }
  data.items = data.items.filter((item) => !told.has(item.exercise));
  const kept = await runningToday();
  byId("resume").hidden = !kept;
  form.hidden = !data.items.length && !kept;
  const start = fresh();
  start.hidden = !data.items.length;
  const leftOver = data.items.length > 0 && data.items.every((item) => data.told[item.exercise] === "skipped");
  if (leftOver) start.lastChild.textContent = words.left_over;
  start.classList.toggle("quiet", Boolean(kept) || leftOver);
  byId("another-day").textContent = filled(words.another_day, { day: data.on });
  byId("another-day").hidden = today() === data.on;
  const stop = waiting.some(({ entry }) => entry.signs?.length || entry.during >= data.rules.stop_from);
  byId("stopped-here").hidden = !stop;
  for (const button of form.querySelectorAll("button")) button.disabled = stop || today() !== data.on;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (today() !== data.on || !data.items.length || fresh().disabled) return;
  const pain = picked(form, "before");
  const { id, items, rules } = { id: newId(), items: data.items, rules: data.rules };
  sayBegun(runner, data.send, { key: `${id}-0`, kind: "began", on: data.on });
  enter(begin({ id, items, rules, before: pain === null ? null : Number(pain) }, Date.now()), Date.now());
});

byId("resume").addEventListener("click", async () => {
  const kept = await runningToday();
  if (!kept) return;
  enter(kept.state, kept.last);
});

function enter(first, seenLast) {
  unlock();
  stayAwake(true);
  document.body.classList.add("playing");
  document.querySelector(".top")?.setAttribute("inert", "");
  byId("overview").hidden = true;
  byId("player").hidden = false;
  [last, before, state] = [seenLast, null, null];
  moved(first);
  look();
}

// --- time and taps --------------------------------------------------------------------------------

function look() {
  if (!state) return;
  const now = Date.now();
  const next = tick(state, now, last);
  if (next !== state) moved(next);
  else if (counting(state)) show(now);
  last = now;
}

setInterval(look, 200);
document.addEventListener("visibilitychange", look);
document.addEventListener("visibilitychange", () => {
  if (state && !document.hidden) ask(runner, data.send);
});
addEventListener("pageshow", look);

function tap(event) {
  look(); // so that what ran out meanwhile has run out
  if (state) moved(act(state, event, Date.now()));
}

/** A new state: keep what it tells, keep itself, and show it. */
function moved(next) {
  const old = state;
  state = next;
  const now = Date.now();
  const fresh = next.results.slice(old?.id === next.id ? old.results.length : 0);
  if (fresh.length) keeping = keeping.then(() => keep(fresh));
  const over = ["end", "stopped"].includes(next.phase);
  keeping = keeping.then(() => (over ? endRunning() : keepRunning(runner, data.on, next, now))).catch(() => {});
  const screen = counting(next) || next.paused !== null ? "clock" : next.phase;
  const item = next.items[next.place];
  if (!old || old.place !== next.place || old.phase !== next.phase || item !== old.items[old.place]) arrive(screen, item, next);
  show(now);
}

async function keep(fresh) {
  await keepTold(runner, fresh.map((each) => ({ ...each, on: data.on })));
  document.dispatchEvent(new CustomEvent("strideback:told"));
}

function arrive(screen, item, next) {
  if (screen === "intro") showIntro(item, next);
  if (screen === "how") {
    const sides = item.sides.length ? item.sides : [null];
    showHow(data, item, sides.map((side) => ({ side, ...factsOf(next.done, side) })).filter((each) => Object.keys(each).length > 1));
  }
  if (screen === "stopped") showStopped(next.items.find((each) => each.exercise === next.stop.exercise));
  if (screen === "end") showEnd(data, names, next.results);
  if (["stopped", "end"].includes(screen)) stayAwake(false);
  turnTo(screen);
  if (screen !== "clock") byId("live").textContent = item && screen === "intro" ? item.name : words[screen] ?? "";
  if (screen !== "clock" && !(screen === "intro" && next.lighter)) byId("lighter").hidden = true;
}

function show(now) {
  const shown = view(state, now);
  const item = state.items[state.place];
  byId("where").hidden = !item;
  byId("where").firstElementChild.textContent = item ? soft(item.name) : "";
  byId("where").lastElementChild.textContent = item ? filled(words.exercise, { place: state.place + 1, count: state.items.length }) : "";
  byId("player").dataset.phase = shown.phase;
  if (state.phase === "intro" && item) showIntro(item, state);
  else if (item && shown.set) showClock(data, item, state, shown);
  for (const name of cues(before, shown)) {
    cue(name);
    if (!["count", "rep"].includes(name)) announce(item, shown);
  }
  if (!before && counting(state)) announce(item, shown);
  before = shown;
  byId("slept").hidden = !state.slept;
  if (state.slept) byId("slept").firstElementChild.textContent = filled(words.slept, { time: span(words, state.slept.ms / 1000) });
}

function announce(item, shown) {
  const text = item && shown.set ? announced(words, item, shown) : words[shown.phase];
  if (!text) return;
  byId("live").textContent = text;
  say(text);
}

// --- the controls ---------------------------------------------------------------------------------

byId("player").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { act: type, do: what, skip, swap, step } = button.dataset;
  if (type) tap({ type });
  else if (what) DO[what]();
  else if (skip) closing("change", { type: "skip", reason: skip });
  else if (swap) closing("change", { type: "swap", to: swap });
  else if (step) closing("change", { type: "step", by: Number(step) });
});

function closing(dialog, event) {
  held = false; // the change itself says how the clock goes on
  byId(dialog).close();
  tap(event);
}

let held = false;

function opening(dialog) {
  held = counting(state);
  if (held) tap({ type: "pause" });
  byId(dialog).showModal();
}

for (const dialog of ["stops", "change", "leave"]) {
  byId(dialog).addEventListener("close", () => {
    if (held) tap({ type: "resume" });
    held = false;
  });
}

const DO = {
  hurt() {
    byId("hurt").querySelector("form").reset();
    byId("hurt-error").hidden = true;
    tap({ type: "hurts" });
    byId("hurt").showModal();
  },
  "told-pain": () => {
    const told = byId("hurt").querySelector("form");
    const [value, signs] = [picked(told, "pain"), ticked(told, "pain-signs")];
    byId("hurt-error").hidden = value !== null || signs.length > 0;
    if (value === null && !signs.length) return;
    const step = state.step;
    tap({ type: "pain", value: value === null ? null : Number(value), signs });
    byId("hurt").close();
    if (["stopped", "end"].includes(state.phase)) return;
    byId("lighter").hidden = false;
    byId("lighter").textContent = !(Number(value) >= data.rules.lighter_from) ? words.go_on : state.step < step ? filled(words.lighter_rung, { rung: state.items[state.place].rungs[state.step].says }) : words.lighter_half;
  },
  stops() {
    showStops(state.items[state.place]);
    opening("stops");
  },
  change() {
    showChange(data, state.items[state.place], state);
    opening("change");
  },
  leave() {
    if (["end", "stopped"].includes(state.phase)) location.reload();
    else opening("leave");
  },
  async later() {
    await keeping;
    location.reload();
  },
  finish: () => closing("leave", { type: "leave", reason: "ended the session early" }),
};

byId("hurt").addEventListener("close", () => state.hurting && tap({ type: "unhurt" }));

document.querySelector('[data-screen="how"]').addEventListener("submit", (event) => {
  event.preventDefault();
  const told = event.target;
  const after = picked(told, "after");
  const signs = ticked(told, "signs");
  byId("how-error").hidden = after !== null;
  if (after === null) return told.querySelector('[name="after"]').focus();
  const effort = picked(told, "effort");
  tap({ type: "how", after: Number(after), effort: effort === null ? null : Number(effort), good_form: !told.poor.checked, signs, amounts: amounts() });
});

for (const which of ["sound", "voice"]) {
  const button = byId(which);
  if (which === "voice") button.hidden = !canSpeak;
  button.setAttribute("aria-pressed", isOn(which));
  button.addEventListener("click", () => {
    unlock();
    button.setAttribute("aria-pressed", turn(which));
  });
}

document.addEventListener("strideback:sent", ({ detail }) => {
  const line = byId("kept-here");
  line.textContent = !detail.kept ? words.sent : detail.kept === 1 ? words.kept_one : filled(words.kept, { count: detail.kept });
  if (detail.refused.length) line.textContent = filled(words.refused, { count: detail.refused.length, why: detail.refused[0].why });
});

prepare();
