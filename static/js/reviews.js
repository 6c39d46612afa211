// A review: every field is saved as it is left, two windows never overwrite each other silently, and all of it works by keys.

const form = document.querySelector("[data-save]");
const status = form.querySelector("[data-status]");
const revision = form.querySelector("[name=revision]");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const fields = [...form.querySelectorAll("[data-field]")];
const kept = new Map(); // what the server has of each field
const queue = []; // fields that are to be saved, one after the other: each answer carries the revision of the next
let working = null;

const controls = (field) => [...field.querySelectorAll("input[type=radio], textarea")];
const value = (field) => {
  const [first] = controls(field);
  return first.type === "radio" ? (controls(field).find((radio) => radio.checked)?.value ?? "") : first.value.trim();
};
const show = (field, text) => {
  for (const control of controls(field)) {
    if (control.type === "radio") control.checked = control.value === text;
    else control.value = text;
  }
};
const tell = (state, text) => {
  status.dataset.state = state;
  status.textContent = text;
};
const sum = () => {
  const given = fields.filter((field) => field.dataset.weight && value(field));
  const weights = given.reduce((all, field) => all + Number(field.dataset.weight), 0);
  const mean = given.reduce((all, field) => all + Number(field.dataset.weight) * Number(value(field)), 0) / weights;
  const language = document.documentElement.lang;
  form.querySelector("[data-mean]").textContent = weights
    ? mean.toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    : "–";
};

// Two windows: what stands on the server is shown beside what was typed here, and the reader chooses.
const clash = (field, told) => {
  field.querySelector(".clash")?.remove();
  const box = form.querySelector("[data-clash]").content.firstElementChild.cloneNode(true);
  box.querySelector("p").textContent = told.message;
  box.querySelector("blockquote").textContent = told.value || "–";
  const settle = () => {
    field.dataset.revision = told.revision;
    kept.set(field, told.value);
    box.remove();
    controls(field)[0].focus();
  };
  box.querySelector("[data-mine]").addEventListener("click", () => (settle(), later(field)));
  box.querySelector("[data-theirs]").addEventListener("click", () => (settle(), show(field, told.value), sum(), tell("", "")));
  field.append(box);
  box.scrollIntoView({ block: "center" });
};

const send = async (field) => {
  const sent = value(field);
  if (sent === kept.get(field)) return;
  tell("", form.dataset.saving);
  const body = new URLSearchParams({ field: field.dataset.field, value: sent, revision: field.dataset.revision });
  const answer = await fetch(form.dataset.save, { method: "POST", body, headers: { "X-CSRFToken": token } });
  // A sign-in page, or one of an error, instead of an answer: nothing was saved and trying again helps nobody.
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (answer.ok && told.revision !== undefined) {
    field.dataset.revision = told.revision;
    revision.value = told.total;
    kept.set(field, sent);
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    tell("saved", form.dataset.saved.replace("{time}", time));
  } else if (answer.status === 409 && told.revision !== undefined) {
    tell("gone", form.dataset.gone);
    clash(field, told);
  } else if (answer.status >= 500) {
    throw new Error(String(answer.status));
  } else {
    tell("gone", told.message ?? form.dataset.gone);
  }
};

const work = async () => {
  let pause = 1000;
  while (queue.length) {
    try {
      await send(queue[0]);
      queue.shift();
      pause = 1000;
    } catch {
      tell("waiting", form.dataset.waiting);
      await new Promise((again) => {
        setTimeout(again, pause);
        window.addEventListener("online", again, { once: true });
      });
      pause = Math.min(pause * 2, 15000);
    }
  }
  working = null;
};
const later = (field) => {
  if (value(field) === kept.get(field) || (!value(field) && field.dataset.weight)) return;
  if (!queue.includes(field)) queue.push(field);
  working ??= work();
};

for (const field of fields) kept.set(field, value(field));
sum();
form.addEventListener("change", (event) => {
  const field = event.target.closest("[data-field]");
  if (!field) return;
  sum();
  later(field);
});

// What is still on its way arrives before the whole is sent; without a network the whole is tried at once.
let ready = false;
form.addEventListener("submit", async (event) => {
  if (ready || !queue.length) return;
  event.preventDefault();
  await Promise.race([working, new Promise((late) => setTimeout(late, 3000))]);
  ready = true;
  form.requestSubmit(event.submitter);
});
window.addEventListener("pageshow", () => (ready = false));
window.addEventListener("beforeunload", (event) => {
  if (queue.length && !ready) event.preventDefault();
});

// Keys. Digits and j/k only act where nothing is being typed.
const stops = () => fields.map((field) => controls(field).find((control) => control.checked) ?? controls(field)[0]);
const here = () => fields.findIndex((field) => field.contains(document.activeElement));
const typing = (element) => element.matches("textarea, input:not([type=radio]), select");
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    document.activeElement.blur();
    form.querySelector("[data-primary]")?.click();
    return;
  }
  if (event.key === "Escape" && typing(document.activeElement) && here() >= 0) {
    const field = fields[here()];
    document.activeElement.blur();
    field.tabIndex = -1;
    field.focus();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(document.activeElement)) return;
  const place = here();
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    const next = place < 0 ? 0 : place + (event.key === "j" ? 1 : -1);
    stops()[Math.max(0, Math.min(next, fields.length - 1))].focus();
  } else if (/^[1-5]$/.test(event.key) && place >= 0 && fields[place].dataset.weight) {
    const radio = controls(fields[place]).find((control) => control.value === event.key);
    event.preventDefault();
    radio.focus();
    radio.click();
  }
});
