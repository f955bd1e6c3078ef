// Works without a network: keeps today, the plan and today's session for this runner alone, sends what was
// kept when there is a network, and says so.

import { dropTold, endRunning, keepTold, keptTold, running, send } from "./session-store.js";

const PAGES = "strideback-pages-";
const meta = (name) => document.querySelector(`meta[name="strideback-${name}"]`);
const runner = meta("runner")?.content ?? "";
const says = meta("says")?.dataset ?? {};

/** Show how many results wait on this phone; after sending, that they are in the diary. */
function show({ kept, sent = 0, refused = [] }) {
  let line = document.getElementById("kept-line");
  if (!kept && !sent) return void line?.remove();
  if (!line) {
    line = Object.assign(document.createElement("p"), { id: "kept-line", className: "note kept" });
    line.setAttribute("role", "status");
    document.getElementById("main")?.prepend(line);
  }
  line.classList.toggle("warning", kept > 0);
  const count = kept === 1 ? says.one : says.more?.replace("{count}", kept);
  line.textContent = kept ? count : says.sent;
  if (refused.length) offerToDrop(line, refused);
}

function offerToDrop(line, refused) {
  line.textContent = says.refused.replace("{why}", refused[0].why);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: says.drop });
  button.addEventListener("click", async () => {
    await dropTold(refused.map((each) => each.key));
    await refresh();
  });
  line.append(" ", button);
}

async function refresh() {
  if (runner) show({ kept: (await keptTold(runner)).length });
}

let waits = 5000;
let again = 0;

/** Send what is kept for this runner, and say how it went; what was not taken is tried again later. */
export async function flush() {
  if (!runner) return { kept: 0, sent: 0, refused: [] };
  clearTimeout(again);
  const told = await send(runner, meta("send").content);
  show(told);
  waits = told.kept > told.refused.length ? Math.min(2 * waits, 300000) : 5000;
  if (told.kept > told.refused.length && navigator.onLine !== false) again = setTimeout(() => flush().catch(() => {}), waits);
  document.dispatchEvent(new CustomEvent("strideback:sent", { detail: told }));
  return told;
}

/** A session that was left open on another day: what was done in it is told, the rest was left out. */
async function closeOld() {
  const kept = runner && (await running(runner));
  const today = meta("keep")?.content.split(":")[1];
  if (!kept || !today || kept.on >= today) return;
  const { act } = await import("./session-clock.js");
  const { results } = act(kept.state, { type: "leave", reason: "" }, kept.last);
  await keepTold(runner, results.map((each) => ({ ...each, on: kept.on })));
  await endRunning();
}

/** Keep the pages that work offline under this runner's mark; those of anybody else go. */
async function keepPages() {
  const mine = PAGES + runner;
  for (const name of await caches.keys()) {
    if (name.startsWith(PAGES) && (name !== mine || !runner)) await caches.delete(name);
  }
  const keep = meta("keep");
  if (!runner || !keep || navigator.onLine === false) return;
  const version = `${keep.content}:${meta("worker").content}`;
  const cache = await caches.open(mine);
  const noted = await cache.match("/kept-version");
  if (noted && (await noted.text()) === version) return;
  await caches.delete(mine); // a plan that no longer holds must not outlive a network that fails now
  const fresh = await caches.open(mine);
  for (const address of keep.dataset.pages.split(" ")) await keepPage(fresh, address);
  await fresh.put("/kept-version", new Response(version));
}

async function keepPage(cache, address) {
  const answer = await fetch(address, { redirect: "follow" });
  if (answer.redirected || !answer.ok) return;
  await cache.put(address, answer.clone());
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const files = [...page.querySelectorAll(dark ? "picture source" : "picture img")].map((each) => each.getAttribute(dark ? "srcset" : "src"));
  // The worker keeps them on their way through.
  await Promise.allSettled([...new Set(files)].map((file) => fetch(file)));
}

async function begin() {
  if ("serviceWorker" in navigator && meta("worker")) {
    await navigator.serviceWorker.register(meta("worker").content, { scope: "/" });
    await navigator.serviceWorker.ready;
  }
  if (navigator.onLine === false && meta("says")) tellOffline();
  await closeOld();
  await flush();
  if ("caches" in window) await keepPages();
}

function tellOffline() {
  const line = Object.assign(document.createElement("p"), { className: "note warning offline", textContent: says.offline });
  line.setAttribute("role", "status");
  document.getElementById("main")?.prepend(line);
  addEventListener("online", () => line.remove(), { once: true });
}

addEventListener("online", () => flush().catch(() => {}));
document.addEventListener("strideback:told", () => flush().catch(() => {}));
begin().catch(() => {}); // without storage or a worker the app is a website, which is enough
