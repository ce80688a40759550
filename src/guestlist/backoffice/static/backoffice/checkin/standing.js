// What stands above: the choice of a session, how many have come, the network, and what waits to be sent.
"use strict";

const Standing = (() => {
  const { settings, words, at, say, timeOf, dayOf, element } = Page;

  function counted() {
    const { session } = State;
    const placed = State.everybody().filter(
      (person) => person.state === "registered" && (!session || person.seats.includes(session)),
    );
    return { registered: placed.length, came: placed.filter((person) => State.personOf(person.id).came[session]).length };
  }

  function showCount() {
    const numbers = counted();
    at("count").textContent = State.list ? say(words.count, numbers) : "";
    at("progress").max = Math.max(1, numbers.registered);
    at("progress").value = numbers.came;
  }

  function stateText(number) {
    const { failure, list, isCleared } = State;
    const parts = [failure === "offline" ? words.offline : failure ? "" : words.online];
    if (failure === "refused" && number) parts.push(say(words.noRights, { number }));
    else if (number) parts.push(say(words.toSend, { number }));
    if (!list) parts.push(isCleared ? words.isCleared : failure ? words.noList : words.loading);
    return parts.filter(Boolean).join(" · ");
  }

  function showState() {
    const state = at("state");
    const number = State.mine().length;
    state.className = `state ${State.failure ? "is-off" : "is-on"}`;
    state.replaceChildren(stateText(number));
    if (State.failure === "signedOut") {
      state.replaceChildren(element("a", { href: settings.signIn, textContent: words.signedOut }));
      if (number) state.append(` · ${say(words.toSend, { number })}`);
    }
    const others = State.queue.length - number;
    if (others) state.append(element("p", { textContent: say(words.ofOthers, { number: others }) }));
    at("as-of").textContent = State.list ? say(words.asOf, { time: timeOf(State.list.now) }) : "";
  }

  /** Offer the sessions of the list, and go back to the event if the one that was chosen is gone. */
  function showSessions() {
    const options = [{ id: "", label: words.wholeEvent }].concat(
      (State.list?.sessions ?? []).map(({ id, name, starts }) => ({ id, label: `${dayOf(starts)} ${timeOf(starts)} ${name}` })),
    );
    at("session").replaceChildren(...options.map(({ id, label }) => element("option", { value: id, textContent: label })));
    if (!options.some(({ id }) => id === State.session)) State.session = "";
    at("session").value = State.session;
  }

  function show() {
    showState();
    showCount();
  }

  return { show, showState, showSessions };
})();
