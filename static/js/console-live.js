// The host's board as it changes: from the event stream, and by asking every two seconds while the stream is away.

const POLL_EVERY = 2000;
const SILENT_FOR = 3000;

export function follow({ streamUrl, stateUrl, onBoard, onLink }) {
  let polling = null;
  let source = null;
  let away = null;
  let again = null;

  // One stream at a time: whichever reason to connect comes first takes the place of the others.
  function connect() {
    clearTimeout(again);
    source?.close();
    source = new EventSource(streamUrl);
    source.addEventListener("open", () => arrived());
    source.addEventListener("board", (event) => {
      arrived();
      onBoard(JSON.parse(event.data));
    });
    source.addEventListener("error", () => {
      away ??= setTimeout(startPolling, SILENT_FOR);
      onLink("reconnecting");
      // A refused stream is not tried again by the browser itself.
      if (source.readyState === EventSource.CLOSED) {
        clearTimeout(again);
        again = setTimeout(connect, POLL_EVERY + 1000 * Math.random());
      }
    });
  }

  function arrived() {
    clearTimeout(away);
    away = null;
    clearInterval(polling);
    polling = null;
    onLink("live");
  }

  function startPolling() {
    if (polling === null) polling = setInterval(poll, POLL_EVERY);
    poll();
  }

  async function poll() {
    try {
      const response = await fetch(stateUrl, { signal: AbortSignal.timeout(5000), cache: "no-store" });
      if (!response.ok) throw new Error(String(response.status));
      const board = await response.json();
      if (polling === null) return;
      onLink("polling");
      onBoard(board);
    } catch {
      if (polling !== null) onLink("reconnecting");
    }
  }

  // The browser notices a lost network long before a silent connection ends.
  window.addEventListener("offline", () => onLink("reconnecting"));
  window.addEventListener("online", connect);
  connect();
  return { poll };
}
