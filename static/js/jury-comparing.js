// The comparison of two juries: looks whether a run has ended, and draws the plots. Every number of a plot is in the
// table under it as well. Colours come from the page's custom properties, so a change of theme draws anew.
const again = 2000;
const waiting = document.querySelector("[data-comparing]");
if (waiting?.dataset.comparing) {
  const look = async () => {
    let over = false;
    try {
      const answer = await fetch(waiting.dataset.comparing, { headers: { Accept: "application/json" } });
      // Signed out, or no steward any more: the page itself says so.
      const shut = answer.redirected || [401, 403, 404].includes(answer.status);
      over = shut || answer.ok && !["queued", "running"].includes((await answer.json()).state);
    } catch {
      over = false; // no network for a moment: ask again
    }
    if (over) location.reload();
    else setTimeout(look, again);
  };
  setTimeout(look, again);
}

const data = document.getElementById("chart-data");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const canvases = [...document.querySelectorAll("canvas[data-plot]")];
let drawn = [];

const LOOKS = {
  candidate: { colour: "--candidate", dash: [], point: "circle" },
  champion: { colour: "--champion", dash: [8, 4], point: "rectRot" },
  points_rule: { colour: "--points-rule", dash: [2, 3], point: "triangle" },
};

const look = (canvas, name) => getComputedStyle(canvas).getPropertyValue(name).trim();
const share = (value) => new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 0 }).format(value);

function line(canvas, label, points, kind, options = {}) {
  const { colour, dash, point } = LOOKS[kind];
  const shown = look(canvas, colour);
  return { label, data: points, borderColor: shown, backgroundColor: shown, borderDash: dash, borderWidth: 2.5, pointStyle: point, pointRadius: 0, pointHitRadius: 8, showLine: true, ...options };
}

function even(canvas, label) {
  return { label, data: [{ x: 0, y: 0 }, { x: 1, y: 1 }], borderColor: look(canvas, "--muted"), borderDash: [4, 4], borderWidth: 1, pointRadius: 0, pointHitRadius: 0, showLine: true };
}

// The interval of each bin as an upright bar; Chart.js has no such mark.
const intervals = {
  id: "intervals",
  beforeDatasetsDraw(chart) {
    for (const [place, set] of chart.data.datasets.entries()) {
      if (!chart.isDatasetVisible(place)) continue;
      const { ctx, scales } = chart;
      ctx.save();
      ctx.strokeStyle = set.borderColor;
      ctx.lineWidth = 1.5;
      for (const { x, low, high } of set.data) {
        if (low === undefined) continue;
        ctx.beginPath();
        ctx.moveTo(scales.x.getPixelForValue(x), scales.y.getPixelForValue(low));
        ctx.lineTo(scales.x.getPixelForValue(x), scales.y.getPixelForValue(high));
        ctx.stroke();
      }
      ctx.restore();
    }
  },
};

// The key to the lines, dashed as they are.
function dashed(chart) {
  const labels = window.Chart.defaults.plugins.legend.labels.generateLabels(chart);
  return labels.map((label) => ({ ...label, lineDash: label.pointStyle === "line" ? chart.data.datasets[label.datasetIndex].borderDash : [] }));
}

function settings(canvas, across, up, key = {}) {
  const text = look(canvas, "--text");
  const axis = (title) => ({
    type: "linear", min: 0, max: 1,
    title: { display: true, text: title, color: text },
    ticks: { stepSize: 0.2, color: look(canvas, "--muted"), callback: share },
    grid: { color: look(canvas, "--line") }, border: { color: look(canvas, "--line-strong") },
  });
  return {
    responsive: true, maintainAspectRatio: false, locale: document.documentElement.lang,
    animation: still.matches ? false : { duration: 300 },
    scales: { x: axis(across), y: axis(up) },
    plugins: {
      legend: { position: "bottom", labels: { color: text, usePointStyle: true, padding: 16, generateLabels: dashed, ...key } },
      tooltip: { callbacks: { label: ({ dataset, parsed }) => `${dataset.label}: ${share(parsed.x)} → ${share(parsed.y)}` } },
    },
  };
}

const PLOTS = {
  roc(canvas, { roc, words }) {
    const sets = Object.keys(LOOKS).map((kind) => line(canvas, words[kind], roc[kind].map(([x, y]) => ({ x, y })), kind, { pointStyle: "line" }));
    return { type: "scatter", data: { datasets: [...sets, { ...even(canvas, words.coin), pointStyle: "line" }] }, options: settings(canvas, words.alarms, words.found, { pointStyleWidth: 34 }) };
  },
  reliability(canvas, { reliability, words }) {
    const sets = ["candidate", "champion"].map((kind) => {
      const points = reliability[kind].map(({ mean, share: were, low, high }) => ({ x: mean, y: were, low, high }));
      return line(canvas, words[kind], points, kind, { pointRadius: 6 });
    });
    return { type: "scatter", data: { datasets: [...sets, { ...even(canvas, words.perfect), pointStyle: "line" }] }, options: settings(canvas, words.said, words.were), plugins: [intervals] };
  },
};

function draw() {
  for (const chart of drawn) chart.destroy();
  const told = JSON.parse(data.textContent);
  drawn = canvases.map((canvas) => new window.Chart(canvas, PLOTS[canvas.dataset.plot](canvas, told)));
}

if (data && canvases.length && window.Chart) {
  window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  window.Chart.defaults.font.size = 14;
  draw();
  dark.addEventListener("change", draw);
  still.addEventListener("change", draw);
}
