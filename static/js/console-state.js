// What the host sees: the newest board from the server, with what was entered here and is not yet on it laid over.
// Pure functions only; they say of the next question what battle/stage/order.py says.

export function isNewer(board, than) {
  if (board.show !== than.show) return board.show > than.show;
  return (board.seq ?? 0) >= (than.seq ?? 0);
}

export function overlay(board, operations, order) {
  const view = structuredClone(board);
  view.answers ??= {};
  view.skipped ??= {};
  for (const operation of operations) {
    if (operation.seq === undefined || operation.seq > (board.seq ?? 0)) apply(view, operation, order);
  }
  for (const contender of view.contenders) {
    const { answers } = of(view, contender.key);
    contender.answered = Object.keys(answers).length;
  }
  return view;
}

export function of(view, key) {
  return { answers: (view.answers[key] ??= {}), skipped: (view.skipped[key] ??= []) };
}

export function nextOpen(view, key, order, after = null) {
  const { answers, skipped } = of(view, key);
  const start = order.indexOf(after) + 1;
  const turned = [...order.slice(start), ...order.slice(0, start)];
  return turned.find((question) => !(question in answers) && !skipped.includes(question)) ?? null;
}

function apply(view, { name, body }, order) {
  const { contender, question, value } = body;
  const standing = of(view, contender);
  // The jury did not know of this yet.
  if (name !== "ask") view.advice = null;
  if (name === "call") {
    view.phase = "questioning";
    view.on_stage = contender;
    view.question = nextOpen(view, contender, order);
    for (const each of view.contenders) {
      if (each.state === "on_stage") each.state = "done";
      if (each.key === contender) each.state = "on_stage";
    }
    return;
  }
  if (name === "ask") {
    view.question = question;
    return;
  }
  if (name === "skip") {
    if (!standing.skipped.includes(question)) standing.skipped.push(question);
  } else if (value === null) {
    delete standing.answers[question];
    markScoring(view, contender);
  } else {
    standing.answers[question] = value;
    view.skipped[contender] = standing.skipped.filter((each) => each !== question);
    markScoring(view, contender);
  }
  if (view.on_stage !== contender) return;
  if (view.question === question) view.question = null;
  view.question ??= nextOpen(view, contender, order, question);
}

function markScoring(view, key) {
  for (const each of view.contenders) if (each.key === key) each.scoring = true;
}

export function contenderOf(view, key) {
  return view.contenders.find((each) => each.key === key) ?? null;
}

// The next startup to call: the first in running order that was not on stage yet.
export function nextContender(view) {
  return view.contenders.find((each) => each.state === "waiting") ?? null;
}

// Places by score, equal scores by running order.
export function places(view) {
  return view.contenders
    .filter((each) => each.score !== null)
    .sort((one, other) => other.score - one.score || one.order - other.order)
    .map((each) => each.key);
}

// The one large action of the moment.
export function primaryAction(view, { editing, suggestion }) {
  if (view.phase === "revealed") return null;
  if (view.phase === "frozen") {
    return view.pending?.length ? { name: "waiting_for_score", enabled: false } : { name: "reveal", enabled: true };
  }
  if (editing) return { name: "correct", enabled: true };
  if (view.question) {
    if (suggestion !== null) return { name: "accept", enabled: true };
    return { name: "answer", enabled: true };
  }
  const next = nextContender(view);
  return next ? { name: "call", contender: next.key, enabled: true } : { name: "freeze", enabled: true };
}

// A number as people type it: "12", "1.5", "1,5", and "1,200" where only whole numbers make sense.
export function parseNumber(text, integer) {
  let plain = text.trim().replace(/[\s\u00a0\u202f']/g, "");
  if (integer && /^\d{1,3}([.,]\d{3})+$/.test(plain)) plain = plain.replace(/[.,]/g, "");
  plain = plain.replace(",", ".");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}
