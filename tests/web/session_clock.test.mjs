// What the guided session promises, without a page: run by test_session_clock.py with node's own runner.
import assert from "node:assert/strict";
import { test } from "node:test";

import { act, begin, counting, cues, READY_MS, tick, view } from "../../src/strideback/web/static/web/session-clock.js";

const RULES = { lighter_from: 4, stop_from: 6 };

function sets(count, { seconds = 30, rest_s = 15, sides = ["left", "right"], ...more } = {}) {
  return sides.flatMap((side) =>
    Array.from({ length: count }, (_, at) => ({ side, number: at + 1, of: count, seconds, rest_s, reps: null, hold_s: seconds, distance_m: null, timed: false, ...more })),
  );
}

function item(more = {}) {
  return {
    exercise: "pigeon-stretch", kind: "stretch", sides: ["left", "right"], step: 1, highest: 2, swaps: [],
    rungs: [
      { at_hand: true, sets: sets(2, { seconds: 20 }) },
      { at_hand: true, sets: sets(2) },
      { at_hand: true, sets: sets(3) },
    ],
    ...more,
  };
}

function walk() {
  return { exercise: "easy-walk", kind: "walk", sides: [], step: 0, highest: 0, swaps: [], rungs: [{ at_hand: true, sets: sets(1, { sides: [null], seconds: 600, rest_s: 0, hold_s: null, timed: true }) }] };
}

function squats(more = {}) {
  const each = { sides: [null], seconds: 40, rest_s: 45, reps: 10, hold_s: null };
  return { exercise: "squat", kind: "strength", sides: [], step: 0, highest: 0, swaps: [], rungs: [{ at_hand: true, sets: sets(2, each) }], ...more };
}

function session(items = [item()], before = 3) {
  return begin({ id: "k", items, rules: RULES, before }, 0);
}

/** From the start: `at` seconds of running clock, tick by tick as a page does it. */
function run(state, from, seconds, every = 0.25) {
  let now = from;
  for (const end = from + seconds * 1000; now < end; ) {
    const last = now;
    now = Math.min(end, now + every * 1000);
    state = tick(state, now, last);
  }
  return state;
}

const where = (state) => [state.phase, state.queue[state.set]?.side ?? null, state.queue[state.set]?.number ?? null];

test("an exercise waits for its start, then gets ready, works, rests, and changes the side", () => {
  let state = session();
  assert.equal(state.phase, "intro");
  assert.equal(tick(state, 1e9).phase, "intro");
  state = act(state, { type: "start" }, 0);
  assert.deepEqual(where(state), ["ready", "left", 1]);
  assert.deepEqual(where(tick(state, 5000)), ["work", "left", 1]);
  assert.deepEqual(where(tick(state, 35000)), ["rest", "left", 2]);
  assert.deepEqual(where(tick(state, 50000)), ["work", "left", 2]);
  assert.deepEqual(where(tick(state, 80000)), ["switch", "right", 1]);
  assert.deepEqual(where(tick(state, 95000)), ["work", "right", 1]);
  assert.deepEqual(where(tick(state, 170000)), ["how", null, null]);
});

test("however seldom it is looked at, the phase is the one that the clock says", () => {
  const state = act(session(), { type: "start" }, 0);
  for (const at of [4999, 5000, 34999, 61234, 80001, 94999, 139999, 169999]) {
    const often = run(state, 0, at / 1000, 0.1);
    assert.deepEqual(where(often), where(tick(state, at, at - 1)), `${at}`);
    assert.equal(view(often, at).left_s, view(tick(state, at), at).left_s);
  }
});

test("a phone that slept two minutes in a hold wakes up where the clock is, and can go back", () => {
  let state = run(act(session(), { type: "start" }, 0), 0, 12);
  state = tick(state, 132000, 12000);
  assert.deepEqual(where(state), ["work", "right", 1].map((each, at) => (at === 2 ? 2 : at === 0 ? "rest" : each)));
  assert.equal(view(state, 132000).left_s, 8);
  assert.equal(state.slept.ms, 120000);
  const again = act(state, { type: "goback" }, 132000);
  assert.deepEqual(where(again), ["ready", "left", 1]);
  assert.equal(again.done.length, 0);
  assert.equal(again.slept, null);
});

test("it never runs past an exercise by itself", () => {
  const state = tick(act(session([item(), walk()]), { type: "start" }, 0), 1e8, 0);
  assert.equal(state.phase, "how");
  assert.equal(state.place, 0);
});

