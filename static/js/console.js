// The host's console. Data flows one way: board + queue -> view -> picture; keys and buttons only add to the queue.

import { drawAdvice, followed } from "./console-advice.js";
import { listen } from "./console-keys.js";
import { follow } from "./console-live.js";
import { newKey, Queue, cookie } from "./console-queue.js";
import * as state from "./console-state.js";
import * as draw from "./console-view.js";
import { words } from "./console-words.js";

const LATE_AFTER = 1000;
const GUARD = 700; // a second press right after the moment changed was meant for the moment before
const ARMED_FOR = 5000;

const root = document.getElementById("console");
const page = JSON.parse(document.getElementById("console-page").textContent);
const w = words(page);
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const { text } = draw;
const questions = page.questionnaire.questions;
const order = questions.map((each) => each.key);
const byKey = Object.fromEntries(questions.map((each) => [each.key, each]));
const sections = page.questionnaire.sections;

let board = page.state;
let view = board;
let editing = null; // {contender, question}
let last = null; // the newest operation entered here
let phaseSince = 0;
let armedUntil = 0;
const pendingSince = new Map();
// One for each end of this show: pressed again after a lost reply it is the same request, not a second one.
const endKeys = { freeze: newKey(), reveal: newKey() };

const queue = new Queue({
  storageKey: `battle-console:${page.slug}:${board.show}`,
  urls: page.urls,
  onChange: () => render(),
  onRefused: (operation, problem) => {
    if (last === operation) last = null;
    complain(w.say("refused", { reason: problem.errors?.[0]?.detail ?? problem.detail ?? problem.title ?? "" }));
    live.poll();
  },
  onSignedOut: () => complain(w.say("signed_out")),
});

// After a reload the newest of what was kept says how it fares.
last = queue.waiting.findLast((each) => each.body.question) ?? null;

const live = follow({
  streamUrl: root.dataset.stream,
  stateUrl: page.urls.state,
  onBoard: take,
  onLink: (link) => {
    root.dataset.link = link;
    text(part("link"), w.say(link));
  },
});

function take(newer) {
  if (newer.phase === "none" || !state.isNewer(newer, board)) return;
  // Another show of this edition was opened: everything embedded in this page is about the one before.
  if (newer.show !== board.show) return window.location.reload();
  board = newer;
  queue.forget(board.seq);
  render();
}

// --- what is on the table now -------------------------------------------------------------------------------------
function current() {
  if (editing) return editing;
  if (view.phase === "questioning" && view.on_stage && view.question) {
    return { contender: view.on_stage, question: view.question };
  }
  return null;
}

function suggestion() {
  const now = current();
  if (!now || editing) return null;
  return page.suggestions[now.contender]?.[now.question] ?? null;
}

// What is being typed goes before what the application said.
function typed() {
  const now = current();
  return Boolean(now) && byKey[now.question].kind === "number" && part("number").querySelector("input").value.trim() !== "";
}

function primary() {
  return state.primaryAction(view, { editing, suggestion: typed() ? null : suggestion() });
}

// --- acting -------------------------------------------------------------------------------------------------------
function enter(value) {
  const now = current();
  if (!now) return;
  last = queue.add(editing ? "corrections" : "answers", { ...now, value });
  editing = null;
  complain("");
  moved();
}

function enterNumber() {
  const now = current();
  const form = part("number");
  const question = now && byKey[now.question];
  if (!question || question.kind !== "number") return;
  const value = state.parseNumber(form.querySelector("input").value, question.integer);
  const wrong = problemOf(question, value);
  if (wrong) {
    complain(wrong);
    form.querySelector("input").focus();
    return;
  }
  enter(value);
}

function problemOf(question, value) {
  if (Number.isNaN(value)) return w.say("invalid_number");
  if (question.integer && !Number.isInteger(value)) return w.say("invalid_integer");
  if (question.minimum !== null && value < question.minimum) return w.say("too_low", { minimum: w.number(question.minimum) });
  if (question.maximum !== null && value > question.maximum) return w.say("too_high", { maximum: w.number(question.maximum) });
  return "";
}

function call(contender) {
  if (!["waiting", "questioning"].includes(view.phase) || view.on_stage === contender) return;
  last = null;
  editing = null;
  queue.add("call", { contender });
  moved();
}

function skip() {
  const now = current();
  if (!now || editing) return;
  last = queue.add("skip", now);
  moved();
}

function choose(question) {
  part("questions-dialog").close();
  const contender = view.on_stage;
  if (!contender) return;
  if (question in state.of(view, contender).answers) edit(contender, question);
  else {
    editing = null;
    queue.add("ask", { contender, question });
    moved();
  }
}

