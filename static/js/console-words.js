// Words, numbers and answers in the reader's languages: the page's for the console, the chosen one for the questions.

export function words(page) {
  const pageLanguage = document.documentElement.lang || "en";
  const exact = new Intl.NumberFormat(pageLanguage, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const signed = new Intl.NumberFormat(pageLanguage, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  const whole = new Intl.NumberFormat(pageLanguage, { maximumFractionDigits: 0 });
  const percent = new Intl.NumberFormat(pageLanguage, { style: "percent", maximumFractionDigits: 0 });
  const plain = new Intl.NumberFormat(pageLanguage, { maximumFractionDigits: 4 });
  let language = page.language;

  return {
    get language() {
      return language;
    },
    speak(chosen) {
      language = chosen;
    },
    // A sentence of the page with its {names} filled in.
    say: (name, values = {}) =>
      (page.texts[name] ?? name).replace(/\{(\w+)\}/g, (_whole, key) => String(values[key] ?? "")),
    // A text of the questionnaire.
    tell: (text) => text[language] ?? Object.values(text)[0],
    score: (value) => exact.format(value),
    points: (value) => signed.format(value),
    edge: (value) => whole.format(value),
    share: (value) => (value < 0.01 ? `<${percent.format(0.01)}` : percent.format(value)),
    number: (value) => plain.format(value),
    answer(question, value) {
      if (question.kind === "choice") {
        const option = question.options.find((each) => each.level === value);
        return option ? this.tell(option.label) : plain.format(value);
      }
      return [plain.format(value), question.unit ? this.tell(question.unit) : ""].join(" ").trim();
    },
  };
}
