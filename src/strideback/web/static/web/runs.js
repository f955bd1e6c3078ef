/* Sending files: what was chosen, how much of it is sent, and files dropped on the page.
   Without this the form is sent as any other. */
const form = document.getElementById("bring");
const files = document.getElementById("files");
const chosen = document.getElementById("files-chosen");
const drop = form.querySelector(".drop");
const sending = form.querySelector(".sending");
const bar = document.getElementById("sent");

const bytes = () => [...files.files].reduce((sum, { size }) => sum + size, 0);
const size = (count) => new Intl.NumberFormat(document.documentElement.lang, {
  style: "unit", unit: "megabyte", maximumFractionDigits: 1,
}).format(count / 2 ** 20);

function show() {
  const [first] = files.files;
  chosen.textContent = !first ? "" : files.files.length === 1 ? `${first.name}, ${size(bytes())}` : `${files.files.length} × …, ${size(bytes())}`;
  const tooMuch = bytes() > Number(form.dataset.most);
  files.setCustomValidity(tooMuch ? form.dataset.tooMuch : "");
  if (tooMuch) files.reportValidity();
}
files.addEventListener("change", show);

for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over-it"); });
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over-it"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  files.files = event.dataTransfer.files;
  show();
});

function fail(says) {
  sending.hidden = true;
  chosen.textContent = says;
  form.querySelector("button").disabled = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const sent = new XMLHttpRequest();
  sent.open("POST", form.action);
  sent.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = 100 * loaded / total; });
  sent.upload.addEventListener("load", () => bar.removeAttribute("value"));
  sent.addEventListener("error", () => fail(form.dataset.cut));
  sent.addEventListener("load", () => {
    if (sent.status < 400) return location.assign(sent.responseURL);
    const answer = new DOMParser().parseFromString(sent.responseText, "text/html");
    fail(answer.querySelector("#files-error")?.textContent ?? form.dataset.cut);
  });
  sending.hidden = false;
  sent.send(new FormData(form));
});
