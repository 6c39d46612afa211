// The pages of an application: each entry is saved as it is left. How that is kept safe: apply-keeper.js.
import { wireFiles } from "./apply-files.js";
import { Keeper } from "./apply-keeper.js";

const form = document.querySelector("[data-autosave]");
if (form) begin();

function begin() {
  const words = form.dataset;
  const status = document.querySelector("[data-save-status]");
  const entries = new Map([...form.querySelectorAll("[data-entry]")].map((box) => [box.dataset.entry, box]));
  let typing; // the pause after a key before what stands there is kept in the browser
  const known = new Map(); // what the server has, as this page knows it

  const say = (text, waiting = false) => {
    status.textContent = text;
    status.classList.toggle("is-waiting", waiting);
  };
  // The cookie's token: after signing in again in another tab the one in this page has ended.
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.querySelector("[name=csrfmiddlewaretoken]").value;
  const keeper = new Keeper({ url: words.url, key: words.key, token, told });

  const controls = (box) => [...box.querySelectorAll("input, textarea, select")].filter((control) => control.type !== "hidden" && control.closest("[data-entry]") === box);
  const valueOf = (box) => {
    const [first, ...others] = controls(box);
    if (first.type === "radio") return [first, ...others].find((radio) => radio.checked)?.value ?? "";
    return first.type === "checkbox" ? (first.checked ? "on" : "") : first.value;
  };
  const show = (box, value) => {
    for (const control of controls(box)) {
      if (control.type === "radio") control.checked = control.value === value;
      else if (control.type === "checkbox") control.checked = value === "on";
      else control.value = value;
    }
    if (value) box.closest("details")?.setAttribute("open", "");
  };
  const own = (box, selector) => [...box.querySelectorAll(selector)].find((found) => found.closest("[data-entry]") === box);
  const revision = (box) => own(box, "[data-revision]");
  const tell = (box, content) => {
    // What the server wrote at the field when the page was loaded gives way to what is known now.
    [...box.querySelectorAll(".field > [id$=_error]")].find((found) => found.closest("[data-entry]") === box)?.remove();
    own(box, ".field")?.classList.toggle("field--bad", Boolean(content));
    for (const control of controls(box)) control.toggleAttribute("aria-invalid", false);
    own(box, "[data-entry-told]").replaceChildren(...(content ? [content] : []));
  };

  for (const [name, box] of entries) known.set(name, own(box, ".field [id$=_error]") ? null : valueOf(box));

  function left(box) {
    clearTimeout(typing);
    const name = box.dataset.entry;
    const value = valueOf(box);
    if (value === known.get(name) && !keeper.waiting.has(name)) return keeper.forget(name);
    say(words.saving);
    keeper.put(name, value, Number(revision(box).value));
  }

  function told(what, name, body = {}) {
    if (what === "waiting") return say(words.waiting, true);
    const box = entries.get(name);
    if (what === "saved") {
      if (box) saved(box, name, body);
      return sayWhetherAllIsSaved();
    }
    if (!box) return sayElsewhere(body);
    if (what === "conflict") conflict(box, name, body);
    else if (what === "invalid") invalid(box, body.message);
    // Why it is refused concerns the whole application: the call has closed, or somebody signed out.
    say(what === "refused" ? (body.message ?? words.look) : words.look, true);
  }

  // An entry of another page: there its value is shown with what is wrong about it.
  function sayElsewhere(body) {
    say(`${body.message ?? words.look} `, true);
    if (!body.where) return;
    const link = document.createElement("a");
    link.href = body.where;
    link.textContent = body.section;
    status.append(link);
  }

  function sayWhetherAllIsSaved() {
    if (keeper.open.length) return;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    if (keeper.waiting.size) say(words.look, true);
    else say(words.saved.replace("{time}", time));
  }

  function saved(box, name, body) {
    revision(box).value = body.revision;
    known.set(name, body.value);
    if (body.newer) return;
    tell(box, null);
    // A web address gets its https; nobody is interrupted for that while typing.
    if (valueOf(box) !== body.value && !box.contains(document.activeElement)) show(box, body.value);
  }

  function invalid(box, message) {
    const line = document.createElement("p");
    line.className = "field__error";
    line.textContent = message;
    line.id = `${box.id}-wrong`;
    tell(box, line);
    for (const control of controls(box)) {
      control.setAttribute("aria-invalid", "true");
      if (!control.getAttribute("aria-describedby")?.includes(line.id))
        control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
    }
  }

  function conflict(box, name, body) {
    const choice = form.querySelector("template[data-conflict]").content.cloneNode(true).firstElementChild;
    choice.querySelector("[data-theirs]").textContent = body.told;
    choice.querySelector("[data-keep-mine]").addEventListener("click", () => {
      revision(box).value = body.revision;
      tell(box, null);
      keeper.put(name, valueOf(box), body.revision);
      controls(box)[0].focus();
    });
    choice.querySelector("[data-take-theirs]").addEventListener("click", () => {
      revision(box).value = body.revision;
      known.set(name, body.theirs);
      show(box, body.theirs);
      tell(box, null);
      keeper.forget(name);
      say("");
      controls(box)[0].focus();
    });
    tell(box, choice);
  }

  const boxOf = (target) => target.closest("[data-entry]");
  form.addEventListener("input", ({ target }) => {
    const box = boxOf(target);
    if (!box) return;
    clearTimeout(typing);
    typing = setTimeout(() => {
      if (valueOf(box) !== known.get(box.dataset.entry)) keeper.remember(box.dataset.entry, valueOf(box), Number(revision(box).value));
    }, 250);
  });
  // Choices are made at once; a text is left.
  form.addEventListener("change", ({ target }) => boxOf(target) && left(boxOf(target)));
  form.addEventListener("focusout", ({ target }) => boxOf(target) && valueOf(boxOf(target)) !== known.get(boxOf(target).dataset.entry) && left(boxOf(target)));
  window.addEventListener("pagehide", leaveAll);

  function leaveAll() {
    clearTimeout(typing);
    for (const [name, box] of entries) if (valueOf(box) !== known.get(name) && !keeper.waiting.has(name)) left(box);
  }

  const files = wireFiles(form, { token, say, saved: sayWhetherAllIsSaved, words });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    leaveAll();
    await files.settled();
    await keeper.settled(4000);
    const kept = ![...entries.keys()].some((name) => keeper.waiting.has(name));
    if (kept && !form.querySelector("[aria-invalid=true]")) return location.assign(words.next);
    const first = form.querySelector("[aria-invalid=true], [data-keep-mine]");
    if (first) first.focus();
  });

  // What an earlier visit could not send, on whichever page it was entered.
  for (const [name, { value, revision: since }] of keeper.stored()) {
    const box = entries.get(name);
    if (box && value === known.get(name)) keeper.forget(name);
    else {
      if (box) show(box, value);
      keeper.put(name, value, since);
    }
  }
}