test("what was done is told a side at a time, with pain before and after, and counts once", () => {
  let state = tick(act(session([item(), walk()]), { type: "start" }, 0), 170000);
  state = act(state, { type: "how", after: 2, effort: 4 }, 171000);
  assert.deepEqual(state.results, [
    { key: "k-1", kind: "did", exercise: "pigeon-stretch", side: "left", sets: 2, hold_s: 30, before: 3, after: 2, effort: 4 },
    { key: "k-2", kind: "did", exercise: "pigeon-stretch", side: "right", sets: 2, hold_s: 30, before: 3, after: 2, effort: 4 },
  ]);
  assert.equal(state.place, 1);
  state = tick(act(state, { type: "start" }, 200000), 805000);
  state = act(state, { type: "how", after: 1 }, 806000);
  assert.deepEqual(state.results[2], { key: "k-3", kind: "did", exercise: "easy-walk", duration_s: 600, before: 2, after: 1 });
  assert.equal(state.phase, "end");
});

test("a pause holds the clock, however long", () => {
  let state = tick(act(session(), { type: "start" }, 0), 15000);
  state = act(state, { type: "pause" }, 15000);
  assert.ok(!counting(state));
  assert.equal(view(tick(state, 9e6), 9e6).left_s, 20);
  state = act(state, { type: "resume" }, 9e6);
  assert.equal(tick(state, 9e6 + 19999).phase, "work");
  assert.equal(tick(state, 9e6 + 20000).phase, "rest");
});

test("pain below four goes on where it was", () => {
  let state = tick(act(session(), { type: "start" }, 0), 15000);
  state = act(state, { type: "hurts" }, 15000);
  state = act(state, { type: "pain", value: 3 }, 25000);
  assert.deepEqual(where(state), ["work", "left", 1]);
  assert.equal(view(state, 25000).left_s, 20);
  assert.equal(state.step, 1);
});

test("pain of four or five takes one rung down at once, and is told with the rung it came on", () => {
  let state = tick(act(session(), { type: "start" }, 0), 15000);
  state = act(act(state, { type: "hurts" }, 15000), { type: "pain", value: 5 }, 20000);
  assert.equal(state.step, 0);
  assert.equal(state.phase, "ready");
  state = tick(state, 20000 + READY_MS);
  assert.equal(view(state, 25000).left_s, 10); // 20 s on the lower rung, 10 of them done
  state = act(tick(state, 1e6), { type: "how", after: 3 }, 1e6);
  const [left, right] = state.results;
  assert.equal(left.during, 5);
  assert.equal(left.hold_s, 20);
  assert.equal(left.step, undefined);
  assert.equal(right.during, undefined);
  assert.equal(right.hold_s, 20);
});

test("on the lowest rung, half of what is left", () => {
  let state = tick(act(session([walk()]), { type: "start" }, 0), 5000 + 200000);
  state = act(act(state, { type: "hurts" }, 205000), { type: "pain", value: 4 }, 205000);
  state = tick(state, 210000);
  assert.equal(view(state, 210000).left_s, 200);
  state = act(tick(state, 1e7), { type: "how" }, 1e7);
  assert.equal(state.results[0].duration_s, 400);
});

test("in a rest, the rest goes on and what comes is lighter", () => {
  let state = tick(act(session(), { type: "start" }, 0), 40000);
  state = act(act(state, { type: "hurts" }, 40000), { type: "pain", value: 4 }, 50000);
  assert.deepEqual(where(state), ["rest", "left", 2]);
  assert.equal(view(state, 50000).left_s, 10);
  assert.equal(state.queue[state.set].seconds, 20);
});

test("nothing gets harder again after it was made lighter for pain", () => {
  let state = tick(act(session(), { type: "start" }, 0), 15000);
  state = act(act(state, { type: "hurts" }, 15000), { type: "pain", value: 4 }, 15000);
  assert.equal(act(state, { type: "step", by: 1 }, 16000).step, 0);
});

for (const told of [{ value: 6 }, { value: 7 }, { value: 1, signs: ["tingling"] }]) {
  test(`it stops at ${JSON.stringify(told)}, tells what was done, and leaves the rest out`, () => {
    let state = tick(act(session([item(), walk()]), { type: "start" }, 0), 15000);
    state = act(act(state, { type: "hurts" }, 15000), { type: "pain", ...told }, 16000);
    assert.equal(state.phase, "stopped");
    assert.equal(state.results.length, 2);
    assert.equal(state.results[0].during, told.value);
    assert.deepEqual(state.results[0].signs, told.signs);
    assert.equal(state.results[0].hold_s, 10);
    assert.equal(state.results[1].kind, "skipped");
    assert.equal(act(state, { type: "close" }, 17000).phase, "end");
  });
}

test("pain told before anything was done still reaches the diary", () => {
  let state = act(act(session(), { type: "hurts" }, 0), { type: "pain", value: 8 }, 0);
  assert.deepEqual(state.results, [{ key: "k-1", kind: "did", exercise: "pigeon-stretch", side: "left", before: 3, during: 8 }]);
});

