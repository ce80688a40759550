// What this door knows: what the server said last, what the phone has noted since, and what is looked at.
"use strict";

const State = {
  // The event with its sessions; null until a list came.
  list: null,
  people: new Map(),
  // The id of a person by everything that may be scanned or typed.
  byCode: new Map(),
  // What waits to be sent, of all users of the phone.
  queue: [],
  // The door that is looked at: a session's id, or "" for the event's.
  session: "",
  // Why the server was not heard last time, in the words of sending.js; "" if it was.
  failure: "",
  // Whether somebody removed the list: then no new one is fetched.
  isCleared: false,
  // The scan whose answer is shown: its id, person and session.
  shown: null,

  mine() {
    return State.queue.filter((entry) => entry.user === Page.settings.user);
  },

  /** Give somebody as they stand once what waits has been sent. */
  personOf(id) {
    const entries = State.mine().filter((entry) => entry.person === id && entry.event === Page.settings.event);
    return State.people.has(id) && People.after(State.people.get(id), entries);
  },

  everybody() {
    return [...State.people.values()];
  },

  idOf(code) {
    return State.byCode.get(People.keyOf(code));
  },

  /** Take the server's word on people. */
  take(rows) {
    for (const row of rows) State.people.set(row.id, row);
    State.byCode = People.index(State.people.values());
  },

  forgetList() {
    State.list = null;
    State.people = new Map();
    State.byCode = new Map();
  },
};
