// The page of a door: scan or tap, a clear answer at once, and the server's word on it as soon as there is a network.
"use strict";

(() => {
  const POLL_MILLISECONDS = 4000;
  const WHOLE_LIST_MILLISECONDS = 300000;
  const ROWS_MAX = 100;
  const KINDS = { checked_in: "good", undone: "good", checked_in_before: "again", asking: "asking" };

  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const settings = read("settings");
  const words = read("words");
  const at = (id) => document.getElementById(id);
  const say = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

  // What the server said last, what the phone has noted since, and what is looked at.
  let list = null;
  let people = new Map();
  let byCode = new Map();
  let queue = [];
  let session = "";
  let failure = "";
  let isCleared = false;
  let wholeAt = 0;
  // The scan whose answer is shown: its id and person.
  let shown = null;

  const language = settings.language === "en" ? "en-GB" : settings.language;
  const clock = new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone: settings.zone });
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: settings.zone });
  const timeOf = (text) => clock.format(new Date(text));

  const mine = () => queue.filter((entry) => entry.user === settings.user);
  const entriesOf = (id) => mine().filter((entry) => entry.person === id && entry.event === settings.event);
  const personOf = (id) => people.has(id) && People.after(people.get(id), entriesOf(id));

  function newId() {
    // Not crypto.randomUUID, which addresses without https lack.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // What is shown

  function cameBefore({ at: time, by, isMine }) {
    const sentence = isMine ? words.beforeByMe : by ? words.beforeBy : words.beforeByLink;
    return say(sentence, { time: timeOf(time), who: by });
  }

  function detailsOf(what, person, more) {
    const came = person?.came[session];
    const texts = {
      checked_in: person?.pass ?? "",
      checked_in_before: came ? cameBefore(came) : "",
      wrong_event: say(words.otherEvent, more),
      unknown: failure === "offline" && list ? say(words.unknownOffline, { time: timeOf(list.now) }) : "",
    };
    return texts[what] ?? "";
  }

  const TITLES = {
    checked_in: "checkedIn",
    checked_in_before: "before",
    cancelled: "cancelled",
    waiting: "waiting",
    no_place: "noPlace",
    wrong_event: "unknown",
    unknown: "unknown",
    taken_back: "takenBack",
    undone: "undone",
    nothing_to_undo: "undone",
    unreadable: "unreadable",
    asking: "asking",
  };

  function show(what, person, more = {}) {
    const kind = KINDS[what] ?? "bad";
    at("result").className = `result ${kind}`;
    at("result").hidden = false;
    at("result-title").textContent = what === "wrong_event" ? say(words.otherEvent, more) : words[TITLES[what]];
    at("result-name").textContent = person ? People.nameOf(person) : more.name ?? more.code ?? "";
    at("result-details").textContent = what === "wrong_event" ? "" : detailsOf(what, person, more);
    at("result-undo").hidden = what !== "checked_in" || !shown?.id;
    if (what !== "asking" && !more.isRepeated) Sounds.tell(kind);
  }

  function stateText() {
    const number = mine().length;
    const parts = [failure === "offline" ? words.offline : failure ? "" : words.online];
    if (failure === "refused" && number) parts.push(say(words.noRights, { number }));
    else if (number) parts.push(say(words.toSend, { number }));
    if (!list) parts.push(isCleared ? words.isCleared : failure ? words.noList : words.loading);
    return parts.filter(Boolean).join(" · ");
  }

  function showState() {
    const state = at("state");
    state.className = `state ${failure ? "is-off" : "is-on"}`;
    state.replaceChildren(stateText());
    if (failure === "signedOut") {
      state.replaceChildren(Object.assign(document.createElement("a"), { href: settings.signIn, textContent: words.signedOut }));
      if (mine().length) state.append(` · ${say(words.toSend, { number: mine().length })}`);
    }
    const others = queue.length - mine().length;
    if (others) state.append(Object.assign(document.createElement("p"), { textContent: say(words.ofOthers, { number: others }) }));
    at("as-of").textContent = list ? say(words.asOf, { time: timeOf(list.now) }) : "";
  }

  function counted() {
    const placed = [...people.values()].filter(
      (person) => person.state === "registered" && (!session || person.seats.includes(session)),
    );
    return { registered: placed.length, came: placed.filter((person) => personOf(person.id).came[session]).length };
  }

  function showCount() {
    const numbers = counted();
    at("count").textContent = list ? say(words.count, numbers) : "";
    at("progress").max = Math.max(1, numbers.registered);
    at("progress").value = numbers.came;
  }

  function wordOf(person) {
    const came = person.came[session];
    const what = People.decide(person, session);
    if (what === "checked_in_before") return say(words.hereSince, { time: timeOf(came.at) });
    return { checked_in: words.isExpected, cancelled: words.isCancelled, waiting: words.isWaiting, no_place: words.isNotPlaced }[what];
  }

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function buttonOf(person) {
    const what = People.decide(person, session);
    const name = People.nameOf(person);
    if (what === "checked_in") {
      const button = element("button", { type: "button", className: "check-in", textContent: words.checkIn });
      button.setAttribute("aria-label", say(words.checkInNamed, { name }));
      button.addEventListener("click", () => checkIn(person, what));
      return button;
    }
    if (what !== "checked_in_before" || !person.came[session].id) return "";
    const button = element("button", { type: "button", textContent: words.undo });
    button.setAttribute("aria-label", say(words.undoNamed, { name }));
    button.addEventListener("click", () => undo(person, person.came[session].id));
    return button;
  }

  function rowOf(person) {
    const what = People.decide(person, session);
    const line = [wordOf(person), person.pass].filter(Boolean).join(" · ");
    const text = element(
      "div",
      { className: "person" },
      element("strong", { textContent: People.nameOf(person) }),
      element("span", { textContent: line }),
      element("span", { textContent: person.code }),
    );
    return element("li", { className: `is-${what}` }, text, settings.mayCheckIn ? buttonOf(person) : "");
  }

  function found() {
    const sought = People.plain(at("words-sought").value.trim()).split(/\s+/).filter(Boolean);
    const which = at("which").value;
    return [...people.values()]
      .filter((person) => sought.every((word) => person.sought.includes(word)))
      .filter((person) => !session || sought.length || person.seats.includes(session))
      .map((person) => personOf(person.id))
      .filter((person) => which === "all" || People.decide(person, session) === (which === "came" ? "checked_in_before" : "checked_in"))
      .sort(People.byName);
  }

  function showList() {
    if (at("list").hidden) return;
    const rows = found();
    at("people").replaceChildren(...rows.slice(0, ROWS_MAX).map(rowOf));
    const isSearching = at("words-sought").value.trim() !== "";
    const empty = list && !rows.length ? (isSearching ? words.nobodyFound : words.nobody) : "";
    at("beyond").textContent = rows.length > ROWS_MAX ? say(words.more, { number: rows.length - ROWS_MAX }) : empty;
  }

  function showSessions() {
    const options = [{ id: "", label: words.wholeEvent }].concat(
      (list?.sessions ?? []).map(({ id, name, starts }) => ({ id, label: `${weekday.format(new Date(starts))} ${timeOf(starts)} ${name}` })),
    );
    at("session").replaceChildren(...options.map(({ id, label }) => element("option", { value: id, textContent: label })));
    if (!options.some(({ id }) => id === session)) session = "";
    at("session").value = session;
  }

  function showAll() {
    showState();
    showCount();
    showList();
  }

  function notice(text) {
    const close = element("button", { type: "button", textContent: "×" });
    close.setAttribute("aria-label", at("result-close").getAttribute("aria-label"));
    const item = element("li", {}, element("span", { textContent: text }), close);
    close.addEventListener("click", () => item.remove());
    at("notices").append(item);
  }

  // What is done

  async function keep(entry) {
    const whole = { ...entry, event: settings.event, user: settings.user };
    whole.order = await Store.enqueue(whole);
    queue.push(whole);
  }

  /** Note a check-in on the phone first, whatever the network does; the server hears of it right after. */
  async function checkIn(person, what) {
    const entry = { kind: "check_in", id: newId(), code: person.id, session, at: new Date().toISOString(), person: person.id };
    await keep(entry);
    shown = { id: entry.id, person: person.id, session };
    show(what, what === "checked_in" ? personOf(person.id) : person);
    showAll();
    sync();
  }

  async function undo(person, checkInId) {
    await keep({ kind: "undo", id: checkInId, session, person: person.id });
    shown = null;
    show("undone", personOf(person.id));
    showAll();
    sync();
  }

  /** Ask the server of somebody whom this phone would turn away: its list may be a few seconds old. */
  async function askServer(code, person, what) {
    const entry = { kind: "check_in", id: newId(), code, session, at: new Date().toISOString() };
    shown = null;
    show("asking", person, { code });
    const { answer, failure: why } = await Sending.one(settings.page, entry);
    if (!answer) {
      setFailure(why);
      show(what, person, { code });
      return;
    }
    const [told] = answer.answers;
    if (told.person) {
      take([told.person]);
      await Store.settle([], settings.event, [told.person]);
      shown = { id: entry.id, person: told.person.id, session };
    }
    show(told.what, told.person, { code, name: told.name, event: told.event });
    showAll();
  }

  async function scan(code) {
    const id = byCode.get(People.keyOf(code));
    const person = id ? personOf(id) : null;
    const what = People.decide(person, session);
    if (what === "checked_in" || what === "checked_in_before") await checkIn(person, what);
    else if (failure === "offline") { shown = null; show(what, person, { code }); } else await askServer(code, person, what);
  }

  // Talking with the server

  function take(rows) {
    for (const row of rows) people.set(row.id, row);
    byCode = People.index(people.values());
  }

  function setFailure(why) {
    failure = why ?? "";
  }

  /** Hear what became of what was sent: it may be otherwise than the phone thought. */
  function settled(event, entries, answers, rows) {
    const orders = new Set(entries.map((entry) => entry.order));
    queue = queue.filter((entry) => !orders.has(entry.order));
    if (event === settings.event) take(rows);
    entries.forEach((entry, place) => tell(entry, answers[place]));
    showAll();
  }

  function tell(entry, told) {
    if (entry.kind === "undo" || told.what === "checked_in") return;
    if (shown?.id === entry.id && session === shown.session) {
      show(told.what, told.person, { name: told.name, event: told.event, isRepeated: told.what === "checked_in_before" });
      at("result-undo").hidden = true;
      return;
    }
    if (told.what === "taken_back") return;
    const name = told.name ?? entry.code;
    const came = told.person?.came[entry.session];
    if (told.what !== "checked_in_before") {
      notice(say(words.conflictOther, { name, details: say(words[TITLES[told.what]], { event: told.event }) }));
    } else if (came && came.id !== entry.id) {
      notice(say(words.conflictBefore, { name, details: cameBefore(came) }));
    }
  }

  async function refresh() {
    if (isCleared) return "";
    const isWhole = !wholeAt || Date.now() - wholeAt > WHOLE_LIST_MILLISECONDS;
    const { answer, failure: why } = await Sending.list(settings.page, isWhole ? "" : list.now);
    if (!answer) return why;
    if (isCleared) return "";
    if (isWhole) wholeAt = Date.now();
    await takeList(answer);
    return "";
  }

  async function takeList(answer) {
    const rows = answer.people;
    if (answer.isWhole) {
      people = new Map();
      list = { event: settings.event, user: settings.user, sessions: answer.sessions, ...answer.event };
    }
    list = { ...list, now: answer.now };
    if (rows.length || answer.isWhole) take(rows);
    if (Date.parse(list.forgetAt) > Date.now()) await Store.keep(list, rows, answer.isWhole);
    if (answer.isWhole) showSessions();
  }

  let running = null;
  let isWanted = false;

  /** Send what waits and hear what is new; what is asked for meanwhile is done right after. */
  function sync() {
    isWanted = true;
    running ??= (async () => {
      while (isWanted) {
        isWanted = false;
        const why = settings.mayCheckIn ? await Sending.flush(settings.doors, settings.user, settled) : "";
        setFailure(why && why !== "refused" ? why : (await refresh()) || why);
      }
      running = null;
      showAll();
    })();
    return running;
  }

  // The page

  async function startOrStopCamera() {
    const [video, button, note] = [at("video"), at("camera"), at("camera-note")];
    if (!video.hidden) {
      Scanner.stop(video);
      video.hidden = true;
      at("torch").hidden = true;
      button.textContent = words.startCamera;
      return;
    }
    note.hidden = true;
    video.hidden = false;
    button.textContent = words.stopCamera;
    try {
      at("torch").hidden = !(await Scanner.start(video, settings, scan));
    } catch {
      video.hidden = true;
      button.textContent = words.startCamera;
      note.textContent = window.isSecureContext ? words.noCamera : words.insecure;
      note.hidden = false;
    }
  }

  function goTo(way) {
    for (const button of document.querySelectorAll("[data-way]")) {
      button.setAttribute("aria-pressed", String(button.dataset.way === way));
      at(button.dataset.way).hidden = button.dataset.way !== way;
    }
    if (way === "list" && !at("video").hidden) startOrStopCamera();
    showList();
  }

  async function clear() {
    isCleared = true;
    await Store.forget(settings.event);
    list = null;
    people = new Map();
    byCode = new Map();
    at("result").hidden = true;
    at("more").open = false;
    showSessions();
    showAll();
  }

  function light() {
    const isOn = at("torch").getAttribute("aria-pressed") !== "true";
    at("torch").setAttribute("aria-pressed", String(isOn));
    Scanner.light(isOn);
  }

  function listen() {
    at("session").addEventListener("change", () => { session = at("session").value; at("result").hidden = true; shown = null; showAll(); });
    at("words-sought").addEventListener("input", showList);
    at("which").addEventListener("change", showList);
    at("search").addEventListener("submit", (event) => {
      event.preventDefault();
      const code = at("words-sought").value;
      if (settings.mayCheckIn && byCode.has(People.keyOf(code))) scan(code);
    });
    at("clear").addEventListener("click", clear);
    at("result-close").addEventListener("click", () => { at("result").hidden = true; });
    at("result-undo").addEventListener("click", () => { if (shown) undo(people.get(shown.person), shown.id); });
    for (const name of ["sound", "vibration"]) {
      at(name).checked = Sounds.isOn(name);
      at(name).addEventListener("change", () => Sounds.set(name, at(name).checked));
    }
    at("camera")?.addEventListener("click", startOrStopCamera);
    at("torch")?.addEventListener("click", light);
    for (const button of document.querySelectorAll("[data-way]")) button.addEventListener("click", () => goTo(button.dataset.way));
    window.addEventListener("online", sync);
    window.addEventListener("offline", () => { setFailure("offline"); showState(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) sync(); });
    setInterval(() => { if (!document.hidden) sync(); }, POLL_MILLISECONDS);
  }

  /** Take up what the phone kept, but for lists of somebody else, and of events that are over. */
  async function open() {
    for (const kept of await Store.lists()) {
      if (kept.user !== settings.user || Date.parse(kept.forgetAt) < Date.now()) await Store.forget(kept.event);
    }
    queue = await Store.queue();
    list = (await Store.list(settings.event)) ?? null;
    take(await Store.people(settings.event));
    showSessions();
    showAll();
  }

  async function begin() {
    listen();
    await open();
    navigator.storage?.persist?.();
    if (navigator.serviceWorker) await navigator.serviceWorker.register(`${settings.page}worker.js`).catch(() => {});
    await sync();
  }

  begin();
})();
