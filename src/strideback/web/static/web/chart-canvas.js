// The canvas over the picture: strokes and marked regions in their colours, each with its number.

/** `paint(strokes, marks, current)` draws it all; `place(event)` is a pointer in chart units. */
export function surface(svg, canvas, colours) {
  const context = canvas.getContext("2d");

  function place(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [at.x, at.y];
  }

  /** Chart units to pixels of the canvas, however the page is zoomed. */
  function fit() {
    const box = canvas.getBoundingClientRect();
    const dots = Math.min(3, window.devicePixelRatio || 1);
    const [width, height] = [Math.round(box.width * dots), Math.round(box.height * dots)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const to = svg.getScreenCTM();
    const left = (to.e - box.left) * dots;
    const top = (to.f - box.top) * dots;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(to.a * dots, 0, 0, to.d * dots, left, top);
    return 1 / to.a;
  }

  function line({ points, brush, intensity }) {
    context.beginPath();
    context.moveTo(...points[0]);
    for (const point of points.length > 1 ? points.slice(1) : points) context.lineTo(...point);
    Object.assign(context, { lineWidth: 2 * brush, lineCap: "round", lineJoin: "round" });
    context.globalAlpha = 0.78;
    context.strokeStyle = colours[Math.round(intensity) - 1];
    context.stroke();
  }

  function region({ id, intensity }) {
    const path = new Path2D(document.getElementById(id).getAttribute("d"));
    context.globalAlpha = 0.85;
    context.fillStyle = colours[intensity - 1];
    context.fill(path);
    context.globalAlpha = 1;
    Object.assign(context, { lineWidth: 1.6, strokeStyle: "#6b1710" });
    context.stroke(path);
  }

  /** The number that says what the colour says; one for neighbours that are alike. */
  function numbers(places, pixel) {
    const size = 8.5 * pixel;
    const said = [];
    for (const { at: [x, y], intensity } of places) {
      const near = ([a, b, same]) => same === intensity && Math.hypot(a - x, b - y) < 3.2 * size;
      if (said.some(near)) continue;
      said.push([x, y, intensity]);
      context.globalAlpha = 1;
      context.beginPath();
      context.arc(x, y, size, 0, 2 * Math.PI);
      Object.assign(context, { fillStyle: "#fff", strokeStyle: "#6b1710", lineWidth: pixel });
      context.fill();
      context.stroke();
      Object.assign(context, {
        fillStyle: "#3a0d08", textAlign: "center", textBaseline: "middle",
        font: `700 ${size * 1.4}px system-ui, sans-serif`,
      });
      context.fillText(String(intensity), x, y + pixel * 0.6);
    }
  }

  function paint(strokes, marks, current) {
    const pixel = fit();
    marks.forEach(region);
    strokes.forEach(line);
    if (current?.intensity) line(current);
    const middles = marks.map(({ id, intensity }) => {
      const box = document.getElementById(id).getBBox();
      return { at: [box.x + box.width / 2, box.y + box.height / 2], intensity };
    });
    const halves = strokes.map(({ points, intensity }) => ({ at: points[points.length >> 1], intensity }));
    numbers([...middles, ...halves], pixel);
  }

  return { paint, place };
}
