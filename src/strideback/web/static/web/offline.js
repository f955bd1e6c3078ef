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

const keep = meta("keep");
const mine = PAGES + runner;
const version = keep && `${keep.content}:${meta("worker").content}`;

/** A plan that no longer holds goes, before anything that takes time or a network; so do pages of anybody else. */
async function dropOld() {
  if (!("caches" in window)) return;
  if (keep && "stop" in keep.dataset) await caches.delete(mine); // at once, without a look
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES));
  await Promise.all(names.filter((name) => name !== mine || !runner).map((name) => caches.delete(name)));
  if (runner && keep && names.includes(mine) && !(await holds())) await caches.delete(mine);
}

/** Whether the pages that are kept are of this diary, as it is, and of this day and version. */
async function holds() {
  const noted = await (await caches.open(mine)).match("/kept-version");
  return Boolean(noted) && (await noted.text()) === version;
}

/** Keep the pages that work offline under this runner's mark. */
async function keepPages() {
  if (!("caches" in window) || !runner || !keep || navigator.onLine === false || (await holds())) return;
  await caches.delete(mine);
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

// --- who has to be seen first ----------------------------------------------------------------------

const NEWEST = "strideback-newest";
const last = Number(keep?.content.split(":")[0] ?? 0);

/** Where the diary stood on the newest page of this browser, and whether it said to be seen first. */
function newest() {
  try {
    const noted = JSON.parse(localStorage.getItem(NEWEST));
    return noted?.runner === runner ? noted : null;
  } catch {
    return null;
  }
}

/** True where another window knows of a referral, and this one may still show a plan or a session. */
function old() {
  const noted = newest();
  return Boolean(keep && noted?.stop && noted.last > last && !("stop" in keep.dataset));
}

/** An old page goes: the same address then says what is to be done.  A question that is open stays. */
function closeOldPage() {
  if (old() && !location.pathname.startsWith("/screen")) location.reload();
}

function note() {
  if (!runner || !keep) return;
  const again = `${NEWEST}:${newest()?.last}`;
  if (old() && !sessionStorage.getItem(again)) { // once: a diary that was restored has fewer entries
    sessionStorage.setItem(again, "1");
    return void closeOldPage();
  }
  localStorage.setItem(NEWEST, JSON.stringify({ runner, last, stop: "stop" in keep.dataset }));
}

// What a phone sends is answered with what the diary says by now.
document.addEventListener("strideback:stop", () => {
  if (keep && !("stop" in keep.dataset) && !location.pathname.startsWith("/screen")) location.reload();
});
addEventListener("storage", ({ key }) => key === NEWEST && closeOldPage());
addEventListener("pageshow", ({ persisted }) => persisted && closeOldPage());
document.addEventListener("visibilitychange", closeOldPage);

// The diary moves on with the answer to a question, whatever becomes of its reply and of the next page.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.requestConfig?.verb === "post" && "caches" in window) caches.delete(mine).catch(() => {});
});

async function begin() {
  if ("serviceWorker" in navigator && meta("worker")) {
    await navigator.serviceWorker.register(meta("worker").content, { scope: "/" });
    await navigator.serviceWorker.ready;
  }
  if (navigator.onLine === false && meta("says")) tellOffline();
  await dropped.catch(() => {});
  await closeOld();
  await flush();
  await keepPages();
}

function tellOffline() {
  const line = Object.assign(document.createElement("p"), { className: "note warning offline", textContent: says.offline });
  line.setAttribute("role", "status");
  document.getElementById("main")?.prepend(line);
  addEventListener("online", () => line.remove(), { once: true });
}

addEventListener("online", () => flush().catch(() => {}));
document.addEventListener("strideback:told", () => flush().catch(() => {}));
try {
  note();
} catch {
  // without storage there is nothing kept that could be old
}
const dropped = dropOld();
begin().catch(() => {}); // without storage or a worker the app is a website, which is enough
