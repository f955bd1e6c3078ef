// The service worker: pages from the network first, then as they were last seen; the app's own files from
// the cache of this version first.  It stores no page by itself: offline.js does, under the runner's mark.

const VERSION = new URL(self.location).searchParams.get("v") ?? "0";
const STATIC = `strideback-static-${VERSION}`;
const SHELL = ["app.css", "app.js", "icons.svg", "icon.svg", "session.css", "plan.css", "session.js", "session-clock.js", "session-dose.js", "session-facts.js", "session-sound.js", "session-store.js", "session-view.js", "offline.js"];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(STATIC)
      .then((cache) => Promise.allSettled(SHELL.map((name) => cache.add(new Request(`/static/web/${name}`, { cache: "reload" })))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("strideback-static-") && name !== STATIC).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/static/viewer/") || address.pathname.endsWith(".glb")) return; // large, and only wanted with a network
  if (address.pathname.startsWith("/static/")) event.respondWith(fromCache(request));
  else if (request.mode === "navigate") event.respondWith(fromNetwork(request));
});

async function fromCache(request) {
  const cache = await caches.open(STATIC);
  const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await cache.put(request, answer.clone());
  return answer;
}

async function fromNetwork(request) {
  try {
    return await fetch(request);
  } catch (gone) {
    const kept = await seenLast(request);
    if (kept) return kept;
    if (await seenLast("/")) return Response.redirect("/"); // what was never kept: today instead
    throw gone;
  }
}

/** A page as it was last seen.  Only one runner's pages are ever there. */
async function seenLast(request) {
  const names = (await caches.keys()).filter((name) => name.startsWith("strideback-pages-"));
  for (const name of names) {
    const kept = await (await caches.open(name)).match(request, { ignoreSearch: true, ignoreVary: true });
    if (kept) return kept;
  }
  return null;
}

// --- notifications --------------------------------------------------------------------------------

self.addEventListener("push", (event) => {
  const { title = "strideback", says = "", tag, to = "/" } = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(title, { body: says, tag, icon: "/static/web/icon-192.png", badge: "/static/web/icon-192.png", data: { to } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data?.to ?? "/", self.location.origin).pathname));
});

/** A window of the app that is there already, or a new one. */
async function open(path) {
  for (const each of await self.clients.matchAll({ type: "window" })) {
    if (new URL(each.url).pathname === path) return each.focus();
  }
  return self.clients.openWindow(path);
}
