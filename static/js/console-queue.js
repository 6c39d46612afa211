// What the host entered, on its way to the server: in order, each once. Every operation carries its own idempotency
// key and is kept in localStorage until the server has it, so that neither a lost network nor a reload loses one.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5000;
const GIVE_UP_ON_ANSWER_AFTER = 8000;

export class Queue {
  constructor({ storageKey, urls, onChange, onRefused, onSignedOut }) {
    Object.assign(this, { storageKey, urls, onChange, onRefused, onSignedOut });
    this.operations = this.#load();
    this.pause = FIRST_PAUSE;
    this.failing = false;
    this.halted = false;
    window.addEventListener("online", () => this.#wake());
    window.addEventListener("focus", () => this.#resume());
    if (this.waiting.length) this.#run();
  }

  get waiting() {
    return this.operations.filter((each) => each.seq === undefined);
  }

  add(name, body) {
    const operation = { id: newKey(), at: Date.now() + performance.now() / 1e6, name, body };
    this.operations.push(operation);
    this.#store(operation);
    this.onChange();
    this.#run();
    return operation;
  }

  // A board that holds these entries makes their overlay superfluous.
  forget(upTo) {
    this.operations = this.operations.filter((each) => each.seq === undefined || each.seq > upTo);
  }

  async #run() {
    if (this.running || this.halted) return;
    this.running = true;
    while (this.waiting.length && !this.halted) {
      const done = await this.#send(this.waiting[0]);
      this.failing = !done;
      this.onChange();
      if (!done) {
        await this.#sleep(this.pause);
        this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
      } else {
        this.pause = FIRST_PAUSE;
      }
    }
    this.running = false;
  }

  // True when the server has decided about it, false when it must be sent again.
  async #send(operation) {
    let response;
    try {
      response = await fetch(this.urls[operation.name], {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "Idempotency-Key": operation.id,
          "X-CSRFToken": cookie("csrftoken"),
        },
        body: JSON.stringify(operation.body),
        signal: AbortSignal.timeout(GIVE_UP_ON_ANSWER_AFTER),
      });
    } catch {
      return false;
    }
    if (response.ok) return this.#accepted(operation, await response.json());
    if (response.status === 403) {
      this.halted = true;
      this.onSignedOut();
      return false;
    }
    if (response.status >= 500 || response.status === 429) return false;
    const problem = await response.json().catch(() => ({}));
    this.#drop(operation);
    this.onRefused(operation, problem);
    return true;
  }

  #accepted(operation, told) {
    operation.seq = told.seq ?? 0;
    operation.told = told;
    localStorage.removeItem(this.#slot(operation));
    return true;
  }

  #drop(operation) {
    this.operations = this.operations.filter((each) => each !== operation);
    localStorage.removeItem(this.#slot(operation));
  }

  // Back from signing in again in another tab.
  #resume() {
    this.halted = false;
    this.#wake();
    this.#run();
  }

  #wake() {
    this.pause = FIRST_PAUSE;
    this.wakeUp?.();
  }

  #sleep(pause) {
    return new Promise((resolve) => {
      this.wakeUp = resolve;
      setTimeout(resolve, pause);
    });
  }

  // One slot an operation: two tabs of one browser never write over each other.
  #slot(operation) {
    return `${this.storageKey}:${operation.id}`;
  }

  #store(operation) {
    try {
      localStorage.setItem(this.#slot(operation), JSON.stringify(operation));
    } catch {
      // Storage full or forbidden: the operation still lives in this page.
    }
  }

  #load() {
    const found = Object.keys(localStorage)
      .filter((slot) => slot.startsWith(`${this.storageKey}:`))
      .map((slot) => JSON.parse(localStorage.getItem(slot)));
    return found.sort((one, other) => one.at - other.at);
  }
}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function cookie(name) {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
