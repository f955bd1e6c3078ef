// Strokes as numbers: the diary's own notation, fewer points, rubbing out.  Nothing here draws.
// A stroke is {points: [[x, y], …], brush, intensity} in chart units; its brush is a radius.

const short = (value) => String(Math.round(value * 10) / 10);

/** Strokes from the notation `x,y;x,y@brush:intensity`, with blanks between them. */
export function read(text) {
  return text.split(/\s+/).filter(Boolean).map((part) => {
    const [points, how] = part.split("@");
    const [brush, intensity] = how.split(":").map(Number);
    return { points: points.split(";").map((each) => each.split(",").map(Number)), brush, intensity };
  });
}

/** The same strokes in that notation. */
export function written(strokes) {
  return strokes
    .map(({ points, brush, intensity }) => {
      const line = simpler(points).map(([x, y]) => `${short(x)},${short(y)}`).join(";");
      return `${line}@${short(brush)}:${short(intensity)}`;
    })
    .join(" ");
}

/** The points that matter: none that is left out lies further than `off` from the line. */
export function simpler(points, off = 0.7) {
  if (points.length < 3) return points;
  const kept = new Set([0, points.length - 1]);
  const open = [[0, points.length - 1]];
  while (open.length) {
    const [from, to] = open.pop();
    let far = off, at = -1;
    for (let i = from + 1; i < to; i += 1) {
      const away = distance(points[i], points[from], points[to]);
      if (away > far) [far, at] = [away, i];
    }
    if (at < 0) continue;
    kept.add(at);
    open.push([from, at], [at, to]);
  }
  return points.filter((_, i) => kept.has(i));
}

/** What is left of the strokes where a round eraser has been. */
export function rubbed(strokes, at, reach) {
  return strokes.flatMap((stroke) => {
    const near = stroke.points.some((point, i) =>
      distance(at, point, stroke.points[Math.max(0, i - 1)]) < reach + stroke.brush * 0.6);
    return near ? pieces(stroke, at, reach + stroke.brush * 0.6) : [stroke];
  });
}

function pieces(stroke, at, reach) {
  const left = [];
  let piece = [];
  const end = () => {
    if (piece.length) left.push({ ...stroke, points: piece });
    piece = [];
  };
  for (const point of dense(stroke.points, 2)) {
    if (Math.hypot(point[0] - at[0], point[1] - at[1]) < reach) end();
    else piece.push(point);
  }
  end();
  return left;
}

/** The line with a point at least every `step` units. */
function dense(points, step) {
  const found = [points[0]];
  for (let i = 1; i < points.length; i += 1) {
    const [[x0, y0], [x1, y1]] = [points[i - 1], points[i]];
    const count = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / step));
    for (let k = 1; k <= count; k += 1) {
      found.push([x0 + ((x1 - x0) * k) / count, y0 + ((y1 - y0) * k) / count]);
    }
  }
  return found;
}

/** From a point to the piece of line between two others. */
function distance([x, y], [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const share = length ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length)) : 0;
  return Math.hypot(x - x0 - share * dx, y - y0 - share * dy);
}
