// A moment in the venue's zone is written by the server; where the reader's own zone shows another hour, theirs is put
// beside it: <time datetime="..." data-own="Your time: {time}">.
for (const time of document.querySelectorAll("time[data-own]")) {
  const moment = new Date(time.dateTime);
  const language = document.documentElement.lang;
  const show = (options) => new Intl.DateTimeFormat(language, { ...options, dateStyle: "medium", timeStyle: "short" }).format(moment);
  let venues;
  try {
    venues = show({ timeZone: time.dataset.zone });
  } catch {
    venues = ""; // the browser does not know the venue's zone: the reader's own time helps all the more
  }
  if (Number.isNaN(moment.getTime()) || venues === show({})) continue;
  const own = document.createElement("span");
  own.className = "own-time muted small";
  own.textContent = time.dataset.own.replace("{time}", show({}));
  time.after(" ", own);
}
