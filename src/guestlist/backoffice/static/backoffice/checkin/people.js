// Who a code stands for and what a door does with them: the server's rules, for a phone without a network.
"use strict";

const People = (() => {
  const PUBLIC = /^GL-?([0-9A-HJKMNP-TV-Z]{10})$/;

  /** Give what a code is looked up by: as typed without letter case, or as a number is misread. */
  function keyOf(code) {
    const typed = code.trim().toUpperCase();
    if (!typed.startsWith("GL")) return typed.replace(/^\{(.*)\}$/, "$1");
    const read = PUBLIC.exec(`GL${typed.slice(2).replace(/O/g, "0").replace(/[IL]/g, "1")}`);
    return read ? `GL-${read[1]}` : typed;
  }

  /** Give the people by everything that they may show, and the text that searching looks through. */
  function index(people) {
    const byCode = new Map();
    for (const person of people) {
      for (const code of [person.id, person.passCode, person.code]) if (code) byCode.set(keyOf(code), person.id);
      person.sought = plain(`${person.first} ${person.last} ${person.first} ${person.email} ${person.code}`);
    }
    return byCode;
  }

  /** Take the marks from letters and the letter case, so that "muller" finds "Müller". */
  function plain(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  }

  /** Give how somebody stands once the phone's own entries have reached the server. */
  function after(person, entries) {
    if (!entries?.length) return person;
    const came = { ...person.came };
    for (const entry of entries) {
      if (entry.kind === "undo") {
        for (const door of Object.keys(came)) if (came[door].id === entry.id) delete came[door];
        continue;
      }
      // Whoever stands at the door of a session has come to the event.
      for (const door of new Set([entry.session, ""])) {
        if (came[door] && Date.parse(came[door].at) <= Date.parse(entry.at)) continue;
        came[door] = { id: door === entry.session ? entry.id : "", at: entry.at, isMine: true };
      }
    }
    return { ...person, came };
  }

  /** Say what the door of a session ("": of the event) does with somebody: in the words of the server's answers. */
  function decide(person, session) {
    if (!person) return "unknown";
    if (person.state !== "registered") return person.state;
    if (session && !person.seats.includes(session)) return "no_place";
    return person.came[session] ? "checked_in_before" : "checked_in";
  }

  const nameOf = (person) => `${person.first} ${person.last}`.trim() || person.email || person.code;

  const collator = new Intl.Collator(document.documentElement.lang, { sensitivity: "base" });
  const byName = (one, other) => collator.compare(one.last, other.last) || collator.compare(one.first, other.first);

  return { keyOf, index, plain, after, decide, nameOf, byName };
})();
