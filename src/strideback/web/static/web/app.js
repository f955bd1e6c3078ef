/* Small comforts on every page; everything works without them. */

// The runner's day is right before the time zone is confirmed.
const safe = location.protocol === "https:" ? "; secure" : "";
document.cookie = `zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; path=/; max-age=31536000; samesite=lax${safe}`;

// The menu behind "More" closes when a link in it is followed or the page comes back from memory.
const more = document.getElementById("more");
addEventListener("pageshow", () => more?.matches(":popover-open") && more.hidePopover());

// A form is sent once: a second press of the button would be refused as old.
document.addEventListener("submit", ({ target, submitter }) => {
  if (target.method !== "post" || target.hasAttribute("data-again")) return;
  setTimeout(() => { if (submitter) submitter.disabled = true; });
  addEventListener("pageshow", () => { if (submitter) submitter.disabled = false; }, { once: true });
});

// A request in the background that fails is said where it was sent, and can be sent again: a form of a
// whole page shows the browser's own page.
const words = document.querySelector('meta[name="strideback-says"]')?.dataset ?? {};
const told = () => document.getElementById("not-sent");

function notSent({ target, type }) {
  const form = target.closest("form") ?? target.querySelector("form");
  told()?.remove();
  const line = Object.assign(document.createElement("p"), { id: "not-sent", className: "note error" });
  line.setAttribute("role", "alert");
  line.textContent = type === "htmx:responseError" ? words.failed : words.lost;
  const bar = form?.querySelector(".bar");
  if (bar) bar.before(line);
  else (form ?? document.getElementById("main")).prepend(line);
  for (const button of form?.querySelectorAll("button") ?? []) button.disabled = false;
  line.scrollIntoView({ block: "nearest" });
}

for (const each of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(each, notSent);
document.addEventListener("htmx:beforeRequest", () => told()?.remove());

// Where the answer says what is wrong, go there.
document.querySelector(".error")?.closest("fieldset, .field, form")?.querySelector("input, select, textarea")?.focus();
