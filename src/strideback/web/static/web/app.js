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

// Where the answer says what is wrong, go there.
document.querySelector(".error")?.closest("fieldset, .field, form")?.querySelector("input, select, textarea")?.focus();
