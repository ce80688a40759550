// Keeping up with the server: what waits is sent, what is new is heard, again and again as long as the page is looked at.
"use strict";

const Syncing = (() => {
  const { settings } = Page;
  const POLL_MILLISECONDS = 4000;
  const WHOLE_LIST_MILLISECONDS = 300000;
  let wholeAt = 0;
  let running = null;
  let isWanted = false;

  function showAll() {
    Standing.show();
    Rows.show();
  }

  /** Hear what became of what was sent: it may be otherwise than the phone thought. */
  function settled(event, entries, answers, rows) {
    const orders = new Set(entries.map((entry) => entry.order));
    State.queue = State.queue.filter((entry) => !orders.has(entry.order));
    if (event === settings.event) State.take(rows);
    entries.forEach((entry, place) => Answers.correct(entry, answers[place]));
    showAll();
  }

  async function takeList(answer) {
    const rows = answer.people;
    if (answer.isWhole) {
      State.people = new Map();
      State.list = { event: settings.event, user: settings.user, sessions: answer.sessions, ...answer.event };
    }
    State.list = { ...State.list, now: answer.now };
    if (rows.length || answer.isWhole) State.take(rows);
    if (Date.parse(State.list.forgetAt) > Date.now()) await Store.keep(State.list, rows, answer.isWhole);
    if (answer.isWhole) Standing.showSessions();
  }

  async function refresh() {
    if (State.isCleared) return "";
    const isWhole = !wholeAt || Date.now() - wholeAt > WHOLE_LIST_MILLISECONDS;
    const { answer, failure } = await Sending.list(settings.page, isWhole ? "" : State.list.now);
    if (!answer) return failure;
    if (State.isCleared) return "";
    if (isWhole) wholeAt = Date.now();
    await takeList(answer);
    return "";
  }

  /** Send what waits and hear what is new; what is asked for meanwhile is done right after. */
  function sync() {
    isWanted = true;
    running ??= (async () => {
      while (isWanted) {
        isWanted = false;
        const why = settings.mayCheckIn ? await Sending.flush(settings.doors, settings.user, settled) : "";
        State.failure = why && why !== "refused" ? why : (await refresh()) || why;
      }
      running = null;
      showAll();
    })();
    return running;
  }

  function syncIfSeen() {
    if (!document.hidden) sync();
  }

  /** Follow the network and the window from now on. */
  function listen() {
    window.addEventListener("online", sync);
    window.addEventListener("offline", () => { State.failure = "offline"; Standing.showState(); });
    document.addEventListener("visibilitychange", syncIfSeen);
    setInterval(syncIfSeen, POLL_MILLISECONDS);
  }

  return { sync, listen, showAll };
})();
