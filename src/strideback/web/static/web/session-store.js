// What a phone keeps: results until the diary has them, and the session that runs, in IndexedDB.

const NAME = "strideback";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("told", { keyPath: "key" });
      asked.result.createObjectStore("running", { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function within(store, mode, work) {
  const db = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(store, mode);
      const asked = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    db.close();
  }
}

/** Keep results under their keys; the same key again changes nothing. */
export async function keepTold(runner, entries) {
  await within("told", "readwrite", (store) => entries.forEach((entry) => store.put({ key: entry.key, runner, entry })) ?? null);
}

/** What is kept of this runner and not yet in the diary. */
export async function keptTold(runner) {
  const all = await within("told", "readonly", (store) => store.getAll());
  return all.filter((each) => each.runner === runner);
}

/** Drop results: the diary has them, or the runner does not want them. */
export async function dropTold(keys) {
  await within("told", "readwrite", (store) => keys.forEach((key) => store.delete(key)) ?? null);
}

/** Keep the session that runs, so that it goes on after the page was closed. */
export async function keepRunning(runner, on, state, last) {
  await within("running", "readwrite", (store) => store.put({ id: "session", runner, on, state, last }));
}

/** The session that runs for this runner, on whatever day it was begun, or null. */
export async function running(runner) {
  const kept = await within("running", "readonly", (store) => store.get("session"));
  return kept && kept.runner === runner ? kept : null;
}

/** No session runs any more. */
export async function endRunning() {
  await within("running", "readwrite", (store) => store.delete("session"));
}

function cookie(name) {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

let sending = null;

/** Send what is kept; one sending at a time.  Gives {kept, refused}: what stays here, and why some of it does. */
export function send(runner, address) {
  sending ??= sendNow(runner, address).finally(() => {
    sending = null;
  });
  return sending;
}

function post(runner, address, entries) {
  return fetch(address, {
    method: "POST",
    redirect: "error", // a door that closed meanwhile has not taken anything
    headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
    body: JSON.stringify({ runner, entries }),
  });
}

/** Whoever listens hears that the runner should be seen first: it was told on another device, perhaps. */
async function heard(answer) {
  const told = await answer.json();
  if (told.stop) document.dispatchEvent(new CustomEvent("strideback:stop"));
  return told;
}

/** Say that a session was begun; nothing is kept where it fails, for the first result says it too. */
export function sayBegun(runner, address, entry) {
  ask(runner, address, [entry]);
}

/** Ask whether the session may go on; without a network nobody can say, and it does. */
export function ask(runner, address, entries = []) {
  if (navigator.onLine === false) return;
  post(runner, address, entries).then((answer) => answer.ok && heard(answer)).catch(() => {});
}

async function sendNow(runner, address) {
  const kept = await keptTold(runner);
  if (!kept.length || navigator.onLine === false) return { kept: kept.length, sent: 0, refused: [] };
  let told;
  try {
    const answer = await post(runner, address, kept.slice(0, 200).map((each) => each.entry));
    if (!answer.ok) return { kept: kept.length, sent: 0, refused: [] };
    told = await heard(answer);
  } catch {
    return { kept: kept.length, sent: 0, refused: [] };
  }
  await dropTold(told.kept);
  const left = await keptTold(runner);
  return { kept: left.length, sent: told.kept.length, refused: told.refused };
}
