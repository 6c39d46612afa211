// Keeps the board that the server drew up to date, in place. The page's texts come with it in #live-data.

import { LiveBoard } from "./live.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const MANY = 6; // more places than this are set on one line each
const WIDEST_SECTION = 25; // points; a section bar is full at this contribution

export function start({ whileHidden }) {
  const data = JSON.parse(document.getElementById("live-data").textContent);
  const board = new BoardView(data);
  board.draw(data.board, null);
  board.status("connecting", Date.now());
  const live = new LiveBoard({
    ...data,
    onBoard: (next, before) => board.draw(next, before),
    onStatus: (name, seen) => board.status(name, seen),
  });
  live.open();
  if (!whileHidden) {
    document.addEventListener("visibilitychange", () => (document.hidden ? live.close() : live.open()));
  }
  // A page that the browser kept for "back" has lost its stream.
  addEventListener("pageshow", (event) => event.persisted && live.open());
}

class BoardView {
  constructor({ words, questions, language }) {
    this.words = words;
    this.questions = questions;
    this.root = document.querySelector("[data-board]");
    this.rows = this.part("rows");
    const two = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    this.number = new Intl.NumberFormat(language, two);
    this.signed = new Intl.NumberFormat(language, { ...two, signDisplay: "exceptZero" });
    this.clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
    this.shown = new Map(); // score on screen, by element
  }

  part(name) {
    return document.querySelector(`[data-part="${name}"]`);
  }

  fill(scope, name, text) {
    const element = scope.querySelector(`[data-f="${name}"]`);
    if (element.textContent !== text) element.textContent = text;
    return element;
  }

  say(name, values = {}) {
    return this.words[name].replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
  }

  draw(board, before) {
    this.root.dataset.phase = board.phase;
    this.root.dataset.mode = board.mode;
    const named = new Map(board.contenders.map((row) => [row.key, row]));
    this.drawAct(named.get(board.on_stage), board);
    this.drawVictory(named.get(board.winner));
    this.drawIntro(board);
    this.drawList(board);
    if (before) this.part("sentence").textContent = this.sentence(board, before, named);
  }

  drawAct(row, board) {
    this.part("act").hidden = !row;
    if (!row) return;
    const scored = row.score !== null;
    const changed = this.act !== row.key;
    this.act = row.key;
    this.fill(this.root, "act_company", row.company);
    this.fill(this.root, "act_one_liner", row.one_liner);
    this.fill(this.root, "act_answered", this.progress(row, board));
    this.fill(this.root, "question", this.questions[board.question] ?? this.words.next_question);
    this.part("act_sealed").hidden = board.mode !== "sealed";
    this.part("act_score").hidden = board.mode === "sealed";
    this.score(this.root.querySelector('[data-f="act_score"]'), row.score, changed);
    const waiting = row.scoring ? this.words.scoring : this.words.no_score;
    this.fill(this.root, "act_band", scored ? this.band(row) : waiting);
    const range = this.part("range");
    range.hidden = !scored;
    this.part("sections").hidden = !row.sections;
    if (!scored) return;
    for (const name of ["low", "high", "score"]) range.style.setProperty(`--${name}`, row[name]);
    for (const one of this.part("sections").children) {
      const value = row.sections[one.dataset.section];
      this.fill(one, "points", this.signed.format(value));
      one.style.setProperty("--length", Math.min(Math.abs(value) / WIDEST_SECTION, 1));
      one.dataset.sign = value < 0 ? "minus" : "plus";
    }
  }

  drawVictory(row) {
    this.part("victory").hidden = !row;
    if (!row) return;
    this.fill(this.root, "winner_company", row.company);
    this.fill(this.root, "winner_one_liner", row.one_liner);
    this.score(this.root.querySelector('[data-f="winner_score"]'), row.score, false);
    this.fill(this.root, "winner_band", row.low === null ? "" : this.band(row));
  }

  drawIntro(board) {
    const headline = this.words[`${board.phase}_title`];
    this.part("intro").hidden = !headline;
    this.fill(this.root, "headline", headline ?? "");
    this.fill(this.root, "standfirst", this.words[`${board.phase}_text`] ?? "");
    this.part("starts").hidden = board.phase !== "none";
    this.part("intro_sealed").hidden = !(board.mode === "sealed" && board.phase === "frozen");
  }