test("a sign told at the end of an exercise stops the session too", () => {
  let state = tick(act(session([item(), walk()]), { type: "start" }, 0), 170000);
  state = act(state, { type: "how", after: 3, signs: ["bruise"] }, 171000);
  assert.equal(state.phase, "stopped");
});

test("pain that was there before, and went down, does not stop it", () => {
  let state = tick(act(session([item(), walk()], 8), { type: "start" }, 0), 170000);
  state = act(state, { type: "how", after: 6 }, 171000);
  assert.equal(state.phase, "intro");
});

test("easier and harder take another rung, which the diary hears of", () => {
  let state = act(session(), { type: "step", by: 1 }, 0);
  assert.equal(state.queue.length, 6);
  assert.equal(act(state, { type: "step", by: 1 }, 0).step, 2);
  state = tick(act(state, { type: "start" }, 0), 1e6);
  state = act(state, { type: "how", after: 3 }, 1e6);
  assert.equal(state.results[0].sets, 3);
  assert.equal(state.results[0].step, 3);
});

test("a harder rung after the first set keeps what was done", () => {
  let state = tick(act(session(), { type: "start" }, 0), 55000);
  state = act(state, { type: "step", by: 1 }, 55000);
  assert.deepEqual(where(state), ["ready", "left", 2]);
  state = act(tick(state, 1e6), { type: "how" }, 1e6);
  assert.deepEqual(state.results.map((each) => each.sets), [3, 3]);
});

test("skipping with a reason tells the reason; a part that was done is told instead", () => {
  let state = act(session([item(), walk()]), { type: "skip", reason: "no time" }, 0);
  assert.deepEqual(state.results, [{ key: "k-1", kind: "skipped", exercise: "pigeon-stretch", reason: "no time" }]);
  state = tick(act(state, { type: "start" }, 0), 65000);
  state = act(state, { type: "skip", reason: "rain" }, 65000);
  assert.equal(state.results[1].duration_s, 60);
  assert.equal(state.phase, "end");
});

test("another exercise in its place is done with its own sets", () => {
  const instead = { ...item({ exercise: "figure-four-lying" }) };
  let state = act(session([item({ swaps: [instead] }), walk()]), { type: "swap", to: "figure-four-lying" }, 0);
  assert.equal(state.items[0].exercise, "figure-four-lying");
  assert.equal(state.results[0].kind, "skipped");
  assert.equal(act(state, { type: "swap", to: "squat" }, 0).items[0].exercise, "figure-four-lying");
});

test("back begins a set again, and from its first seconds the one before", () => {
  let state = tick(act(session(), { type: "start" }, 0), 60000);
  state = act(state, { type: "back" }, 60000);
  assert.deepEqual(where(state), ["ready", "left", 2]);
  state = act(state, { type: "back" }, 61000);
  assert.deepEqual(where(state), ["ready", "left", 1]);
  assert.equal(state.done.length, 0);
});

test("repetitions are paced and counted, and done early they count whole", () => {
  let state = act(session([squats()]), { type: "start" }, 0);
  assert.equal(view(tick(state, 5000), 5000).rep, 1);
  assert.equal(view(tick(state, 17500), 17500).rep, 4);
  state = act(tick(state, 20000), { type: "next" }, 20000);
  assert.equal(state.phase, "rest");
  state = act(tick(state, 1e6), { type: "how", amounts: { both: { reps: 8 } } }, 1e6);
  assert.deepEqual(state.results[0], { key: "k-1", kind: "did", exercise: "squat", sets: 2, reps: 8, before: 3 });
});

test("a set broken off counts as far as it went", () => {
  let state = tick(act(session([squats()]), { type: "start" }, 0), 17500);
  state = act(state, { type: "skip", reason: "" }, 17500);
  assert.deepEqual([state.results[0].sets, state.results[0].reps], [1, 3]);
});

test("leaving early keeps what was done and says that the rest was left out", () => {
  let state = tick(act(session([item(), walk(), squats()]), { type: "start" }, 0), 20000);
  state = act(state, { type: "leave", reason: "no time" }, 20000);
  assert.deepEqual(state.results.map((each) => each.kind), ["did", "skipped", "skipped"]);
  assert.equal(state.phase, "end");
});

test("it sounds each phase, the last three seconds, and each repetition, once", () => {
  let state = act(session([squats()]), { type: "start" }, 0);
  const heard = [];
  for (let now = 0, before = view(state, 0); now <= 20000; now += 100) {
    state = tick(state, now, now - 100);
    const after = view(state, now);
    heard.push(...cues(before, after));
    before = after;
  }
  assert.deepEqual(heard, ["count", "count", "count", "work", "rep", "rep", "rep"]);
});

test("a state is plain data: kept as JSON it goes on as before", () => {
  const state = tick(act(session(), { type: "start" }, 0), 12000);
  assert.deepEqual(tick(JSON.parse(JSON.stringify(state)), 90000), tick(state, 90000));
});
