// Says how many applications a bulk button will touch, and keeps those buttons off while it is none.
const told = document.querySelector("[data-chosen]");
const form = told?.closest("form");
if (form) {
  const rows = [...form.querySelectorAll("[name=keys]")];
  const all = form.querySelector("[data-pick-all]");
  const every = all?.querySelector("input");
  const buttons = [...form.querySelectorAll(".bulk button")];
  const update = () => {
    const count = rows.filter((row) => row.checked).length;
    told.textContent = told.dataset.text.replace("{count}", count);
    form.querySelector(".bulk").toggleAttribute("data-active", count > 0);
    for (const button of buttons) {
      button.disabled = count === 0;
      button.querySelector("[data-count]").textContent = count ? ` (${count})` : "";
    }
    if (every) {
      every.checked = count > 0 && count === rows.length;
      every.indeterminate = count > 0 && count < rows.length;
    }
  };
  if (all) {
    all.hidden = false;
    form.querySelector("[data-pick-none]").remove();
    every.addEventListener("change", () => {
      for (const row of rows) row.checked = every.checked;
    });
  }
  form.addEventListener("change", update);
  update();
}
