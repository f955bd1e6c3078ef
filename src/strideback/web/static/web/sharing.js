// Copying an address, the browser's own way to share, and printing; none of them is needed.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue; // there is none without TLS
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  });
}

const share = document.querySelector("[data-share]");
if (share && navigator.share) {
  const { title, url, share: words } = share.dataset;
  const text = document.getElementById(words).innerText.replace(/\n{2,}/g, "\n");
  share.hidden = false;
  share.addEventListener("click", () => navigator.share({ title, text, ...(url && { url }) }).catch(() => {})); // closed again: no fault
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

document.getElementById("made")?.focus();
