// The form of a battle: the fields of a language are there as soon as it is ticked.

const boxes = [...document.querySelectorAll('input[name="languages"]')];
const rows = document.querySelector('[data-rows="prizes"]');

function show() {
  const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
  const spoken = chosen.length ? chosen : ["en"];
  for (const part of document.querySelectorAll("[data-language]")) part.hidden = !spoken.includes(part.dataset.language);
}

for (const box of boxes) box.addEventListener("change", show);
// A row that was added has fields in every language.
new MutationObserver(show).observe(rows, { childList: true });
show();
