// The public board as it changes. One client for every page: it reads the event stream, comes back with the id of the
// last board it has so that none is missed, notices a line that has gone silent, and asks for board.json every few
// seconds where the stream is refused.
//
// The stream is read with fetch rather than EventSource, which hides the heartbeat: on a phone that has left the wifi
// it would say "live" for minutes. And it returns after a random pause, so that a hall full of phones does not come
// back to a restarted server in the same instant.

const SILENT_AFTER = 35_000; // two heartbeats missed
const POLL_EVERY = 3_000;
const STREAM_AGAIN_AFTER = 30_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8_000;

const jitter = (milliseconds) => milliseconds * (0.5 + Math.random());

export class LiveBoard {
  #abort = null;
  #timer = 0;
  #silence = 0;
  #pause = FIRST_PAUSE;
  #pollUntil = 0;
  #seen = Date.now();

  /** `board` is the one the page came with; `onStatus(name, time)` tells how fresh the board in hand is. */
  constructor({ stream, json, board, onBoard, onStatus }) {
    Object.assign(this, { stream, json, board, onBoard, onStatus });
    addEventListener("online", () => this.#retryNow());
    addEventListener("offline", () => this.#lost("offline"));
  }

  open() {
    if (this.#abort) return;
    this.#abort = new AbortController();
    clearTimeout(this.#timer);
    if (Date.now() < this.#pollUntil) this.#poll();
    else this.#read();
  }

  close(status = "paused") {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#abort?.abort();
    this.#abort = null;
    this.onStatus(status, this.#seen);
  }

  async #read() {
    const abort = this.#abort;
    try {
      const query = `last_event_id=${this.board.rev}&show=${this.board.show}`;
      const address = this.stream + (this.stream.includes("?") ? "&" : "?") + query;
      this.#listen();
      const response = await fetch(address, { signal: abort.signal, cache: "no-store", headers: { Accept: "text/event-stream" } });
      if (!response.ok) return this.#refused(abort);
      this.#alive("live");
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        this.#alive("live");
        const events = (rest + value).split("\n\n");
        rest = events.pop();
        for (const event of events) this.#take(event);
      }
    } catch {
      // Aborted by us, or the line broke: the same way back.
    }
    if (this.#abort === abort) this.#lost("reconnecting");
  }

  #take(event) {
    const data = event.split("\n").find((line) => line.startsWith("data: "));
    if (data) this.#show(JSON.parse(data.slice(6)));
  }

  #show(board) {
    const before = this.board;
    if (board.show < before.show || (board.show === before.show && board.rev <= before.rev)) return;
    this.board = board;
    this.onBoard(board, before);
  }

  #listen() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost("reconnecting"), SILENT_AFTER);
  }

  #alive(status) {
    this.#seen = Date.now();
    this.#pause = FIRST_PAUSE;
    this.#listen();
    this.onStatus(status, this.#seen);
  }

  #lost(status) {
    if (!this.#abort) return;
    this.close(navigator.onLine ? status : "offline");
    this.#timer = setTimeout(() => this.open(), jitter(this.#pause));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  #refused(abort) {
    if (this.#abort !== abort) return;
    clearTimeout(this.#silence);
    this.#pollUntil = Date.now() + jitter(STREAM_AGAIN_AFTER);
    this.#poll();
  }

  async #poll() {
    const abort = this.#abort;
    let status = "polling";
    try {
      // "no-cache" asks with the ETag of the copy in hand: mostly the answer is 304 and empty.
      const response = await fetch(this.json, { signal: AbortSignal.any([abort.signal, AbortSignal.timeout(8_000)]), cache: "no-cache" });
      if (!response.ok) throw new Error(String(response.status));
      const board = await response.json();
      if (this.#abort !== abort) return;
      this.#seen = Date.now();
      this.#show(board);
    } catch {
      status = "reconnecting";
    }
    if (this.#abort !== abort) return;
    this.onStatus(navigator.onLine ? status : "offline", this.#seen);
    this.#abort = null;
    this.#timer = setTimeout(() => this.open(), jitter(POLL_EVERY));
  }

  #retryNow() {
    if (this.#abort) return;
    this.#pause = FIRST_PAUSE;
    this.open();
  }
}
