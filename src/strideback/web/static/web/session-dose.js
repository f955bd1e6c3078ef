// How much of an exercise: its sets, made lighter or harder, and what there is of one that was broken off.
// Pure: no page, no clock.

/** The sets of an item on a rung of its ladder, in order. */
export function setsOf(item, step) {
  return item.rungs[step].sets.map((each) => ({ ...each }));
}

/** The next rung below or above that can be done here, or null. */
export function rungBeside(item, step, by) {
  for (let at = step + by; at >= 0 && at < item.rungs.length; at += by) {
    if (item.rungs[at].at_hand && (by < 0 || at <= item.highest)) return at;
  }
  return null;
}

/** The sets with those from `at` on as another rung has them; what is done stays. */
export function onRung(queue, at, item, step) {
  const passed = queue.slice(0, at);
  const side = queue[at]?.side;
  const behind = (each) =>
    passed.some((one) => one.side === each.side && one.number === each.number) ||
    (each.side !== side && passed.some((one) => one.side === each.side));
  return [...passed, ...setsOf(item, step).filter((each) => !behind(each))];
}

/** The sets with half of what is left from `at` on, `elapsed` seconds into that one. */
export function halved(queue, at, elapsed) {
  return queue.map((each, place) => {
    if (place < at) return each;
    const gone = place === at ? Math.min(elapsed, each.seconds) : 0;
    const share = each.seconds ? gone / each.seconds : 0;
    const half = (whole) => (whole == null ? whole : Math.ceil(whole * (share + (1 - share) / 2) - 1e-9));
    const hold = each.reps == null ? half(each.hold_s) : each.hold_s;
    return { ...each, seconds: half(each.seconds), reps: half(each.reps), hold_s: hold, distance_m: half(each.distance_m) };
  });
}

/** What of a set was done after so many seconds; null when nothing was. */
export function partOf(set, seconds) {
  const whole = seconds >= set.seconds;
  const share = set.seconds ? Math.min(1, seconds / set.seconds) : 1;
  const part = { ...set, seconds: whole ? set.seconds : Math.floor(seconds) };
  if (set.reps != null) part.reps = Math.floor(set.reps * share + 1e-9);
  if (set.distance_m != null) part.distance_m = Math.floor(set.distance_m * share + 1e-9);
  return part.seconds < 1 || part.reps === 0 || part.distance_m === 0 ? null : part;
}
