// A page that is shared closes in an open tab too, once its runner takes it back or its time is over.
// It asks by HEAD, which shows nothing and counts as no look.  Without a network it stays as it is.

const EVERY_MS = 60_000;

async function check() {
  if (document.visibilityState !== "visible") return;
  const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-store", redirect: "manual" }).catch(() => null);
  if (!answer || answer.ok || answer.status >= 500) return; // signed out is a redirect, and closed as well
  document.getElementById("main").replaceChildren(); // at once, before the page that says why is there
  location.reload();
}

document.addEventListener("visibilitychange", check);
addEventListener("pageshow", (event) => event.persisted && check()); // brought back from the browser's memory
setInterval(check, EVERY_MS);
