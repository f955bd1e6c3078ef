// Notifications in this browser: allowed by a press of the button, and never asked for before.
const card = document.getElementById("push");
const [allow, end, says] = ["allow", "end", "says"].map((name) => card.querySelector(`[data-${name}]`));
const csrf = card.querySelector("input").value;

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

const ours = (kept) => new Uint8Array(kept.options.applicationServerKey ?? []).join() === bytes(card.dataset.key).join();

/** What the page calls this browser, where the server knows it as this runner's. */
async function mark(endpoint) {
  const told = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return Array.from(new Uint8Array(told), (each) => each.toString(16).padStart(2, "0")).join("");
}

async function show() {
  const worker = await navigator.serviceWorker.ready;
  let kept = await worker.pushManager.getSubscription();
  if (kept && !ours(kept)) {
    await kept.unsubscribe(); // the server has a new key, and cannot reach this browser by the old one
    kept = null;
  }
  const known = Boolean(kept) && card.dataset.known.split(" ").includes(await mark(kept.endpoint));
  allow.hidden = known;
  end.hidden = !known;
  if (Notification.permission === "denied") says.textContent = card.dataset.denied;
}

async function tell(address, told) {
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": csrf }, body: new URLSearchParams(told) });
  if (!answer.ok) throw new Error(answer.status === 422 ? await answer.text() : card.dataset.failed);
}

allow.addEventListener("click", async () => {
  says.textContent = "";
  if ((await Notification.requestPermission()) !== "granted") return show();
  try {
    const worker = await navigator.serviceWorker.ready;
    const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(card.dataset.key) });
    const { endpoint, keys } = made.toJSON();
    await tell(card.dataset.keep, { endpoint, ...keys }).catch(async (why) => {
      await made.unsubscribe(); // a browser that nobody writes to should not think so
      throw why;
    });
    location.reload();
  } catch (why) {
    says.textContent = why.name === "Error" ? why.message : card.dataset.failed;
  }
});

end.addEventListener("click", async () => {
  const worker = await navigator.serviceWorker.ready;
  const kept = await worker.pushManager.getSubscription();
  if (kept) await tell(card.dataset.leave, { endpoint: kept.endpoint }).catch(() => {}); // it is gone for the server at its next note
  await kept?.unsubscribe();
  location.reload();
});

if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) show();
else says.textContent = card.dataset.denied;
