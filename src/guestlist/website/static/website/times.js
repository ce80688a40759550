/* Shows each time of an event in the visitor's own time zone too, where the clocks differ. */
(() => {
  const label = document.body.dataset.ownTime;
  const language = document.documentElement.lang;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const write = (options) => new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...options, hourCycle: "h23" });
  const clock = write({ hour: "2-digit", minute: "2-digit" });
  const dayAndClock = write({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

  for (const holder of document.querySelectorAll("[data-zone]")) {
    const there = write({ timeZone: holder.dataset.zone, dateStyle: "short", timeStyle: "short" });
    const here = write({ timeZone: own, dateStyle: "short", timeStyle: "short" });
    const day = (writer, instant) => writer.format(instant).split(",")[0];
    for (const time of holder.querySelectorAll("time[data-own]")) {
      // Where an interval ends here, the note behind it gives its start.
      const start = new Date(time.dataset.own || time.dateTime);
      if (there.format(start) === here.format(start)) continue;
      const note = document.createElement("span");
      note.className = "own-time";
      const isSameDay = day(there, start) === day(here, start);
      note.textContent = ` ${(isSameDay ? clock : dayAndClock).format(start)} ${label}`;
      time.after(note);
    }
  }
})();
