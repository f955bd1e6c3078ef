/* Touch a chart, and the sentence of what lies nearest stands below it.  Without this the table has
   the same figures, and a mouse still sees each point's own title. */
const SIDEWAYS = 2; // along the time line the nearest day counts more than the height of a finger
const BEHIND = 24; // what lies behind the points, as a flare does, is meant only far from them

function farness(shape, { clientX, clientY }) {
  const { left, right, top, bottom } = shape.getBoundingClientRect();
  const beside = Math.max(0, left - clientX, clientX - right);
  const above = Math.max(0, top - clientY, clientY - bottom);
  return Math.hypot(SIDEWAYS * beside, above) + (shape.matches(".flare, .relapse") ? BEHIND : 0);
}

function nearest(shapes, event) {
  const far = shapes.map((each) => farness(each, event));
  return shapes[far.indexOf(Math.min(...far))];
}

for (const touched of document.querySelectorAll("[data-touched]")) {
  const charts = touched.parentElement.querySelectorAll(".drawn > svg");
  for (const chart of charts) {
    const shapes = [...chart.querySelectorAll("g:has(> title)")];
    let picked;
    const pick = (event) => {
      const now = nearest(shapes, event);
      if (!now || now === picked) return;
      picked?.classList.remove("picked");
      picked = now;
      picked.classList.add("picked");
      touched.textContent = picked.querySelector("title").textContent;
    };
    chart.addEventListener("pointerdown", pick);
    chart.addEventListener("pointermove", pick);
  }
}
