// "None of these" and "Not sure" stand alone: choosing one unticks the rest, and the other way round.
// Without this script the server says the same in a sentence.
const ALONE = new Set(["none", "not-sure"]);

document.addEventListener("change", ({ target }) => {
  if (target.name !== "answer" || target.type !== "checkbox" || !target.checked) return;
  const form = target.form;
  const alone = ALONE.has(target.value);
  for (const other of form.querySelectorAll('input[type="checkbox"][name="answer"]')) {
    if (other !== target && (alone || ALONE.has(other.value))) other.checked = false;
  }
  if (alone) {
    for (const written of form.querySelectorAll('input[type="text"][name="answer"], input[type="date"][name="answer"]')) written.value = "";
  }
});

document.addEventListener("input", ({ target }) => {
  if (target.name !== "answer" || !["text", "date"].includes(target.type) || !target.value) return;
  for (const box of target.form.querySelectorAll('input[type="checkbox"][name="answer"]')) box.checked = false;
});
