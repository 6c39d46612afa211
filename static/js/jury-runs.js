// A run as it goes on. The server sends its whole state with every change; what is shown is put there as text. Where
// the stream is refused or breaks, state.json is asked instead; the run does not care who watches.
const root = document.getElementById("run");
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const POLL_EVERY = 2_000;
const STREAM_AGAIN_AFTER = 15_000;
let began = Date.now();
let known = 0;
let over = false;

function show(state) {
  if (state.state !== "queued" && state.state !== "running") {
    over = true;
    location.reload(); // the end has a page of its own: what came of it, and where to go on
    return;
  }
  part("link").hidden = true;
  part("waiting").hidden = !state.waiting;
  const badge = part("state");
  badge.textContent = state.state_words;
  badge.className = `badge ${state.state === "running" ? "badge--accent" : "badge--warn"}`;
  for (const stage of state.stages) {
    const row = document.querySelector(`[data-stage="${stage.key}"]`);
    if (stage.state === "running" && !row.classList.contains("stage-row--running")) part("said").textContent = stage.words;
    row.className = `stage-row stage-row--${stage.state}`;
    row.querySelector("[data-part=count]").textContent = stage.total ? `${stage.done} / ${stage.total}` : "";
    const bar = row.querySelector("meter");
    bar.max = stage.total || 1;
    bar.value = stage.done;
  }
  const log = part("log");
  for (const line of state.lines.slice(log.children.length)) {
    const item = document.createElement("li");
    const time = document.createElement("time");
    time.dateTime = line.at;
    time.className = "muted numeric";
    time.textContent = line.at.slice(11, 19);
    const words = document.createElement("span");
    words.textContent = line.words;
    item.append(time, " ", words);
    log.append(item);
  }
  part("trainers").textContent = state.trainers;
  known = state.seconds;
  began = Date.now();
}

setInterval(() => {
  if (!over && known) part("seconds").textContent = Math.round(known + (Date.now() - began) / 1000);
}, 1000);

function lost() {
  part("link").textContent = root.dataset.unreachable;
  part("link").hidden = false;
}

async function poll(until) {
  while (!over && Date.now() < until) {
    try {
      const answer = await fetch(root.dataset.state, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.redirected || answer.status === 403) return location.reload(); // signed out meanwhile
      if (answer.ok) show(await answer.json());
      else lost();
    } catch {
      lost();
    }
    await new Promise((done) => setTimeout(done, POLL_EVERY));
  }
  if (!over) listen();
}

function listen() {
  const stream = new EventSource(root.dataset.stream);
  stream.onmessage = ({ data }) => show(JSON.parse(data));
  stream.addEventListener("end", () => stream.close());
  stream.onerror = () => {
    stream.close();
    if (!over) poll(Date.now() + STREAM_AGAIN_AFTER);
  };
}

if (root?.dataset.stream) listen();
