// The list of people: who is sought, how they stand, and the button that each of them needs.
"use strict";

const Rows = (() => {
  const { settings, words, at, say, timeOf, element } = Page;
  const ROWS_MAX = 100;
  const WORDS = { checked_in: "isExpected", cancelled: "isCancelled", waiting: "isWaiting", no_place: "isNotPlaced" };
  // What a choice of who is shown keeps; others keep all.
  const KEPT = { came: "checked_in_before", expected: "checked_in" };

  function wordOf(person, what) {
    if (what === "checked_in_before") return say(words.hereSince, { time: timeOf(person.came[State.session].at) });
    return words[WORDS[what]];
  }

  /** Make a button whose data say what it does: `act`, `person`, and for an undo `checkIn`. */
  function buttonOf(person, what) {
    const name = People.nameOf(person);
    if (what === "checked_in") {
      const button = element("button", { type: "button", className: "check-in", textContent: words.checkIn });
      button.setAttribute("aria-label", say(words.checkInNamed, { name }));
      Object.assign(button.dataset, { act: "checkIn", person: person.id });
      return button;
    }
    const checkIn = person.came[State.session]?.id;
    if (what !== "checked_in_before" || !checkIn) return "";
    const button = element("button", { type: "button", textContent: words.undo });
    button.setAttribute("aria-label", say(words.undoNamed, { name }));
    Object.assign(button.dataset, { act: "undo", person: person.id, checkIn });
    return button;
  }

  function rowOf(person) {
    const what = People.decide(person, State.session);
    const line = [wordOf(person, what), person.pass].filter(Boolean).join(" · ");
    const text = element(
      "div",
      { className: "person" },
      element("strong", { textContent: People.nameOf(person) }),
      element("span", { textContent: line }),
      element("span", { textContent: person.code }),
    );
    return element("li", { className: `is-${what}` }, text, settings.mayCheckIn ? buttonOf(person, what) : "");
  }

  function found() {
    const sought = People.plain(at("words-sought").value.trim()).split(/\s+/).filter(Boolean);
    const kept = KEPT[at("which").value];
    return State.everybody()
      .filter((person) => sought.every((word) => person.sought.includes(word)))
      .filter((person) => !State.session || sought.length || person.seats.includes(State.session))
      .map((person) => State.personOf(person.id))
      .filter((person) => !kept || People.decide(person, State.session) === kept)
      .sort(People.byName);
  }

  function show() {
    if (at("list").hidden) return;
    const rows = found();
    at("people").replaceChildren(...rows.slice(0, ROWS_MAX).map(rowOf));
    const isSearching = at("words-sought").value.trim() !== "";
    const empty = State.list && !rows.length ? (isSearching ? words.nobodyFound : words.nobody) : "";
    at("beyond").textContent = rows.length > ROWS_MAX ? say(words.more, { number: rows.length - ROWS_MAX }) : empty;
  }

  return { show };
})();
