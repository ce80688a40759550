// The answer to a scan, large and in its colour; and notices of earlier ones that the server saw otherwise.
"use strict";

const Answers = (() => {
  const { words, at, say, timeOf, element } = Page;
  const KINDS = { checked_in: "good", undone: "good", checked_in_before: "again", asking: "asking" };
  const TITLES = {
    checked_in: "checkedIn",
    checked_in_before: "before",
    cancelled: "cancelled",
    waiting: "waiting",
    no_place: "noPlace",
    wrong_event: "otherEvent",
    unknown: "unknown",
    taken_back: "takenBack",
    undone: "undone",
    nothing_to_undo: "undone",
    unreadable: "unreadable",
    asking: "asking",
  };

  function cameBefore({ at: time, by, isMine }) {
    const sentence = isMine ? words.beforeByMe : by ? words.beforeBy : words.beforeByLink;
    return say(sentence, { time: timeOf(time), who: by });
  }

  function detailsOf(what, person) {
    const came = person?.came[State.session];
    const { failure, list } = State;
    const texts = {
      checked_in: person?.pass ?? "",
      checked_in_before: came ? cameBefore(came) : "",
      unknown: failure === "offline" && list ? say(words.unknownOffline, { time: timeOf(list.now) }) : "",
    };
    return texts[what] ?? "";
  }

  const titleOf = (what, event) => say(words[TITLES[what]], { event });

  /**
   * Show what became of somebody. `what`: in the words of the server's answers, or "asking".
   * `more`: `code` and `name` to show where there is no person, `event` that they are registered for, and `isRepeated`
   * if the phone has told of this scan already.
   */
  function show(what, person, more = {}) {
    const kind = KINDS[what] ?? "bad";
    at("result").className = `result ${kind}`;
    at("result").hidden = false;
    at("result-title").textContent = titleOf(what, more.event);
    at("result-name").textContent = person ? People.nameOf(person) : more.name ?? more.code ?? "";
    at("result-details").textContent = detailsOf(what, person);
    at("result-undo").hidden = what !== "checked_in" || !State.shown?.id;
    if (what !== "asking" && !more.isRepeated) Sounds.tell(kind);
  }

  function hide() {
    at("result").hidden = true;
  }

  function notice(text) {
    const close = element("button", { type: "button", textContent: "×" });
    close.setAttribute("aria-label", at("result-close").getAttribute("aria-label"));
    const item = element("li", {}, element("span", { textContent: text }), close);
    close.addEventListener("click", () => item.remove());
    at("notices").append(item);
  }

  /** Hear the server's word on an entry that the phone has answered already: only what is otherwise is told. */
  function correct(entry, told) {
    if (entry.kind === "undo" || told.what === "checked_in") return;
    if (State.shown?.id === entry.id && State.session === State.shown.session) {
      show(told.what, told.person, { name: told.name, event: told.event, isRepeated: told.what === "checked_in_before" });
      at("result-undo").hidden = true;
      return;
    }
    if (told.what === "taken_back") return;
    const name = told.name ?? entry.code;
    const came = told.person?.came[entry.session];
    if (told.what !== "checked_in_before") {
      notice(say(words.conflictOther, { name, details: titleOf(told.what, told.event) }));
    } else if (came && came.id !== entry.id) {
      notice(say(words.conflictBefore, { name, details: cameBefore(came) }));
    }
  }

  return { show, hide, correct };
})();
