// What the phone keeps: the lists of events, and what waits to be sent. Nothing of it is ever in the address or the page.
"use strict";

const Store = (() => {
  const NAME = "guestlist-door";
  const VERSION = 1;
  let opened = null;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, VERSION);
      request.onupgradeneeded = () => {
        const database = request.result;
        database.createObjectStore("lists", { keyPath: "event" });
        database.createObjectStore("people", { keyPath: ["event", "id"] });
        database.createObjectStore("queue", { keyPath: "order", autoIncrement: true });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opened;
  }

  /** Do something in one transaction; gives what `work` gives once everything is on the disk. */
  async function within(stores, mode, work) {
    const database = await open();
    return new Promise((resolve, reject) => {
      // Strict: a scan that was answered is on the disk even if the battery ends now.
      const transaction = database.transaction(stores, mode, { durability: "strict" });
      const request = work((name) => transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  const ofEvent = (event) => IDBKeyRange.bound([event], [event, []]);

  return {
    list: (event) => within(["lists"], "readonly", (store) => store("lists").get(event)),
    people: (event) => within(["people"], "readonly", (store) => store("people").getAll(ofEvent(event))),
    queue: () => within(["queue"], "readonly", (store) => store("queue").getAll()),
    enqueue: (entry) => within(["queue"], "readwrite", (store) => store("queue").add(entry)),

    /** Keep a list, or what changed of it. */
    keep: (list, people, isWhole) => within(["lists", "people"], "readwrite", (store) => {
      if (isWhole) store("people").delete(ofEvent(list.event));
      for (const person of people) store("people").put({ ...person, event: list.event });
      return store("lists").put(list);
    }),

    /** Take the answers to what was sent: all of it in one step, so that nothing is lost in between. */
    settle: (orders, event, people) => within(["queue", "people"], "readwrite", (store) => {
      for (const order of orders) store("queue").delete(order);
      for (const person of people) store("people").put({ ...person, event });
    }),

    /** Remove the list of an event; what waits to be sent stays. */
    forget: (event) => within(["lists", "people"], "readwrite", (store) => {
      store("people").delete(ofEvent(event));
      store("lists").delete(event);
    }),

    lists: () => within(["lists"], "readonly", (store) => store("lists").getAll()),
  };
})();
