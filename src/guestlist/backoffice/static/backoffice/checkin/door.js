// The page of a door: scan or tap, a clear answer at once, and the server's word on it as soon as there is a network.
"use strict";

(() => {
  const { settings, at } = Page;

  function goTo(way) {
    for (const button of document.querySelectorAll("[data-way]")) {
      button.setAttribute("aria-pressed", String(button.dataset.way === way));
      at(button.dataset.way).hidden = button.dataset.way !== way;
    }
    if (way === "list") Camera.stop();
    Rows.show();
  }

  function goToSession() {
    State.session = at("session").value;
    State.shown = null;
    Answers.hide();
    Syncing.showAll();
  }

  async function clear() {
    State.isCleared = true;
    await Store.forget(settings.event);
    State.forgetList();
    Answers.hide();
    at("more").open = false;
    Standing.showSessions();
    Syncing.showAll();
  }

  function listenToList() {
    at("words-sought").addEventListener("input", Rows.show);
    at("which").addEventListener("change", Rows.show);
    at("search").addEventListener("submit", (event) => {
      event.preventDefault();
      const code = at("words-sought").value;
      if (settings.mayCheckIn && State.idOf(code)) Checking.scan(code);
    });
    at("people").addEventListener("click", ({ target }) => {
      const { act, person: id, checkIn } = target.closest("[data-act]")?.dataset ?? {};
      // Gone from the list just now: the row goes as well.
      const person = id && State.personOf(id);
      if (!person) return;
      if (act === "checkIn") Checking.checkIn(person);
      else Checking.undo(person, checkIn);
    });
  }

  function listenToSettings() {
    for (const name of ["sound", "vibration"]) {
      at(name).checked = Sounds.isOn(name);
      at(name).addEventListener("change", () => Sounds.set(name, at(name).checked));
    }
    at("clear").addEventListener("click", clear);
  }

  function listen() {
    at("session").addEventListener("change", goToSession);
    at("result-close").addEventListener("click", Answers.hide);
    at("result-undo").addEventListener("click", () => {
      if (State.shown) Checking.undo(State.people.get(State.shown.person), State.shown.id);
    });
    listenToList();
    listenToSettings();
    if (settings.mayCheckIn) Camera.listen(Checking.scan);
    for (const button of document.querySelectorAll("[data-way]")) button.addEventListener("click", () => goTo(button.dataset.way));
    Syncing.listen();
  }

  /** Take up what the phone kept, but for lists of somebody else, and of events that are over. */
  async function open() {
    for (const kept of await Store.lists()) {
      if (kept.user !== settings.user || Date.parse(kept.forgetAt) < Date.now()) await Store.forget(kept.event);
    }
    State.queue = await Store.queue();
    State.list = (await Store.list(settings.event)) ?? null;
    State.take(await Store.people(settings.event));
    Standing.showSessions();
    Syncing.showAll();
  }

  async function begin() {
    listen();
    await open();
    navigator.storage?.persist?.();
    if (navigator.serviceWorker) await navigator.serviceWorker.register(`${settings.page}worker.js`).catch(() => {});
    await Syncing.sync();
  }

  begin();
})();
