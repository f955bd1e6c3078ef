// The browser's own time zone: chosen at once where none is confirmed, offered where another one is.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const select = document.getElementById("time_zone");
const here = document.getElementById("zone-here");
const known = zone && [...select.options].some((option) => option.value === zone);

if (known && select.value !== zone && !select.hasAttribute("aria-invalid")) {
  if (select.dataset.confirmed === "no") {
    select.value = zone;
  } else {
    here.querySelector("strong").textContent = zone.replaceAll("_", " ");
    here.querySelector("button").addEventListener("click", () => {
      select.value = zone;
      here.hidden = true;
      select.focus();
    });
    here.hidden = false;
  }
}