  drawList(board) {
    const order = [...board.contenders].sort(
      (one, other) => (one.rank ?? 1000 + one.order) - (other.rank ?? 1000 + other.order),
    );
    const ranked = order.some((row) => row.rank !== null);
    const title = board.phase === "revealed" ? "final_ranking" : ranked ? "ranking" : "running_order";
    this.part("list").hidden = order.length === 0;
    this.fill(this.root, "list_title", this.words[title]);
    this.root.style.setProperty("--places", order.length);
    this.root.toggleAttribute("data-tight", order.length > MANY);
    const tops = new Map([...this.rows.children].map((line) => [line.dataset.key, line.getBoundingClientRect().top]));
    const lower = new Set(board.close.map((pair) => pair[1]));
    const lines = order.map((row) => this.line(row, board, lower.has(row.key)));
    if (lines.some((line, place) => this.rows.children[place] !== line) || this.rows.children.length !== lines.length) {
      this.rows.replaceChildren(...lines);
      this.glide(tops);
    }
  }

  line(row, board, close) {
    const line =
      [...this.rows.children].find((each) => each.dataset.key === row.key) ??
      document.getElementById("blank-row").content.firstElementChild.cloneNode(true);
    line.dataset.key = row.key;
    line.dataset.state = row.state;
    line.toggleAttribute("data-close", close);
    this.fill(line, "close", close ? this.words.close : "");
    this.fill(line, "place", String(row.rank ?? row.order));
    this.fill(line, "company", row.company);
    const revealed = board.phase === "revealed";
    const toCome = board.phase === "waiting" ? row.one_liner : this.words.up_next;
    const standing = { on_stage: this.words.on_stage, waiting: toCome }[row.state];
    this.fill(line, "standing", (!revealed && standing) || "");
    this.fill(line, "answered", revealed || row.state === "waiting" ? "" : this.progress(row, board));
    this.score(line.querySelector('[data-f="score"]'), row.score, false);
    this.fill(line, "band", row.low === null ? "" : this.band(row, "range"));
    const places = Math.abs(row.move);
    const direction = row.move > 0 ? "up" : "down";
    line.querySelector('[data-f="move"]').dataset.direction = places ? direction : "";
    this.fill(line, "move_text", places ? this.say(direction, { places }) : "");
    line.querySelector(".place__arrow").dataset.places = places || "";
    return line;
  }

  progress(row, board) {
    return this.say("answered", { answered: row.answered, questions: board.questions });
  }

  band(row, words = "between") {
    return this.say(words, { low: this.number.format(row.low), high: this.number.format(row.high) });
  }

  // A number that rises (or falls) to its new value, where motion is welcome.
  score(element, value, fresh) {
    const from = this.shown.get(element);
    this.shown.set(element, value);
    if (value === null || value === from) {
      element.textContent = value === null ? "–" : this.number.format(value);
      return;
    }
    if (calm.matches || fresh || from === undefined || from === null || document.hidden) {
      element.textContent = this.number.format(value);
      return;
    }
    const began = performance.now();
    const step = (now) => {
      if (this.shown.get(element) !== value) return;
      const part = Math.min((now - began) / 900, 1);
      const eased = 1 - (1 - part) ** 3;
      element.textContent = this.number.format(from + (value - from) * eased);
      if (part < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  glide(tops) {
    if (calm.matches) return;
    for (const line of this.rows.children) {
      const before = tops.get(line.dataset.key);
      const moved = before === undefined ? 0 : before - line.getBoundingClientRect().top;
      if (moved) line.animate([{ transform: `translateY(${moved}px)` }, { transform: "none" }], { duration: 700, easing: "ease-in-out" });
    }
  }

  // What changed, in one sentence for the ear.
  sentence(board, before, named) {
    const winner = named.get(board.winner);
    if (winner && before.winner !== board.winner) {
      return this.say("say_winner", { company: winner.company, score: this.number.format(winner.score) });
    }
    if (board.phase !== before.phase && this.words[`say_${board.phase}`]) return this.say(`say_${board.phase}`);
    const act = named.get(board.on_stage);
    if (act && before.on_stage !== board.on_stage) return this.say("say_on_stage", { company: act.company });
    const earlier = new Map(before.contenders.map((row) => [row.key, row.score]));
    const scored = board.contenders.find((row) => row.score !== null && row.score !== earlier.get(row.key));
    if (scored) {
      const score = this.number.format(scored.score);
      return this.say("say_score", { company: scored.company, score, rank: scored.rank });
    }
    if (board.question && board.question !== before.question) {
      return this.say("say_question", { question: this.questions[board.question] });
    }
    return this.part("sentence").textContent;
  }

  status(name, seen) {
    const status = this.part("status");
    const text = this.say(name, { time: this.clock.format(seen) });
    if (status.dataset.state !== name || status.textContent !== text) {
      status.dataset.state = name;
      this.fill(status, "status", text);
    }
  }
}
