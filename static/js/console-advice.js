// What the jury would ask next, and why. It comes after the score, so its place is kept: nothing moves when it arrives.

const part = (element, name) => element.querySelector(`[data-part="${name}"]`);

function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

// The advice that can be followed now: another question than the one on the table.
export function followed(view, editing) {
  const advice = editing ? null : view.advice;
  return advice && view.on_stage && advice.question !== view.question ? advice.question : null;
}

export function drawAdvice(panel, view, { editing, byKey }, w) {
  const advice = view.advice;
  panel.hidden = Boolean(editing) || !view.question;
  panel.toggleAttribute("data-late", !advice);
  if (!advice) return;
  const other = followed(view, editing);
  part(panel, "advice-ask").hidden = !other;
  part(panel, "advice-same").hidden = Boolean(other);
  const question = part(panel, "advice-question");
  text(question, w.tell(byKey[advice.question].text));
  question.lang = w.language;
  const section = w.say(`advice.section.${advice.section}`);
  text(part(panel, "advice-why"), w.say(`advice.${advice.reason}`, { section, share: w.share(advice.share) }));
}
