// The board on the wall: it keeps the stream open whatever covers the window, and the display awake.

import { start } from "./board.js";

start({ whileHidden: true });

async function stayAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // Refused on battery or without focus; asked again when the window is seen again.
  }
}

document.addEventListener("visibilitychange", () => document.hidden || stayAwake());
stayAwake();
