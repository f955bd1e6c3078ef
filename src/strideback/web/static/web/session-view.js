// The player on the page: shows a state of session-clock.js and decides nothing.

import { rungBeside } from "./session-dose.js";

const byId = (id) => document.getElementById(id);
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Words with their `{placeholders}` filled in. */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** 75 as 1:15, 9 as 9. */
export function clock(seconds) {
  return seconds < 60 ? `${seconds}` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Seconds in words. */
export function span(words, seconds) {
  const minutes = Math.round(seconds / 60);
  return seconds < 90 ? filled(words.seconds, { count: Math.round(seconds) }) : filled(words.minutes, { count: minutes });
}

function list(where, texts) {
  where.replaceChildren(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

function image(pose, side) {
  const mirrored = pose.sided && side === "left";
  const words = mirrored ? pose.mirrored : pose.says;
  if (!pose.light) return Object.assign(document.createElement("p"), { className: "figure-words", textContent: words });
  const picture = document.createElement("picture");
  const dark = Object.assign(document.createElement("source"), { media: "(prefers-color-scheme: dark)", srcset: pose.dark });
  const img = Object.assign(document.createElement("img"), { src: pose.light, alt: words, width: pose.width, height: pose.height });
  picture.className = mirrored ? "figure mirrored" : "figure";
  picture.append(dark, img);
  return picture;
}

/** What the phase is called: a stretch is held, a massage is a massage. */
export function phaseWord(words, item, shown) {
  if (shown.phase !== "work") return words[shown.phase];
  if (item.kind === "massage") return words.massage;
  if (item.kind === "walk" || item.kind === "comfort") return item.kind === "walk" ? words.walk : words.work;
  return shown.set.reps == null && shown.set.hold_s ? words.hold : words.work;
}

/** What is said aloud, and to a screen reader, when the phase changes. */
export function announced(words, item, shown) {
  const parts = [phaseWord(words, item, shown)];
  const { set } = shown;
  if (set?.side && ["ready", "work", "switch"].includes(shown.phase)) parts.push(words[set.side]);
  if (shown.phase === "ready" && set?.of > 1) parts.push(filled(words.set, set));
  if (["work", "rest"].includes(shown.phase)) parts.push(span(words, shown.left_s));
  return `${parts.join(". ")}.`;
}

/** Show the running clock. */
export function showClock(data, item, state, shown) {
  const { words } = data;
  const { set } = shown;
  byId("phase").textContent = shown.paused ? words.paused : phaseWord(words, item, shown);
  const counted = shown.phase === "work" && shown.rep !== null;
  byId("time").textContent = counted ? `${shown.rep}` : clock(shown.left_s);
  byId("set").textContent = counted ? filled(words.rep, set) : set && set.of > 1 ? filled(words.set, set) : "";
  byId("arc").style.strokeDashoffset = `${1000 * shown.share}`;
  byId("side").hidden = !set?.side;
  byId("side").textContent = set?.side ? words[`${set.side}_foot`] : "";
  byId("line").textContent = shown.phase === "work" ? item.feel || item.steps.at(-1) : item.rungs[state.step].says;
  byId("next").textContent = nextWords(data, state, shown);
  byId("set-done").hidden = !(shown.phase === "work" && set.reps != null);
  byId("pause").dataset.act = shown.paused ? "resume" : "pause";
  byId("pause").firstElementChild.className = `glyph ${shown.paused ? "play" : "pause"}`;
  byId("player").dataset.phase = shown.paused ? "paused" : shown.phase;
  showPose(item, set, counted && !still && shown.left_s % 4 < 2 ? "start" : "end");
}

function showPose(item, set, wanted) {
  const pose = item.pictures.find((each) => each.pose === wanted) ?? item.pictures.at(-1);
  const box = byId("pose");
  const key = `${item.exercise}.${pose?.pose}.${set?.side}`;
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  box.replaceChildren(...(pose ? [image(pose, set?.side)] : []));
}

function nextWords({ words }, state, shown) {
  if (!shown.next) return words.next_none;
  if (shown.next.set) {
    const { set } = shown.next;
    const side = set.side ? `${words[set.side]}, ` : "";
    return filled(words.next, { what: side + filled(words.set, set) });
  }
  return filled(words.next, { what: state.items[shown.next.item].name });
}

/** Show an exercise before it starts. */
export function showIntro(item, state) {
  const rung = item.rungs[state.step];
  byId("name").textContent = item.name;
  byId("dose").textContent = rung.dose;
  byId("rung").textContent = item.rungs.length > 1 ? rung.says : "";
  byId("feel").textContent = item.feel;
  list(byId("how-to"), item.steps);
  byId("poses").replaceChildren(
    ...item.pictures.map((pose) => {
      const figure = document.createElement("figure");
      figure.append(image(pose, item.sides[0]));
      return figure;
    }),
  );
}

/** Fill the sheet in which a dose is changed, swapped or left out. */
export function showChange(data, item, state) {
  for (const button of document.querySelectorAll("[data-step]")) {
    const by = Number(button.dataset.step);
    const rung = by > 0 && state.lighter ? null : rungBeside(item, state.step, by);
    button.hidden = rung === null;
    if (rung !== null) button.querySelector("span").textContent = `${item.rungs[rung].says} (${item.rungs[rung].dose})`;
  }
  byId("swaps").hidden = !item.swaps.length;
  byId("swaps").querySelector(".stack").replaceChildren(
    ...item.swaps.map((each) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "option" });
      button.dataset.swap = each.exercise;
      const strong = Object.assign(document.createElement("strong"), { textContent: each.name });
      button.append(strong, Object.assign(document.createElement("span"), { textContent: each.rungs[each.step].dose }));
      return button;
    }),
  );
}

