// The board in a pocket: the stream is closed while nobody looks and goes on without a gap when they do.

import { start } from "./board.js";

start({ whileHidden: false });
