// Long forms: bring the reader to the first error, add rows to a list, and count what is answered.

document.querySelector("[data-first-error]")?.focus();

for (const button of document.querySelectorAll("[data-add-row]")) {
  const name = button.dataset.addRow;
  const rows = document.querySelector(`[data-rows="${name}"]`);
  const blank = document.querySelector(`[data-row-of="${name}"]`);
  const total = document.querySelector(`[name="${name}-TOTAL_FORMS"]`);
  button.hidden = false;
  button.addEventListener("click", () => {
    const row = document.createElement("div");
    row.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    total.value = Number(total.value) + 1;
    rows.append(...row.children);
    rows.lastElementChild.querySelector("input").focus();
  });
}

const progress = document.querySelector("[data-progress]");
if (progress) {
  const form = progress.closest("form");
  const questions = [...form.querySelectorAll("[data-question]")];
  const bar = progress.querySelector("meter");
  const told = progress.querySelector("[data-told]");
  const count = () => {
    const answered = questions.filter((question) =>
      [...question.querySelectorAll("input")].some((input) =>
        input.type === "radio" ? input.checked && input.value : input.value.trim(),
      ),
    ).length;
    bar.value = answered;
    told.textContent = progress.dataset.text.replace("{answered}", answered).replace("{all}", questions.length);
  };
  form.addEventListener("input", count);
  count();
  progress.hidden = false;
}
