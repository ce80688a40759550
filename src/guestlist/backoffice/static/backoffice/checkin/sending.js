// Talking with the server: the list, and what waits to be sent. Every outcome is a value; no network is one of them.
"use strict";

const Sending = (() => {
  const TOGETHER = 50;
  const PATIENCE_MILLISECONDS = 15000;
  let token = "";

  /** Ask the server. Gives the answer, or why there is none: "offline", "signedOut", "refused" or "failed". */
  async function ask(address, options = {}) {
    let response;
    try {
      const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
      // Who is signed out would be led to the sign-in page.
      response = await fetch(address, { ...options, redirect: "manual", signal, cache: "no-store" });
      if (response.type === "opaqueredirect") return { failure: "signedOut" };
      if (response.status === 403) return { failure: "refused" };
      if (response.status === 404) return { failure: "gone" };
      if (!response.ok) return { failure: "failed" };
      return { answer: await response.json() };
    } catch {
      return { failure: "offline" };
    }
  }

  /** Ask for the list, or for what changed since the time that the answer before named. */
  async function list(page, since) {
    const query = since ? `?${new URLSearchParams({ since })}` : "";
    const { answer, failure } = await ask(`${page}people/${query}`);
    if (answer) token = answer.token;
    return { answer, failure };
  }

  async function post(page, told) {
    const options = () => ({
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ told }),
    });
    if (!token) {
      const { failure } = await list(page, new Date().toISOString());
      if (failure) return { failure };
    }
    const first = await ask(`${page}send/`, options());
    if (first.failure !== "refused") return first;
    // Signing in again has made another token.
    const { failure } = await list(page, new Date().toISOString());
    return failure ? { failure } : ask(`${page}send/`, options());
  }

  const toldOf = ({ kind, id, code, session, at }) => ({ kind, id, code, session, at });

  // One window at a time; without https there are no locks, and sending twice does no harm.
  const alone = (work) => (navigator.locks ? navigator.locks.request("guestlist-door-sending", work) : work());

  async function sendPart(doors, event, part, settled) {
    const { answer, failure } = await post(`${doors}${event}/`, part.map(toldOf));
    if (failure) return failure;
    const people = [...new Map(answer.answers.filter((each) => each.person).map(({ person }) => [person.id, person])).values()];
    await Store.settle(part.map((entry) => entry.order), event, people);
    settled(event, part, answer.answers, people);
    return "";
  }

  /**
   * Send what waits of a user, event by event, in order.
   * `settled(event, entries, answers, people)` takes each part's answers. Gives why it ended early, else "".
   */
  function flush(doors, user, settled) {
    return alone(async () => {
      // Of another organization that the user works for, or deleted: they keep nothing else waiting.
      const gone = new Set();
      for (;;) {
        const mine = (await Store.queue()).filter((entry) => entry.user === user && !gone.has(entry.event));
        if (!mine.length) return "";
        const { event } = mine[0];
        const part = mine.filter((entry) => entry.event === event).slice(0, TOGETHER);
        const failure = await sendPart(doors, event, part, settled);
        if (failure === "gone") gone.add(event);
        else if (failure) return failure;
      }
    });
  }

  return { list, flush, one: (page, entry) => post(page, [toldOf(entry)]) };
})();
