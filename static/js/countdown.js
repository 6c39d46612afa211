// How long until a deadline: the server wrote it for the moment of loading, from then on it counts here.
// <span data-countdown="2026-12-01T..." data-text="{left} left">
const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60]];

function left(seconds, language) {
  const first = STEPS.findIndex(([, size]) => seconds >= size);
  const shown = STEPS.slice(first < 0 ? STEPS.length - 1 : first).slice(0, 2);
  let rest = Math.max(seconds, 0);
  return shown
    .map(([unit, size]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return count || shown.length === 1
        ? new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count)
        : "";
    })
    .filter(Boolean)
    .join(", ");
}

for (const element of document.querySelectorAll("[data-countdown]")) {
  const end = new Date(element.dataset.countdown).getTime();
  const tick = () => {
    const seconds = (end - Date.now()) / 1000;
    element.textContent = element.dataset.text.replace("{left}", left(seconds, document.documentElement.lang));
    if (seconds > 0) setTimeout(tick, Math.min(30_000, seconds * 1000 + 500));
  };
  tick();
}
