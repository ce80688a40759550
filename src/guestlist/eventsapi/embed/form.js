// The form as a whole, in every <div data-guestlist-event> of the page.

const ATTENDEES_MAX = 50;

function listNames(attendees) {
  return attendees.map(({ name }) => name).join(", ");
}

function isWebAddress(text) {
  return /^https?:\/\//i.test(text ?? "");
}

class RegistrationForm {
  constructor(div) {
    this.div = div;
    this.api = new Api(div.dataset);
    this.attendees = [];
    this.isSending = false;
    this.status = el("p", { role: "status" });
    this.problem = el("p", { role: "alert", class: "guestlist-error" });
    this.tidings = el("div", {}, this.status, this.problem);
    this.form = el("form", { class: "guestlist-form", novalidate: true, lang: "en" }, this.tidings);
    this.form.style.colorScheme = colorSchemeOf(div);
    div.replaceChildren(this.form);
  }

  async start() {
    this.status.textContent = "Loading the registration form …";
    try {
      this.offer = await this.api.load();
      this.captcha = this.offer.event.enableCaptcha ? new CaptchaField(this.api) : null;
      await this.captcha?.load();
    } catch (error) {
      this.#offerToRetry(error);
      return;
    }
    this.form.setAttribute("aria-label", `Registration for ${this.offer.event.eventName}`);
    this.status.textContent = this.#findObstacle();
    if (!this.status.textContent) this.#draw();
  }