/** Show the stop signs of an exercise. */
export function showStops(item) {
  list(byId("stops-list"), item.stop);
}

/** Show that pain or a sign ended the session. */
export function showStopped(item) {
  byId("stopped-of").textContent = item.name;
  list(byId("stopped-says"), item.stop);
}

/** Ask how it was, with what the clock counted. */
export function showHow({ words }, item, told) {
  const form = document.querySelector('[data-screen="how"]');
  form.reset();
  byId("how-error").hidden = true;
  byId("effort").hidden = !item.asks_effort;
  byId("did").textContent = told.map((each) => didWords(words, each)).join(" · ");
  byId("amounts").replaceChildren(...told.flatMap((each) => ["sets", "reps", "duration_s"].filter((key) => each[key] != null).map((key) => amount(words, each, key))));
}

function didWords(words, told) {
  const much = told.duration_s != null ? span(words, told.duration_s) : `${told.sets} × ${told.reps ?? (told.distance_m ? `${told.distance_m} m` : `${told.hold_s} s`)}`;
  return told.side ? `${words[told.side]} ${much}` : much;
}

function amount(words, told, key) {
  const label = Object.assign(document.createElement("label"), { className: "label" });
  const name = key === "duration_s" ? words.min : words[key];
  const value = key === "duration_s" ? Math.round((10 * told[key]) / 60) / 10 : told[key];
  const input = Object.assign(document.createElement("input"), { inputMode: "decimal", value, defaultValue: value });
  Object.assign(input.dataset, { side: told.side ?? "both", key });
  label.append(`${told.side ? `${words[told.side]}: ` : ""}${name}`, input);
  return label;
}

/** What the runner corrected in the sheet, by side. */
export function amounts() {
  const found = {};
  for (const input of byId("amounts").querySelectorAll("input")) {
    const value = Number(input.value.replace(",", "."));
    if (input.value === input.defaultValue || !Number.isFinite(value) || value < 0) continue;
    const { side, key } = input.dataset;
    (found[side] ??= {})[key] = key === "duration_s" ? Math.round(value * 60) : Math.round(value);
  }
  return found;
}

const PARTS = /(?<=\p{L}{4})(?=(?:dehnung|kräftigung|massage|beuge|stellung|schritt|muskel)\p{Ll}{0,2}(?!\p{L}))/gu;

/** A name that may break between its parts: not every browser knows where a German word does. */
export function soft(name) {
  return document.documentElement.lang === "de" ? name.replace(PARTS, "\u00ad") : name;
}

/** A reason as it is read: one that a face writes by itself in the language of the page. */
function reasonWords(words, names, reason) {
  const instead = /^did (\S+) instead$/.exec(reason);
  if (instead && names[instead[1]]) return filled(words.did_instead, { name: names[instead[1]] });
  return words.reasons[reason] ?? reason;
}

/** Show what this session told the diary. */
export function showEnd({ words }, names, results) {
  list(
    byId("told"),
    results.map((each) => (each.kind === "skipped" ? `${names[each.exercise]}: ${words.skipped}${each.reason ? ` (${reasonWords(words, names, each.reason)})` : ""}` : `${names[each.exercise]}: ${Object.keys(each).some((key) => ["sets", "duration_s"].includes(key)) ? didWords(words, each) : words.done}`)),
  );
}

/** Show one of the player's screens, and put the reader at its beginning. */
export function turnTo(screen) {
  const player = byId("player");
  for (const each of player.querySelectorAll("[data-screen]")) each.hidden = each.dataset.screen !== screen;
  byId("pain-bar").hidden = ["how", "stopped", "end"].includes(screen);
  player.scrollTo?.(0, 0);
  player.querySelector(`[data-screen="${screen}"] [tabindex="-1"]`)?.focus({ preventScroll: true });
}
