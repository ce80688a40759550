// Takes the lists of doors from the phone: all of them where nobody is signed in, else those of events that are over.
"use strict";

(() => {
  const NAME = "guestlist-door";

  function forget(database, isEverything) {
    if (!database.objectStoreNames.contains("lists")) return;
    const transaction = database.transaction(["lists", "people"], "readwrite");
    const [lists, people] = [transaction.objectStore("lists"), transaction.objectStore("people")];
    transaction.oncomplete = () => database.close();
    if (isEverything) {
      lists.clear();
      people.clear();
      return;
    }
    const request = lists.getAll();
    request.onsuccess = () => {
      for (const list of request.result.filter((each) => Date.parse(each.forgetAt) < Date.now())) {
        lists.delete(list.event);
        people.delete(IDBKeyRange.bound([list.event], [list.event, []]));
      }
    };
  }

  function open(isEverything) {
    const request = indexedDB.open(NAME);
    // Nothing was ever kept: no database is made.
    request.onupgradeneeded = () => request.transaction.abort();
    request.onerror = (event) => event.preventDefault();
    request.onsuccess = () => forget(request.result, isEverything);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const signOut = document.getElementById("logout-form");
    open(!signOut);
    signOut?.addEventListener("submit", () => open(true));
  });
})();