  #offerToRetry(error) {
    this.status.textContent = "";
    this.problem.textContent = error.message;
    const button = el("button", { type: "button" }, "Try again");
    button.addEventListener("click", () => {
      button.remove();
      this.problem.textContent = "";
      this.start();
    });
    this.form.append(button);
  }

  /** Say why nobody can register now; "" if somebody can. */
  #findObstacle() {
    const { event } = this.offer;
    if (event.setRegistrationEndDate && Date.now() >= Date.parse(event.stopRegistrationDate)) {
      return event.websiteMessage || "Registration for this event has closed.";
    }
    if (!this.left && !event.showWaitlist) return "This event is full.";
    return "";
  }

  get left() {
    return seatsLeft(this.offer.event, this.offer.event.registrationCount);
  }

  #draw() {
    this.fullNote = el("p", {}, "This event is full. You can join the waitlist.");
    this.people = el("div", { class: "guestlist-people" });
    this.addButton = el("button", { type: "button" }, "Add another person");
    this.addButton.addEventListener("click", () => this.#add().firstName.focus());
    this.total = el("p", { class: "guestlist-total" });
    this.submitText = el("span");
    this.submitButton = el("button", { type: "submit", class: "guestlist-submit" }, this.submitText);
    const { consentText } = this.offer.event;
    this.consent = consentText ? consentQuestion(consentText) : null;
    const asked = [this.consent?.element, this.captcha?.element];
    const parts = [this.fullNote, this.people, this.addButton, ...asked, this.total, this.submitButton];
    this.tidings.before(...parts.filter(Boolean));
    this.form.addEventListener("change", () => this.#update());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#add();
  }

  #add() {
    const isFirst = !this.attendees.length;
    const attendee = new Attendee(this.offer, { isFirst, remove: (removed) => this.#remove(removed) });
    this.attendees.push(attendee);
    this.people.append(attendee.element);
    this.#update();
    return attendee;
  }

  #remove(attendee) {
    const position = this.attendees.indexOf(attendee);
    this.attendees.splice(position, 1);
    attendee.element.remove();
    this.#update();
    this.attendees[Math.max(0, position - 1)].firstName.focus();
  }

  #update() {
    const { left, attendees } = this;
    const { event } = this.offer;
    const isAlone = attendees.length === 1;
    const seated = new Map();
    attendees.forEach((attendee, position) => attendee.update(this.offer, { position, isAlone, left, seated }));
    this.fullNote.hidden = left > 0 || !event.showWaitlist;
    const countMax = event.showWaitlist ? ATTENDEES_MAX : Math.min(ATTENDEES_MAX, left);
    this.addButton.hidden = !event.enableMultiAttendeeRegistration || attendees.length >= countMax;
    this.#updateTotal();
    const verb = attendees.every(({ isWaitlisted }) => isWaitlisted) ? "Join the waitlist" : "Register";
    this.submitText.textContent = this.isSending ? "Sending …" : verb;
    this.submitButton.setAttribute("aria-disabled", String(this.isSending));
  }

  #updateTotal() {
    const passes = this.attendees.map(({ chosenPass }) => chosenPass).filter(Boolean);
    this.price = passes.reduce((sum, { price }) => sum + price, 0);
    this.currencySymbol = passes[0]?.currencySymbol ?? "";
    this.total.hidden = !passes.length || passes.some(({ currencySymbol }) => currencySymbol !== this.currencySymbol);
    this.total.textContent = `Total: ${formatPrice(this.price, this.currencySymbol)}`;
  }

  async #submit() {
    if (this.isSending) return;
    this.#update();
    const wrong = this.attendees.flatMap(({ questions }) => questions).filter((question) => !question.check());
    if (this.consent && !this.consent.check()) wrong.push(this.consent);
    this.hipObject = this.captcha?.answer();
    if (this.captcha && !this.hipObject) wrong.push(this.captcha);
    this.problem.textContent = wrong.length ? "Something is missing or not right, see above." : "";
    if (wrong.length) {
      wrong[0].focus();
      return;
    }
    this.#setSending(true);
    try {
      const result = await this.#send();
      if (["Success", "Initiated", "Redirect"].includes(result.status)) {
        this.#finish(result);
        return;
      }
      await this.#refresh();
      this.problem.textContent = result.errorMessage ?? "The registration failed.";
    } catch (error) {
      this.problem.textContent = error.message;
    }
    this.#setSending(false);
  }

  /** Post the registration. One that got no answer goes out again under its old key, so that it counts once. */
  async #send() {
    const attendees = this.attendees.map((attendee) => attendee.toWire());
    const captcha = this.hipObject ? { hipObject: this.hipObject } : {};
    const consent = this.consent ? { consent: this.consent.value() } : {};
    const body = JSON.stringify({ attendees, ...captcha, ...consent });
    if (this.attempt?.body !== body) this.attempt = { body, key: randomHex(16) };
    const result = await this.api.register(body, this.attempt.key);
    this.attempt = null;
    return result;
  }

  /** Look at what is left, since somebody may have been faster. Fields, passes and sessions stay those drawn. */
  async #refresh() {
    const fresh = await this.api.load().catch(() => this.offer);
    const renew = (list, id) => this.offer[list].map((old) => fresh[list].find((each) => each[id] === old[id]) ?? old);
    this.offer.event = fresh.event;
    this.offer.passes = renew("passes", "passId");
    this.offer.sessions = renew("sessions", "id");
    await this.captcha?.load().catch(() => {}); // the old one is used up; its own button asks for others
  }

  #setSending(isSending) {
    this.isSending = isSending;
    this.status.textContent = isSending ? "Sending the registration …" : "";
    this.#update();
  }

  /** Tell the page, which may carry on by itself (preventDefault), else say what came of it. */
  #finish(result) {
    const { price, currencySymbol } = this;
    const detail = { event: this.offer.event.readableEventId, price, currencySymbol, ...result };
    const tidings = new CustomEvent("guestlist:result", { bubbles: true, cancelable: true, detail });
    if (!this.div.dispatchEvent(tidings)) {
      this.form.remove();
      return;
    }
    const [heading, ...lines] = result.status === "Success" ? this.#registered() : this.#held(result);
    const first = el("p", { class: "guestlist-outcome", tabindex: "-1" }, heading);
    const rest = [...lines, ...this.#waitlists()].map((line) => el("p", {}, line));
    this.form.replaceWith(el("div", { class: "guestlist-form", lang: "en" }, first, ...rest));
    first.focus();
    if (isWebAddress(result.redirectUrl)) location.assign(result.redirectUrl);
  }

  #registered() {
    const seated = this.attendees.filter(({ wantsSeat }) => wantsSeat);
    const line = `Registered for ${this.offer.event.eventName}: ${listNames(seated)}.`;
    return seated.length ? ["Thank you.", line] : ["Thank you."];
  }

  #held({ purchaseId, redirectUrl }) {
    const buyers = this.attendees.filter(({ isWaitlisted }) => !isWaitlisted);
    const held = `Places held for ${this.offer.event.eventName} until they are paid for: ${listNames(buyers)}.`;
    const facts = [held, this.total.textContent, `Reference: ${purchaseId}`];
    if (isWebAddress(redirectUrl)) {
      return ["Taking you to the payment page …", ...facts, el("a", { href: redirectUrl }, "Go to the payment page")];
    }
    const next = "The organizer arranges the payment; it is not part of this form.";
    return ["Your places are reserved for a limited time.", ...facts, next];
  }

  /** Say who waits for what. */
  #waitlists() {
    const waitlists = new Map();
    const join = (name, attendee) => waitlists.set(name, [...(waitlists.get(name) ?? []), attendee]);
    for (const attendee of this.attendees) {
      if (attendee.isWaitlisted) join(this.offer.event.eventName, attendee);
      for (const { session, waitlisted } of attendee.choices) {
        if (waitlisted) join(session.name, attendee);
      }
    }
    return [...waitlists].map(([name, attendees]) => `On the waitlist for ${name}: ${listNames(attendees)}.`);
  }
}
