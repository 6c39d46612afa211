// The console's picture of a view. Every part is written only where it changed, so that focus and screen readers stay.

import { contenderOf, nextContender, of, places } from "./console-state.js";

export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

function shape(element, key, build) {
  if (element.dataset.shape === key) return;
  element.dataset.shape = key;
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  element.replaceChildren(...build());
  if (focused) element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function copy(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

function part(element, name) {
  return element.querySelector(`[data-part="${name}"]`);
}

export function drawOrder(list, view, w, questions) {
  shape(list, view.contenders.map((each) => each.key).join(), () =>
    view.contenders.map((each) => {
      const item = copy("order-item");
      const button = item.querySelector("button");
      button.dataset.key = each.key;
      text(part(item, "number"), String(each.order));
      text(part(item, "company"), each.company);
      return item;
    }),
  );
  const next = nextContender(view);
  const ranked = places(view);
  view.contenders.forEach((each, index) => {
    const item = list.children[index];
    const button = item.querySelector("button");
    item.dataset.state = each.state;
    button.setAttribute("aria-current", String(each.state === "on_stage"));
    button.disabled = !["waiting", "questioning"].includes(view.phase) || each.state === "on_stage";
    text(part(item, "state"), w.say(`state.${each.state}`));
    text(part(item, "progress"), w.say("progress_short", { answered: each.answered, questions }));
    text(part(item, "score"), each.score === null ? "" : w.score(each.score));
    const rank = ranked.indexOf(each.key) + 1;
    text(part(item, "rank"), rank ? w.say("rank", { rank }) : "");
    part(item, "key").hidden = each.key !== next?.key || button.disabled;
  });
}

export function drawQuestion(panel, { question, number, total, view, contender, editing, suggestion }, w, sections) {
  const title = sections.find((each) => each.key === question.section);
  text(part(panel, "place"), `${w.tell(title.title)} · ${w.say("place", { number, questions: total })}`);
  const heading = part(panel, "title");
  text(heading, w.tell(question.text));
  heading.lang = w.language;
  text(part(panel, "why"), w.tell(question.why));
  part(panel, "why").lang = w.language;
  part(panel, "editing").hidden = !editing;
  const known = of(view, contender).answers[question.key];
  drawOptions(part(panel, "options"), question, { known, suggestion, editing }, w);
  drawNumber(part(panel, "number"), question, w);
  // An option says it of itself.
  const said = part(panel, "suggestion");
  said.hidden = suggestion === null || question.kind === "choice";
  if (!said.hidden) text(part(said, "said"), w.say("suggestion", { answer: w.answer(question, suggestion) }));
}

function drawOptions(group, question, { known, suggestion, editing }, w) {
  group.hidden = question.kind !== "choice";
  if (group.hidden) return;
  shape(group, `${question.key} ${w.language}`, () =>
    question.options.map((option, index) => {
      const button = copy("option");
      button.dataset.key = String(option.level);
      button.dataset.level = String(option.level);
      text(part(button, "label"), w.tell(option.label));
      part(button, "label").lang = w.language;
      text(part(button, "key"), String(index + 1));
      return button;
    }),
  );
  for (const button of group.children) {
    const level = Number(button.dataset.level);
    button.setAttribute("aria-pressed", String(Boolean(editing) && level === known));
    part(button, "suggested").hidden = level !== suggestion;
  }
}

function drawNumber(form, question, w) {
  form.hidden = question.kind !== "number";
  if (form.hidden) return;
  const input = form.querySelector("input");
  if (form.dataset.question !== question.key) {
    form.dataset.question = question.key;
    input.value = "";
    text(part(form, "echo"), "");
  }
  input.inputMode = question.integer ? "numeric" : "decimal";
  text(part(form, "unit"), question.unit ? w.tell(question.unit) : "");
}

export function drawStanding(panel, view, key, w, { late, sections, total }) {
  const contender = contenderOf(view, key);
  panel.hidden = !contender;
  if (!contender) return;
  text(part(panel, "company"), contender.company);
  const scored = contender.score !== null;
  text(part(panel, "score"), scored ? w.score(contender.score) : "–");
  part(panel, "score").toggleAttribute("data-empty", !scored);
  const band = scored ? { low: w.edge(contender.low), high: w.edge(contender.high) } : null;
  text(part(panel, "band"), band ? w.say("band", band) : w.say("no_score"));
  part(panel, "scoring").hidden = !late;
  const track = part(panel, "track");
  track.toggleAttribute("data-empty", !scored);
  if (scored) {
    track.style.setProperty("--low", contender.low);
    track.style.setProperty("--high", contender.high);
    track.style.setProperty("--score", contender.score);
  }
  text(part(panel, "place"), scored ? standing(view, contender, w) : "");
  const spoken = scored && !late ? w.say("score_spoken", { company: contender.company, score: w.score(contender.score), ...band }) : "";
  text(part(panel, "spoken"), spoken);
  const progress = part(panel, "answered");
  progress.max = total;
  progress.value = contender.answered;
  text(part(panel, "progress"), w.say("progress", { answered: contender.answered, questions: total }));
  drawSections(part(panel, "sections"), contender, w, sections);
}

function standing(view, contender, w) {
  const ranked = places(view);
  if (ranked.length < 2) return "";
  if (ranked[0] === contender.key) return w.say("lead");
  return w.say("needs", { score: w.score(contenderOf(view, ranked[0]).score) });
}

function drawSections(list, contender, w, sections) {
  shape(list, w.language, () =>
    sections.map((section) => {
      const item = copy("section-bar");
      item.dataset.section = section.key;
      text(part(item, "title"), w.tell(section.title));
      return item;
    }),
  );
  for (const item of list.children) {
    const value = contender.sections?.[item.dataset.section] ?? null;
    text(part(item, "points"), value === null ? "–" : w.points(value));
    const bar = part(item, "bar");
    const reach = Math.min(50, Math.abs(value ?? 0) * 1.25);
    bar.style.setProperty("--from", value < 0 ? 50 - reach : 50);
    bar.style.setProperty("--reach", reach);
    bar.toggleAttribute("data-negative", value < 0);
  }
}

export function drawRanking(list, view, w) {
  const ranked = places(view).map((key) => contenderOf(view, key));
  shape(list, JSON.stringify(ranked.map((each) => [each.key, each.score])), () =>
    ranked.map((each) => {
      const item = copy("ranking-item");
      text(part(item, "company"), each.company);
      text(part(item, "score"), w.score(each.score));
      return item;
    }),
  );
}

// The list of all questions of a contender: answered ones to correct, others to ask.
export function drawQuestions(list, view, key, w, { questions, sections, only }) {
  const { answers, skipped } = of(view, key);
  const shown = questions.filter((each) => !only || only(each.key, answers, skipped));
  const states = shown.map((each) => answers[each.key] ?? (skipped.includes(each.key) ? "s" : "-"));
  shape(list, [w.language, key, view.question, ...shown.map((each, i) => each.key + states[i])].join(), () =>
    shown.flatMap((question, index) => {
      const item = copy("question-item");
      const button = item.querySelector("button");
      button.dataset.key = question.key;
      text(part(item, "text"), w.tell(question.text));
      part(item, "text").lang = w.language;
      const answered = question.key in answers;
      const state = answered ? w.answer(question, answers[question.key]) : stateWord(question, view, skipped, key, w);
      text(part(item, "state"), state);
      item.dataset.state = answered ? "answered" : skipped.includes(question.key) ? "skipped" : "open";
      if (!only && question.section !== shown[index - 1]?.section) {
        const heading = copy("section-heading");
        text(heading, w.tell(sections.find((each) => each.key === question.section).title));
        return [heading, item];
      }
      return [item];
    }),
  );
}

function stateWord(question, view, skipped, key, w) {
  if (view.on_stage === key && view.question === question.key) return w.say("asking");
  return skipped.includes(question.key) ? w.say("skipped") : w.say("not_answered");
}

// --- the sentences of the moment ---
export function between(view, w) {
  if (view.phase === "revealed") {
    const winner = contenderOf(view, view.winner);
    return [w.say("winner", { company: winner?.company ?? "" }), w.say("winner_more")];
  }
  if (view.phase === "frozen") {
    return [w.say("frozen_title"), w.say(view.mode === "sealed" ? "frozen_more" : "frozen_more_open")];
  }
  if (view.phase === "waiting") return [w.say("before_first"), w.say("before_first_more")];
  const company = contenderOf(view, view.on_stage)?.company ?? "";
  const skipped = view.on_stage && of(view, view.on_stage).skipped.length;
  return [w.say("all_answered", { company }), skipped ? w.say("all_answered_more") : ""];
}

export function primaryLabel(now, { view, question, suggestion, armed }, w) {
  if (now.name === "accept") return w.say("accept", { answer: w.answer(question, suggestion) });
  if (now.name === "call") return w.say("call", { company: contenderOf(view, now.contender).company });
  if (now.name === "answer") return w.say("record");
  if (now.name === "freeze" && armed) return w.say("freeze_again");
  return w.say(now.name);
}

// What was entered last, and whether the server has it.
export function drawSaved(root, { queue, last, question }, w) {
  const waiting = queue.waiting.length;
  const line = part(root, "last");
  const saved = last && last.seq !== undefined;
  let told = "";
  if (waiting && queue.failing) told = w.say("retrying", { count: waiting });
  else if (last) told = w.say(saved ? "saved" : "saving");
  line.dataset.state = !told ? "" : queue.failing && waiting ? "retrying" : saved ? "saved" : "saving";
  text(part(root, "last-state"), told);
  if (!question) return;
  text(part(root, "last-question"), w.tell(question.text));
  const answer = last.body.value === null ? w.say("not_answered") : w.answer(question, last.body.value);
  text(part(root, "last-answer"), last.name === "skip" ? w.say("skipped") : answer);
}
