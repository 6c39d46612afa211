// Sharing: copies the secret that is shown once and takes it off the page when the reader leaves, so that "back" does not
// show it again; a button that makes a token works once; the budget is asked of a black box only.
const secret = document.querySelector("[data-secret]");
if (secret) {
  const text = secret.querySelector("[data-secret-text]");
  const button = secret.querySelector("[data-copy]");
  const told = secret.querySelector("[data-copy-told]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      told.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(text); // not allowed here: the reader copies it by hand
    }
  });
  addEventListener("pagehide", () => secret.remove());
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
}
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[data-once] button")) button.disabled = false;
});

const budget = document.querySelector("[data-only-box]");
if (budget) {
  const form = budget.closest("form");
  const update = () => {
    budget.hidden = form.querySelector("[name=box]:checked")?.value !== budget.dataset.onlyBox;
  };
  form.addEventListener("change", update);
  update();
}
