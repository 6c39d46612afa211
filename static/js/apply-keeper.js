// Entries on their way to the server. Each waits in this browser's storage until the server has it, so that neither a lost
// connection nor a closed tab loses one. The server is told which revision of the entry was known here; where somebody
// changed it meanwhile the entry is held until the person has chosen.

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
const LONGEST_PARTING = 20_000;
const KEPT_FOR = 30 * 86_400_000;

export class Keeper {
  // `told` is called with what happened to an entry: saved, conflict, invalid, refused; and without a name when the
  // connection is lost or back.
  constructor({ url, key, token, told }) {
    this.url = url;
    this.prefix = `application:${key}:`;
    this.token = token;
    this.told = told;
    this.waiting = new Map(); // name -> {value, revision, held}
    this.pause = 0;
    this.busy = null;
    window.addEventListener("online", () => this.again());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.again());
  }

  // What an earlier visit could not send: name -> {value, revision}. What nobody came back for is not kept for ever.
  stored() {
    const found = new Map();
    for (const name of storedKeys()) {
      if (!name.startsWith("application:")) continue;
      const { value, revision, at } = read(name);
      if (typeof value !== "string" || !Number.isInteger(revision) || Date.now() - at > KEPT_FOR) localStorage.removeItem(name);
      else if (name.startsWith(this.prefix)) found.set(name.slice(this.prefix.length), { value, revision });
    }
    return found;
  }

  // Keep a value here without sending it yet: somebody is still typing.
  remember(name, value, revision) {
    try {
      localStorage.setItem(this.prefix + name, JSON.stringify({ value, revision, at: Date.now() }));
    } catch {
      // Storage is full or forbidden: the entry is still sent, only a closed tab would lose it.
    }
  }

  forget(name) {
    this.waiting.delete(name);
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      // nothing was stored
    }
  }

  // Send a value as soon as possible; a newer value of the same entry replaces one that waits.
  put(name, value, revision) {
    const earlier = this.waiting.get(name);
    // What is on its way, or waits for the person's choice, is not sent a second time.
    if (earlier && [false, "conflict"].includes(earlier.held) && earlier.value === value && earlier.revision === revision) return;
    this.remember(name, value, revision);
    this.waiting.set(name, { value, revision, held: false });
    this.send();
  }

  again() {
    for (const entry of this.waiting.values()) if (entry.held === "refused") entry.held = false;
    this.pause = 0;
    clearTimeout(this.timer);
    this.paused = false;
    this.send();
  }

  get open() {
    return [...this.waiting].filter(([, entry]) => !entry.held).map(([name]) => name);
  }

  // Resolves once nothing more can be sent by itself, or after `within` milliseconds.
  async settled(within) {
    const end = Date.now() + within;
    while (this.open.length && Date.now() < end) await new Promise((done) => setTimeout(done, 50));
  }

  send() {
    if (this.busy || this.paused || !this.open.length) return;
    this.busy = this.sendOne(this.open[0]).finally(() => {
      this.busy = null;
      this.send();
    });
  }

  async sendOne(name) {
    const entry = this.waiting.get(name);
    const { value, revision } = entry;
    const sent = JSON.stringify({ field: name, value, revision });
    let answer, body;
    try {
      answer = await fetch(this.url, {
        method: "POST",
        credentials: "same-origin",
        // Goes on although the page is left; browsers refuse that for long texts.
        keepalive: sent.length < LONGEST_PARTING,
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token() },
        body: sent,
      });
      body = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    } catch {
      return this.later();
    }
    if (answer.status === 429 || answer.status >= 500) return this.later();
    this.pause = 0;
    const now = this.waiting.get(name);
    if (answer.ok) return this.done(name, body, now !== undefined && now.value !== value);
    // Typed on, or chosen, while it was sent: that is sent next and answered on its own.
    if (now?.value !== value || now.revision !== revision) return;
    now.held = { changed_elsewhere: "conflict", invalid: "invalid" }[body.code] ?? "refused";
    this.told(now.held, name, body);
  }

  done(name, body, newer) {
    if (newer) {
      // Typed on while it was sent: what is there now was typed knowing this answer.
      const entry = this.waiting.get(name);
      entry.revision = body.revision;
      this.remember(name, entry.value, entry.revision);
    } else {
      this.forget(name);
    }
    this.told("saved", name, { ...body, newer });
  }

  later() {
    this.pause = Math.min(LONGEST_PAUSE, this.pause * 2 || FIRST_PAUSE);
    this.paused = true;
    this.timer = setTimeout(() => {
      this.paused = false;
      this.send();
    }, this.pause * (0.75 + Math.random() / 2));
    this.told("waiting");
  }
}

function storedKeys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}
