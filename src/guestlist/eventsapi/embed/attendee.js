// One person of a registration: what is asked, and what that person can have as things stand.

const NAME_LENGTH_MAX = 50;
const EMAIL_LENGTH_MAX = 100;
const OPEN_SESSIONS_MAX = 12; // more are folded up by day

function formatPrice(amount, symbol) {
  const digits = { minimumFractionDigits: Number.isInteger(amount) ? 0 : 2, maximumFractionDigits: 3 };
  return amount ? symbol + amount.toLocaleString("en", digits) : "free";
}

// Times are those of the event's zone, so they must not be moved to the visitor's.
const DAY = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" });

function dayOf({ startTime }) {
  return DAY.format(new Date(`${startTime}Z`));
}

function timesOf({ startTime, endTime }) {
  return `${startTime.slice(11, 16)}–${endTime.slice(11, 16)}`;
}

/** Give how many seats of an event or session are free once `taken` are gone; Infinity without a limit. */
function seatsLeft({ isCapacityRestricted, maxCapacity }, taken) {
  return isCapacityRestricted ? Math.max(0, maxCapacity - taken) : Infinity;
}

class Attendee {
  constructor(offer, { isFirst, remove }) {
    const autocomplete = (token) => ({ autocomplete: isFirst ? token : "off" });
    const names = { maxlength: NAME_LENGTH_MAX };
    this.firstName = textQuestion("First name", { ...names, ...autocomplete("given-name") });
    this.lastName = textQuestion("Last name", { ...names, ...autocomplete("family-name") });
    this.email = textQuestion("E-mail address", {
      type: "email",
      maxlength: EMAIL_LENGTH_MAX,
      ...autocomplete("email"),
      findProblem: (text) => (/^[^@\s]+@[^@\s]+$/.test(text) ? "" : "Please check this e-mail address."),
    });
    this.answers = offer.fields.map((field) => ({ field, question: fieldQuestion(field) }));
    this.#makePasses(offer.passes);
    this.#makeSessions(offer.sessions);
    const text = "Register me automatically as soon as there is a place";
    this.autoRegister = makeOption("checkbox", newId(), { text });
    this.removeButton = el("button", { type: "button" }, "Remove this person");
    this.removeButton.addEventListener("click", () => remove(this));
    this.#draw();
  }

  #makePasses(passes) {
    const name = newId();
    this.passOptions = passes.map(({ passId, passName, price, currencySymbol, description }) => {
      const text = `${passName}: ${formatPrice(price, currencySymbol)}`;
      return makeOption("radio", name, { value: passId, text, detail: description });
    });
    this.pass = passes.length ? optionsQuestion("Pass", this.passOptions, { required: true }) : null;
  }

  #makeSessions(sessions) {
    const days = new Map();
    this.sessionOptions = sessions.map((session) => {
      const detail = session.room?.name ?? session.building?.name;
      const option = makeOption("checkbox", newId(), { text: `${timesOf(session)} ${session.name}`, detail });
      const day = dayOf(session);
      days.set(day, [...(days.get(day) ?? []), option.label]);
      return option;
    });
    const open = sessions.length <= OPEN_SESSIONS_MAX;
    const agenda = [...days].map(([day, labels]) => el("details", { open }, el("summary", {}, day), ...labels));
    this.agenda = el("fieldset", { class: "guestlist-choices" }, el("legend", {}, "Sessions"), ...agenda);
    this.agenda.hidden = !sessions.length;
  }

  #draw() {
    const answers = this.answers.map(({ question }) => question);
    this.questions = [this.firstName, this.lastName, this.email, this.pass, ...answers].filter(Boolean);
    this.legend = el("legend");
    this.note = el("p");
    const names = el("div", { class: "guestlist-names" }, this.firstName.element, this.lastName.element);
    const others = this.questions.slice(2).map(({ element }) => element);
    const parts = [this.legend, this.note, names, ...others, this.agenda, this.autoRegister.label, this.removeButton];
    this.element = el("fieldset", { class: "guestlist-person" }, ...parts);
  }

  get name() {
    return `${this.firstName.value()} ${this.lastName.value()}`;
  }

  /** Tell whether a seat at the event is asked for; who only waits for sessions may not get one yet. */
  get wantsSeat() {
    return !this.isWaitlisted && (!this.choices.length || this.choices.some(({ waitlisted }) => !waitlisted));
  }

  /**
   * Show what this person can have now.
   * `left`: free seats of the event; `position`: how many persons come before; `seated`: by session, seats they take.
   */
  update(offer, { position, isAlone, left, seated }) {
    const { event } = offer;
    const isFull = position >= left;
    this.isWaitlisted = isFull && event.showWaitlist;
    this.legend.textContent = isAlone ? "Your details" : `Person ${position + 1}`;
    this.removeButton.hidden = isAlone;
    this.note.hidden = !isFull || (isAlone && this.isWaitlisted);
    this.note.textContent = this.isWaitlisted ? "This person joins the waitlist." : "No place is left for this person.";
    this.#updatePasses(offer.passes);
    this.#updateSessions(offer, seated);
    const isWaiting = this.isWaitlisted || this.choices.some(({ waitlisted }) => waitlisted);
    const mayChoose = event.showAutomaticRegistrationCheckbox && !event.autoregisterWaitlistItems && !this.pass;
    this.autoRegister.label.hidden = !(isWaiting && mayChoose);
  }

  #updatePasses(passes) {
    passes.forEach(({ numberOfPassesLeft }, index) => {
      const isSoldOut = numberOfPassesLeft <= 0;
      this.passOptions[index].say(isSoldOut ? "Sold out" : "", isSoldOut);
    });
    if (this.pass) this.pass.element.hidden = this.isWaitlisted;
    const [chosenId] = this.isWaitlisted ? [] : (this.pass?.value() ?? []);
    this.chosenPass = passes.find(({ passId }) => passId === chosenId);
  }

  #updateSessions({ event, sessions }, seated) {
    const eligible = this.chosenPass?.sessions.map(({ id }) => id) ?? [];
    this.choices = [];
    sessions.forEach((session, index) => {
      const option = this.sessionOptions[index];
      const taken = seated.get(session.id) ?? 0;
      const isOutside = eligible.length > 0 && !eligible.includes(session.id);
      const isFull = seatsLeft(session, session.registrationCount + taken) === 0;
      if (isOutside) option.say("Not part of the chosen pass", true);
      else if (isFull) option.say(event.showWaitlist ? "Full: you join its waitlist" : "Full", !event.showWaitlist);
      else option.say("", false);
      if (!option.input.checked) return;
      this.choices.push({ session, waitlisted: isFull });
      if (!isFull && !this.isWaitlisted) seated.set(session.id, taken + 1);
    });
  }

  toWire() {
    return {
      firstName: this.firstName.value(),
      lastName: this.lastName.value(),
      email: this.email.value(),
      passId: this.chosenPass?.passId ?? "",
      waitlisted: this.isWaitlisted,
      autoRegister: !this.autoRegister.label.hidden && this.autoRegister.input.checked,
      responses: this.answers.map(({ field, question }) => toResponse(field, question.value())).filter(Boolean),
      attendeeSessions: this.choices.map(({ session, waitlisted }) => ({ sessionId: session.id, waitlisted })),
    };
  }
}
