// What a door does: check in, take back, and decide on a code that was scanned or typed.
"use strict";

const Checking = (() => {
  const { settings } = Page;

  function newId() {
    // Not crypto.randomUUID, which addresses without https lack.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  const checkInOf = (code) => ({
    kind: "check_in", id: newId(), code, session: State.session, at: new Date().toISOString(),
  });

  async function keep(entry) {
    const whole = { ...entry, event: settings.event, user: settings.user };
    whole.order = await Store.enqueue(whole);
    State.queue.push(whole);
  }

  /** Note a check-in on the phone first, whatever the network does; the server hears of it right after. */
  async function checkIn(person, what = "checked_in") {
    const entry = { ...checkInOf(person.id), person: person.id };
    await keep(entry);
    State.shown = { id: entry.id, person: person.id, session: entry.session };
    Answers.show(what, what === "checked_in" ? State.personOf(person.id) : person);
    Syncing.showAll();
    Syncing.sync();
  }

  async function undo(person, checkInId) {
    await keep({ kind: "undo", id: checkInId, session: State.session, person: person.id });
    State.shown = null;
    Answers.show("undone", State.personOf(person.id));
    Syncing.showAll();
    Syncing.sync();
  }

  /** Ask the server of somebody whom this phone would turn away: its list may be a few seconds old. */
  async function askServer(code, person, what) {
    const entry = checkInOf(code);
    State.shown = null;
    Answers.show("asking", person, { code });
    const { answer, failure } = await Sending.one(settings.page, entry);
    if (!answer) {
      State.failure = failure ?? "";
      Answers.show(what, person, { code });
      return;
    }
    const [told] = answer.answers;
    if (told.person) {
      State.take([told.person]);
      await Store.settle([], settings.event, [told.person]);
      State.shown = { id: entry.id, person: told.person.id, session: entry.session };
    }
    Answers.show(told.what, told.person, { code, name: told.name, event: told.event });
    Syncing.showAll();
  }

  async function scan(code) {
    const id = State.idOf(code);
    const person = id ? State.personOf(id) : null;
    const what = People.decide(person, State.session);
    if (what === "checked_in" || what === "checked_in_before") {
      await checkIn(person, what);
    } else if (State.failure === "offline") {
      State.shown = null;
      Answers.show(what, person, { code });
    } else {
      await askServer(code, person, what);
    }
  }

  return { checkIn, undo, scan };
})();