function edit(contender, question) {
  if (view.phase !== "questioning") return;
  editing = { contender, question };
  complain("");
  moved();
  const input = part("number").querySelector("input");
  const value = state.of(view, contender).answers[question];
  if (byKey[question].kind === "number") {
    input.value = String(value);
    input.select();
  }
}

function back() {
  const contender = view.on_stage;
  if (!contender || view.phase !== "questioning" || editing) return;
  const { answers } = state.of(view, contender);
  const mine = last?.body.contender === contender && last.body.question in answers ? last.body.question : null;
  const before = order.slice(0, view.question ? order.indexOf(view.question) : undefined);
  const question = mine ?? before.findLast((key) => key in answers);
  if (question) edit(contender, question);
}

async function end(name) {
  if (queue.waiting.length) return;
  const left = view.contenders.some((each) => each.state === "waiting") || Boolean(view.question);
  if (name === "freeze" && left && performance.now() > armedUntil) {
    armedUntil = performance.now() + ARMED_FOR;
    setTimeout(render, ARMED_FOR + 10);
    return render();
  }
  armedUntil = 0;
  try {
    const response = await fetch(page.urls[name], {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": endKeys[name], "X-CSRFToken": cookie("csrftoken") },
      body: "{}",
      signal: AbortSignal.timeout(8000),
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      complain(w.say("refused", { reason: problem.detail ?? "" }));
    } else complain("");
  } catch {
    complain(w.say("reconnecting"));
  }
  await live.poll();
}

function doPrimary() {
  const now = primary();
  if (!now?.enabled) return;
  if (now.name === "accept") return accept();
  if (now.name === "call") return call(now.contender);
  if (now.name === "freeze" || now.name === "reveal") return end(now.name);
  if (byKey[current().question].kind === "number") return enterNumber();
  if (now.name === "correct") return cancel();
  return part("options").querySelector("button")?.focus();
}

function accept() {
  const value = suggestion();
  if (value !== null) enter(value);
}

function cancel() {
  if (!editing) return;
  editing = null;
  complain("");
  moved();
}

const acts = {
  option: (index, event) => {
    const now = current();
    const option = now && byKey[now.question].options[index];
    if (byKey[now?.question]?.kind === "number") return part("number").querySelector("input").focus();
    if (option) {
      event?.preventDefault();
      enter(option.level);
    }
  },
  accept,
  skip,
  next: () => {
    const next = state.nextContender(view);
    if (next) call(next.key);
  },
  order: () => part("order").querySelector("button:not(:disabled)")?.focus(),
  freeze: () => view.phase === "questioning" && end("freeze"),
  reveal: () => view.phase === "frozen" && !view.pending?.length && settled() && end("reveal"),
  questions: openQuestions,
  advised: () => followed(view, editing) && choose(view.advice.question),
  back,
  cancel,
  forward: () => settled() && doPrimary(),
  start: () => view.phase === "waiting" && doPrimary(),
  take_back: () => editing && enter(null),
};

function settled() {
  return performance.now() - phaseSince > GUARD;
}

function openQuestions() {
  if (view.phase !== "questioning" || !view.on_stage) return;
  const dialog = part("questions-dialog");
  draw.drawQuestions(part("all-questions"), view, view.on_stage, w, { questions, sections });
  if (!dialog.open) dialog.showModal();
}

function complain(sentence) {
  text(part("problem"), sentence);
}

// --- drawing ------------------------------------------------------------------------------------------------------
// Draw, and lead the focus to where the next thing is entered, unless it rests on something of the host's choice.
function moved() {
  render();
  const question = current() && byKey[current().question];
  const free = document.activeElement === document.body || root.querySelector(".asking").contains(document.activeElement);
  if (!question) {
    if (free) part("primary").focus();
  } else if (question.kind === "number") part("number").querySelector("input").focus();
  else if (free) part("title").focus({ preventScroll: true });
}

function render() {
  const before = view.phase;
  view = state.overlay(board, queue.operations, order);
  if (view.phase !== before) phaseSince = performance.now();
  root.dataset.phase = view.phase;
  text(part("phase"), w.say(`phase.${view.phase}`));
  draw.drawOrder(part("order"), view, w, questions.length);
  drawMoment();
  drawPrimary();
  drawAdvice(part("advice"), view, { editing, byKey }, w);
  drawScore();
  draw.drawSaved(root, { queue, last, question: byKey[last?.body.question] }, w);
  const shown = editing?.contender ?? view.on_stage;
  part("given-panel").hidden = !shown || view.phase !== "questioning";
  if (shown) {
    const only = (key, answers, skipped) => key in answers || skipped.includes(key);
    draw.drawQuestions(part("given"), view, shown, w, { questions, sections, only });
    part("given-none").hidden = part("given").childElementCount > 0;
  }
}

function drawMoment() {
  const now = current();
  part("question").hidden = !now;
  part("between").hidden = Boolean(now);
  root.toggleAttribute("data-editing", Boolean(editing));
  if (now) {
    const details = { question: byKey[now.question], number: order.indexOf(now.question) + 1, total: order.length };
    const panel = part("question");
    draw.drawQuestion(panel, { ...details, ...now, question: details.question, view, editing, suggestion: suggestion() }, w, sections);
    return;
  }
  const [title, more] = draw.between(view, w);
  text(part("between-title"), title);
  text(part("between-more"), more);
  part("ranking").hidden = !["frozen", "revealed"].includes(view.phase);
  draw.drawRanking(part("ranking"), view, w);
}

function drawPrimary() {
  const now = primary();
  const button = part("primary");
  const question = current() && byKey[current().question];
  // With options on the table they are the large action themselves.
  button.hidden = !now || (question?.kind === "choice" && now.name !== "accept");
  const armed = performance.now() < armedUntil;
  if (!button.hidden) {
    button.disabled = !now.enabled || (["freeze", "reveal"].includes(now.name) && queue.waiting.length > 0);
    text(part("primary-label"), draw.primaryLabel(now, { view, question, suggestion: suggestion(), armed }, w));
    text(part("primary-key"), { accept: "A", answer: "↵", correct: "↵", call: "N", freeze: "E", reveal: "R" }[now.name] ?? "");
    part("primary-key").hidden = !now.enabled;
  }
  part("skip").hidden = !current() || Boolean(editing);
  part("cancel").hidden = part("take-back").hidden = !editing;
  part("choose").hidden = view.phase !== "questioning" || !view.on_stage || Boolean(editing);
  part("back").hidden = view.phase !== "questioning" || Boolean(editing);
  part("back").disabled = !view.on_stage || !Object.keys(state.of(view, view.on_stage).answers).length;
  part("end").hidden = view.phase !== "questioning" || now?.name === "freeze" || Boolean(editing);
  part("end").disabled = queue.waiting.length > 0;
  part("end").toggleAttribute("data-armed", armed);
  text(part("end-label"), w.say(armed ? "freeze_again" : "freeze"));
  const reopen = part("reopen");
  if (reopen) reopen.hidden = view.phase !== "revealed";
}

function drawScore() {
  const moment = performance.now();
  for (const each of view.contenders) {
    if (!each.scoring) pendingSince.delete(each.key);
    else if (!pendingSince.has(each.key)) {
      pendingSince.set(each.key, moment);
      setTimeout(render, LATE_AFTER + 20);
    }
  }
  const key = editing?.contender ?? view.on_stage ?? (view.phase === "revealed" ? view.winner : null);
  const late = moment - (pendingSince.get(key) ?? moment) > LATE_AFTER;
  draw.drawStanding(part("standing"), view, key, w, { late, sections, total: order.length });
}

// --- listening ----------------------------------------------------------------------------------------------------
root.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || button.disabled) return;
  if (button.dataset.act) return acts[button.dataset.act]();
  if (button.dataset.part === "primary") return doPrimary();
  if (button.dataset.level !== undefined) return enter(Number(button.dataset.level));
  if (part("order").contains(button)) return call(button.dataset.key);
  if (part("given").contains(button)) {
    const { contender } = editing ?? { contender: view.on_stage };
    return button.dataset.key in state.of(view, contender).answers ? edit(contender, button.dataset.key) : choose(button.dataset.key);
  }
  if (part("all-questions").contains(button)) return choose(button.dataset.key);
});

part("number").addEventListener("submit", (event) => {
  event.preventDefault();
  doPrimary();
});

part("number").addEventListener("input", (event) => {
  const question = byKey[current()?.question];
  const value = question ? state.parseNumber(event.target.value, question.integer) : NaN;
  text(part("echo"), Number.isNaN(value) ? "" : w.answer(question, value));
  complain("");
  drawPrimary();
});

part("language")?.addEventListener("change", (event) => {
  w.speak(event.target.value);
  render();
});

listen((name, ...rest) => acts[name]?.(...rest), { toggle: part("keys"), texts: page.texts });
render();
moved();
