// The mapping editor: where the file is small its preview follows every change, by the same address as the button.

const WAIT = 700;
const form = document.querySelector("[data-mapping]");
const told = form.querySelector("[data-told]");
const area = document.querySelector("[data-text]");
const takeAll = form.querySelector("[data-take-all]");
let timer, running, textChanged = false, changed = false;

const say = (what) => { told.textContent = told.dataset[what] ?? ""; };

async function preview() {
  running?.abort();
  const mine = (running = new AbortController());
  say("working");
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "X-Fragment": "preview" }, signal: mine.signal,
    });
    if (answer.redirected || answer.status === 403) { // signed out meanwhile; the browser asks before fields are lost
      say("failed");
      return location.reload();
    }
    if (answer.status === 422) return say("wrong");
    if (!answer.ok) return say("failed");
    const place = form.querySelector("[data-preview]");
    place.innerHTML = await answer.text();
    if (!textChanged) area.value = place.querySelector("[data-new-text]").value;
    say("done");
  } catch (error) {
    if (error.name !== "AbortError") say("failed");
  }
}

form.addEventListener("change", (event) => {
  changed = true;
  if (event.target.closest("#import") || !("auto" in form.dataset)) return;
  clearTimeout(timer);
  timer = setTimeout(preview, WAIT);
});

takeAll?.addEventListener("change", () => {
  for (const box of form.querySelectorAll("input[name$='-take']")) box.checked = takeAll.checked;
});

// Leaving with something unsaved is asked about by the browser; buttons that send the fields are no leaving.
area.addEventListener("input", () => { textChanged = changed = true; });
for (const each of document.querySelectorAll("form")) each.addEventListener("submit", () => { changed = false; });
form.addEventListener("submit", () => say("sending"));
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
