// Says how many applications a bulk button will touch, and keeps those buttons off while it is none.
const told = document.querySelector("[data-chosen]");
const form = told?.closest("form");
if (form) {
  const update = () => {
    const count = form.querySelectorAll("[name=keys]:checked").length;
    told.textContent = told.dataset.text.replace("{count}", count);
    form.querySelector(".bulk").toggleAttribute("data-active", count > 0);
    for (const button of form.querySelectorAll(".bulk button")) button.disabled = count === 0;
  };
  form.addEventListener("change", update);
  update();
}
