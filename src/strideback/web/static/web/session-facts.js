// What a session tells the diary: each exercise done or skipped, with the dose in fact done.
// Pure: no page, no clock.

/** The sets done on a side as the diary tells them; null when there are none.  It never overstates. */
export function factsOf(done, side) {
  const mine = done.filter((each) => each.side === side);
  if (!mine.length) return null;
  const least = (key) => Math.min(...mine.map((each) => each[key]));
  if (mine[0].timed) return { duration_s: mine.reduce((sum, each) => sum + each.seconds, 0) };
  if (mine[0].reps != null) {
    const held = mine[0].hold_s == null ? {} : { hold_s: least("hold_s") };
    return { sets: mine.length, reps: least("reps"), ...held };
  }
  if (mine[0].distance_m != null) return { sets: mine.length, distance_m: least("distance_m") };
  return { sets: mine.length, hold_s: least("seconds") };
}

/** The facts with what the runner corrected: fewer or more sets, repetitions or minutes. */
export function mended(facts, amount) {
  if (!amount) return facts;
  if (amount.sets === 0 || amount.reps === 0 || amount.duration_s === 0) return null;
  const kept = Object.entries(amount).filter(([, value]) => value != null);
  return kept.length ? { ...facts, ...Object.fromEntries(kept) } : facts;
}

/** Keep what was done of the present exercise, a side at a time; without any of it, that it was skipped. */
export function settle(state, told) {
  const item = state.items[state.place];
  const made = [];
  for (const side of item.sides.length ? item.sides : [null]) {
    const facts = mended(factsOf(state.done, side), told.amounts?.[side ?? "both"]);
    const hurt = "hurt" in told && told.hurt === side;
    if (!facts && !hurt) continue;
    made.push(didOf(state, item, side, facts ?? {}, hurt || !("hurt" in told) ? told : {}));
  }
  if (!made.length) made.push({ kind: "skipped", exercise: item.exercise, reason: told.reason ?? "" });
  keep(state, made);
}

function didOf(state, item, side, facts, told) {
  const given = {
    side,
    ...facts,
    before: state.pain,
    during: state.during[side],
    after: told.after,
    effort: told.effort,
    step: state.chosen && !state.lighter && state.step !== item.step ? state.step + 1 : null,
    signs: told.signs?.length ? told.signs : null,
    good_form: told.good_form === false ? false : null,
  };
  const kept = Object.entries(given).filter(([, value]) => value != null);
  return { kind: "did", exercise: item.exercise, ...Object.fromEntries(kept) };
}

/** Keep that everything behind the present exercise was skipped. */
export function skipRest(state, reason) {
  const left = state.items.slice(state.place + 1);
  keep(state, left.map((each) => ({ kind: "skipped", exercise: each.exercise, reason })));
}

function keep(state, made) {
  for (const each of made) state.results.push({ key: `${state.id}-${state.results.length + 1}`, ...each });
}
