// The calls that a form makes. All parts of the script are served as one: script.py says in which order.

/** Make `bytes` random bytes, as hexadecimal digits. */
function randomHex(bytes) {
  const numbers = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(numbers, (number) => number.toString(16).padStart(2, "0")).join("");
}

/** One event of the Events API, as a web application sees it. An error's message is fit for display. */
class Api {
  constructor({ guestlistBase: base, guestlistEvent: event, guestlistToken: token }) {
    this.event = `${base}events/${encodeURIComponent(event)}`;
    this.query = `?emApplicationtoken=${encodeURIComponent(token)}`;
  }

  /** Read what is on offer: the event, its custom registration fields, its passes, and the sessions to choose from. */
  async load() {
    const [event, fields, passes] = await Promise.all(
      ["", "/custom-registration-fields", "/passes"].map((path) => this.#call(path)),
    );
    const sessions = event.allowCustomAgenda ? await this.#call("/sessions") : [];
    return { event, fields, passes, sessions };
  }

  /** Ask for a captcha: where the script is that draws it. */
  issueCaptcha() {
    return this.#call("/captcha");
  }

  /** Send a registration. The same body under the same key registers once, however often it is sent. */
  register(body, key) {
    const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
    return this.#call("/registrations", { method: "POST", headers, body });
  }

  async #call(path, options = {}) {
    let response;
    try {
      response = await fetch(this.event + path + this.query, { credentials: "omit", ...options });
    } catch {
      throw new Error("The server cannot be reached. Please check your connection and try again.");
    }
    const body = await response.json().catch(() => null);
    if (!response.ok || body === null) {
      throw new Error(body?.Message ?? "Something went wrong. Please try again later.");
    }
    return body;
  }
}
