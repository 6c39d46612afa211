// The console's keys, and those that clickers send: PageDown goes on, PageUp goes back, F5 and Esc never leave the page.

const KEPT = "battle-console-keys";

export function listen(act, { toggle, texts }) {
  let on = localStorage.getItem(KEPT) !== "off";
  show();
  toggle.addEventListener("click", () => {
    on = !on;
    localStorage.setItem(KEPT, on ? "on" : "off");
    show();
  });

  function show() {
    toggle.setAttribute("aria-pressed", String(on));
    toggle.querySelector("[data-label]").textContent = on ? texts.keys_on : texts.keys_off;
    document.documentElement.toggleAttribute("data-keys-off", !on);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const clicker = { PageDown: "forward", PageUp: "back", F5: "start", Escape: "cancel" }[event.key];
    if (clicker) {
      // Inside an open dialog Esc closes it, as everywhere.
      if (event.key === "Escape" && document.querySelector("dialog[open]")) return;
      event.preventDefault();
      if (!event.repeat) act(clicker);
      return;
    }
    if (!on || event.repeat || document.querySelector("dialog[open]")) return;
    const typing = event.target.matches("input[type=text]");
    if (event.target.matches("select, textarea")) return;
    if (/^[1-9]$/.test(event.key)) {
      if (!typing) act("option", Number(event.key) - 1, event);
      return;
    }
    const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const name = {
      a: "accept",
      s: "skip",
      n: "next",
      c: "order",
      e: "freeze",
      r: "reveal",
      q: "questions",
      g: "advised",
      u: "back",
      Delete: "take_back",
    }[letter];
    if (!name || (typing && letter === "Delete")) return;
    event.preventDefault();
    act(name);
  });
}
