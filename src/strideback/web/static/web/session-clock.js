// The guided session as a state machine.  Pure: no page, and no clock inside: `now` is an argument, in
// milliseconds.  Every phase ends at an instant, so a phone that slept shows the truth when it wakes.
//
// Phases: intro (waits for start), ready, work, rest, switch (the side), how (waits for how it went),
// stopped (pain or a sign said so), end.

import { halved, onRung, partOf, rungBeside, setsOf } from "./session-dose.js";
import { settle, skipRest } from "./session-facts.js";

export const READY_MS = 5000;
export const SLEPT_MS = 10000;
const COUNTING = new Set(["ready", "work", "rest", "switch"]);

/** A session at its first item.  `told`: id, items, rules {lighter_from, stop_from}, before (pain). */
export function begin(told, now) {
  const { id, items, rules, before = null } = told;
  const state = { id, items, rules, pain: before, results: [], slept: null, stop: null };
  return opened(structuredClone(state), 0, now);
}

/** The state at `now`: every phase that has run out gives way to the next.  `last` is the tick before. */
export function tick(state, now, last = now) {
  if (state.until === null || now < state.until) return state;
  const next = structuredClone(state);
  const here = { set: next.set, phase: next.phase, done: next.done.length, carried: next.carried };
  while (next.until !== null && now >= next.until) onward(next, next.until);
  if (now - last > SLEPT_MS) next.slept = { ms: now - last, ...here };
  return next;
}

/** The state after something was tapped or told. */
export function act(state, event, now) {
  const next = structuredClone(tick(state, now));
  const done = ACTS[event.type];
  if (!done) throw new Error(`${event.type} is nothing that a session knows`);
  done(next, event, now);
  return next;
}

/** What there is to show: the phase, the time left, the set, and what comes next. */
export function view(state, now) {
  const set = state.queue?.[state.set] ?? null;
  const left = state.paused ?? (state.until === null ? 0 : Math.max(0, state.until - now));
  const gone = state.length ? Math.max(0, state.length - left) : 0;
  const total = state.phase === "work" ? set.seconds * 1000 : state.length;
  const passed = state.phase === "work" ? total - left : gone;
  const shown = {
    phase: state.phase,
    place: state.place,
    left_s: Math.ceil(left / 1000),
    share: total ? Math.min(1, passed / total) : 0,
    paused: state.paused !== null,
    set,
    step: state.step,
    next: upNext(state),
    rep: null,
  };
  if (state.phase === "work" && set.reps != null) {
    const each = set.seconds / set.reps;
    shown.rep = Math.min(set.reps, Math.floor(passed / 1000 / each) + 1);
  }
  return shown;
}

/** What to sound on the way from one view to the next: phases, the last three seconds, repetitions. */
export function cues(before, after) {
  if (!before || after.paused) return [];
  const moved = before.phase !== after.phase || before.set?.number !== after.set?.number || before.set?.side !== after.set?.side;
  if (moved || before.place !== after.place) return [after.phase];
  if (!COUNTING.has(after.phase) || before.left_s === after.left_s) return [];
  if (after.left_s >= 1 && after.left_s <= 3) return ["count"];
  return before.rep !== after.rep ? ["rep"] : [];
}

/** True while something runs that ends by itself. */
export function counting(state) {
  return COUNTING.has(state.phase) && state.paused === null;
}

// --- phases ---------------------------------------------------------------------------------------

function opened(state, place, now) {
  state.place = place;
  const item = state.items[place];
  Object.assign(state, { set: 0, done: [], during: {}, carried: 0, chosen: false, lighter: "", hurting: false });
  state.step = item ? item.step : 0;
  state.queue = item ? setsOf(item, item.step) : [];
  return enter(state, item ? "intro" : "end", now);
}

function enter(state, phase, at) {
  const set = state.queue[state.set];
  const rest = 1000 * (state.queue[state.set - 1]?.rest_s ?? 0);
  const lengths = {
    ready: READY_MS,
    work: set ? Math.max(0, set.seconds * 1000 - state.carried) : 0,
    rest,
    switch: Math.max(rest, READY_MS),
  };
  state.phase = phase;
  state.paused = null;
  state.length = lengths[phase] ?? 0;
  state.until = COUNTING.has(phase) ? at + state.length : null;
  return state;
}

function onward(state, at) {
  if (state.phase !== "work") return enter(state, "work", at);
  return finished(state, state.queue[state.set], at);
}

function finished(state, part, at) {
  if (part) state.done.push({ ...part, place: state.set });
  const before = state.queue[state.set];
  state.set += 1;
  state.carried = 0;
  const next = state.queue[state.set];
  if (!next) return enter(state, "how", at);
  if (next.side !== before.side) return enter(state, "switch", at);
  return enter(state, before.rest_s > 0 ? "rest" : "ready", at);
}

function elapsed(state, now) {
  if (state.phase !== "work") return state.carried / 1000;
  const left = state.paused ?? state.until - now;
  return Math.max(0, state.queue[state.set].seconds - left / 1000);
}

function upNext(state) {
  const after = state.phase === "work" ? state.queue[state.set + 1] : state.queue?.[state.set];
  if (after && COUNTING.has(state.phase)) return { set: after };
  const item = state.items[state.place + 1];
  return item ? { item: state.place + 1 } : null;
}

// --- what can be tapped or told -------------------------------------------------------------------

