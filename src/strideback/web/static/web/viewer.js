/* The body that can be turned: it comes only when somebody asks for it, and the picture stays below. */

const AROUND = {
  front: 0, "front-left": 45, left: 90, "back-left": 135,
  back: 180, "back-right": 225, right: 270, "front-right": 315,
};
const AIMED = [0.72, 0.03, 0.02, 1];
const FAINT = 0.35;
const END = 2; // seconds from the start of a movement to its end
const NIGHT = { Floor: [0.02, 0.03, 0.05, 1], Wall: [0.03, 0.04, 0.06, 1] };
const dark = matchMedia("(prefers-color-scheme: dark)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** The viewer, once: it asks nobody else for anything, not even for decoders that are not needed. */
let brought;
function bring(address) {
  brought ??= new Promise((found, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => {
      Object.assign(customElements.get("model-viewer"), {
        dracoDecoderLocation: "none/", ktx2TranscoderLocation: "none/", lottieLoaderLocation: "none/",
      });
      found();
    };
    script.onerror = failed;
    document.head.append(script);
  });
  return brought;
}

const drawsInThreeDimensions = () => Boolean(document.createElement("canvas").getContext("webgl2"));

/** Colours what is aimed at, and lets the other muscles be seen through. */
function colour(view, targets, sided) {
  for (const material of view.model.materials) {
    if (dark.matches && NIGHT[material.name]) {
      material.pbrMetallicRoughness.setBaseColorFactor(NIGHT[material.name]);
    }
    const [, name, side] = material.name.match(/^(.*?)(?:, (left|right))?$/);
    if (!side || !targets?.length) continue;
    const aimed = targets.includes(name) && !(sided && side === "left");
    const [red, green, blue, alpha] = material.pbrMetallicRoughness.baseColorFactor;
    material.setAlphaMode(aimed ? "OPAQUE" : "BLEND");
    material.pbrMetallicRoughness.setBaseColorFactor(
      aimed ? AIMED : [red, green, blue, Math.min(alpha, FAINT)]);
  }
}

/** The camera where the still picture was drawn from, at once. */
async function look(view, told, given) {
  const [x, y, z] = given.muscle ? [0, 0.97, 0] : told.centre;
  const far = given.muscle ? 1.5 : told.radius * 3.8;
  const around = given.around || AROUND[told.seen_from];
  view.cameraTarget = `${x}m ${y}m ${z}m`;
  view.cameraOrbit = `${around}deg ${90 - told.from_above}deg ${far}m`;
  await view.updateComplete;
  view.jumpCameraToGoal();
}

const laidOut = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

function button(words, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button quiet";
  made.textContent = words;
  made.addEventListener("click", press);
  return made;
}

/** A tap, and no drag, tells the name of the muscle below it. */
function tellNames(view, tells) {
  let from = null;
  view.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY]; });
  view.addEventListener("click", (event) => {
    if (from && Math.hypot(event.clientX - from[0], event.clientY - from[1]) > 6) return;
    const name = view.materialFromPoint(event.clientX, event.clientY)?.name;
    tells.hidden = !name?.includes(",");
    tells.textContent = tells.hidden ? "" : name;
  });
}

function started(given) {
  const view = document.createElement("model-viewer");
  for (const [name, value] of Object.entries({
    alt: given.alt, "camera-controls": "", "disable-tap": "", "touch-action": "pan-y", "environment-image": "neutral", exposure: "1",
    "shadow-intensity": "0", "interaction-prompt": "none", "field-of-view": "30deg",
    "min-camera-orbit": "auto auto 0.4m", "max-camera-orbit": "auto 95deg 8m",
  })) view.setAttribute(name, value);
  return view;
}

async function turn(place) {
  const given = place.dataset;
  const stage = place.querySelector(".stage");
  const says = place.querySelector("[data-says]");
  const still = [...stage.children];
  const ask = place.querySelector("[data-turn]");
  ask.disabled = true;
  says.textContent = given.wait;
  try {
    if (!drawsInThreeDimensions()) throw new Error("no WebGL");
    await bring(given.viewer);
    const view = started(given);
    const loaded = new Promise((found, failed) => {
      view.addEventListener("load", found, { once: true });
      view.addEventListener("error", failed, { once: true });
    });
    view.src = given.body;
    view.className = "coming";
    stage.append(view);
    await loaded;
    still.forEach((each) => { each.hidden = true; });
    view.className = "";
    await laidOut();
    await show(view, given);
    controls(place, view, still, ask);
    says.textContent = given.tap;
  } catch {
    stage.querySelector("model-viewer")?.remove();
    still.forEach((each) => { each.hidden = false; });
    ask.hidden = true;
    says.textContent = given.failed;
  }
}

async function show(view, given) {
  const told = view.originalGltfJson.animations.find((each) => each.name === given.animation).extras;
  colour(view, given.muscle ? [given.muscle] : told.targets, told.sided);
  view.animationName = given.animation;
  await view.updateComplete;
  await look(view, told, given);
  const tells = document.createElement("p");
  tells.className = "tapped";
  tells.setAttribute("role", "status");
  tells.hidden = true;
  view.parentElement.append(tells);
  tellNames(view, tells);
}

function controls(place, view, still, ask) {
  const given = place.dataset;
  const bar = place.querySelector("[data-controls]");
  const play = button(given.play, () => (view.paused ? go() : halt()));
  const go = () => { view.play({ repetitions: Infinity, pingpong: true }); play.textContent = given.pause; };
  const halt = () => { view.pause(); play.textContent = given.play; };
  const close = button(given.close, () => {
    view.remove();
    place.querySelector(".tapped")?.remove();
    still.forEach((each) => { each.hidden = false; });
    play.remove();
    close.remove();
    place.querySelector("[data-says]").textContent = "";
    ask.hidden = ask.disabled = false;
    ask.focus();
  });
  ask.hidden = true;
  if (!given.muscle) bar.append(play);
  bar.append(close);
  if (given.muscle || calm.matches) {
    halt();
    view.currentTime = given.muscle ? 0 : Math.min(END, view.duration);
  } else go();
  view.scrollIntoView({ block: "center" });
  view.focus({ preventScroll: true });
}

for (const place of document.querySelectorAll("[data-turning]")) {
  place.querySelector("[data-turn]").addEventListener("click", () => turn(place));
}
