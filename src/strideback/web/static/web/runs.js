/* Sending files: what was chosen, how much of it is sent, and files dropped on the page.
   Without this the form is sent as any other. */
const form = document.getElementById("bring");
const files = document.getElementById("files");
const chosen = document.getElementById("files-chosen");
const drop = form.querySelector(".drop");
const sending = form.querySelector(".sending");
const bar = document.getElementById("sent");

const SHOWN = 6;
const bytes = () => [...files.files].reduce((sum, { size }) => sum + size, 0);
const size = (count) => {
  const [unit, each] = count < 2 ** 20 ? ["kilobyte", 2 ** 10] : ["megabyte", 2 ** 20];
  const told = { style: "unit", unit, maximumFractionDigits: unit === "megabyte" ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, told).format(Math.max(1, count / each));
};

function row(name, weight) {
  const line = document.createElement("li");
  const figure = document.createElement("span");
  figure.textContent = weight;
  line.append(name, figure);
  return line;
}

function list() {
  const rows = document.createElement("ul");
  rows.className = "chosen";
  for (const each of [...files.files].slice(0, SHOWN)) rows.append(row(each.name, size(each.size)));
  const more = files.files.length - SHOWN;
  if (more > 0) rows.append(row(chosen.dataset.more.replace("{num}", more), size(bytes())));
  return rows;
}

function show() {
  chosen.replaceChildren(...(files.files.length ? [list()] : []));
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