const ACTS = {
  start: (state, _event, now) => state.phase === "intro" && enter(state, "ready", now),
  pause: held,
  resume: released,
  next(state, _event, now) {
    if (state.phase !== "work") return COUNTING.has(state.phase) && enter(state, "work", now);
    const set = state.queue[state.set];
    return finished(state, set.reps == null ? partOf(set, elapsed(state, now)) : set, now);
  },
  back,
  step(state, { by }, now) {
    const target = rungBeside(state.items[state.place], state.step, by);
    if (target === null || (by > 0 && state.lighter)) return;
    if (state.phase === "how") return;
    state.chosen = true;
    changed(state, target, now);
  },
  swap(state, { to }, now) {
    const item = state.items[state.place];
    const instead = item.swaps.find((each) => each.exercise === to);
    if (!instead) return;
    settle(state, { reason: `did ${to} instead` });
    state.items[state.place] = instead;
    opened(state, state.place, now);
  },
  hurts(state, _event, now) {
    held(state, _event, now);
    state.hurting = true;
  },
  unhurt(state, _event, now) {
    state.hurting = false;
    released(state, _event, now);
  },
  pain,
  skip(state, { reason }, now) {
    if (state.phase === "work") keepPart(state, now);
    settle(state, { reason });
    opened(state, state.place + 1, now);
  },
  how(state, event, now) {
    if (state.phase !== "how") return;
    const worse = event.after != null && event.after >= state.rules.stop_from && event.after >= (state.pain ?? 0);
    settle(state, event);
    if (event.after != null) state.pain = event.after;
    if (worse || event.signs?.length) stopped(state, event.after ?? null, event.signs ?? [], now);
    else opened(state, state.place + 1, now);
  },
  leave(state, { reason }, now) {
    if (state.phase === "work") keepPart(state, now);
    if (state.place < state.items.length && !["stopped", "end"].includes(state.phase)) settle(state, { reason });
    skipRest(state, reason);
    opened(state, state.items.length, now);
  },
  close: (state, _event, now) => state.phase === "stopped" && opened(state, state.items.length, now),
  awake(state) {
    state.slept = null;
  },
  goback(state, _event, now) {
    const { slept } = state;
    if (!slept) return;
    Object.assign(state, { set: slept.set, carried: 0, slept: null });
    state.done.length = slept.done;
    enter(state, "ready", now);
  },
};

function held(state, _event, now) {
  if (state.until === null) return;
  state.paused = Math.max(0, state.until - now);
  state.until = null;
}

function released(state, _event, now) {
  if (state.paused === null) return;
  state.until = now + state.paused;
  state.paused = null;
}

/** The beginning of this set; from a pause, or right at its start, the set before. */
function back(state, _event, now) {
  const again = state.phase === "work" && elapsed(state, now) > 3;
  if (state.phase === "intro") return;
  if (!again && state.set > 0) {
    state.set -= 1;
    state.done = state.done.filter((each) => each.place < state.set);
  }
  state.carried = 0;
  enter(state, "ready", now);
}

function changed(state, target, now) {
  state.queue = onRung(state.queue, state.set, state.items[state.place], target);
  state.step = target;
  state.carried = 0;
  if (!state.queue[state.set]) enter(state, "how", now);
  else if (state.phase === "work" || state.phase === "ready") enter(state, "ready", now);
}

/** Pain in the middle: go on below `lighter_from`, lighter below `stop_from`, else stop. */
function pain(state, { value = null, signs = [] }, now) {
  const side = sideNow(state);
  state.hurting = false;
  if (value !== null) state.during[side] = Math.max(state.during[side] ?? 0, value);
  if (value >= state.rules.stop_from || signs.length) {
    if (state.phase === "work") keepPart(state, now);
    settle(state, { signs, hurt: side, reason: "stopped because of pain" });
    state.pain = value ?? state.pain;
    stopped(state, value, signs, now);
  } else if (value >= state.rules.lighter_from) {
    lighten(state, now);
  } else {
    released(state, null, now);
  }
}

function lighten(state, now) {
  const item = state.items[state.place];
  const gone = elapsed(state, now);
  const lower = rungBeside(item, state.step, -1);
  const sets = lower === null ? halved(state.queue, state.set, gone) : onRung(state.queue, state.set, item, lower);
  state.lighter = lower === null ? "half" : "rung";
  const working = state.phase === "work" || (state.phase === "ready" && state.carried > 0);
  const old = state.queue[state.set];
  const same = sets[state.set]?.side === old?.side && sets[state.set]?.number === old?.number;
  if (working && !(same && sets[state.set].seconds > gone)) {
    const part = partOf(old, gone);
    if (part) state.done.push({ ...part, place: state.set });
    if (same) sets.splice(state.set, 1);
    if (part) sets.splice(state.set, 0, part); // keeps the places of what is done
    state.set += part ? 1 : 0;
    state.carried = 0;
  } else if (working) {
    state.carried = gone * 1000;
  }
  Object.assign(state, { queue: sets, step: lower ?? state.step });
  if (state.phase === "intro") return;
  if (!state.queue[state.set]) enter(state, "how", now);
  else if (working || state.phase === "ready") enter(state, "ready", now);
  else released(state, null, now);
}

function sideNow(state) {
  return (state.queue[state.set] ?? state.queue[state.set - 1])?.side ?? null;
}

function keepPart(state, now) {
  const part = partOf(state.queue[state.set], elapsed(state, now));
  if (part) state.done.push({ ...part, place: state.set });
}

function stopped(state, value, signs, now) {
  state.stop = { value, signs, exercise: state.items[state.place].exercise };
  skipRest(state, "stopped because of pain");
  enter(state, "stopped", now);
}
