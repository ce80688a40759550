// A captcha as the page shows it: one question after the other, until an answer is sent.

const RENEWED_EARLY_SECONDS = 90; // so that what is typed then is still in time

class Captcha {
  constructor(challenge, market) {
    const words = chooseWords(market);
    const Question = challenge.kind === "picture" ? Digits : Sum;
    this.question = new Question(words, () => this.renew());
    const attributes = { class: "guestlist-captcha", role: "group", "aria-label": words.name, lang: words.lang };
    this.element = make("div", attributes, this.question.element);
    this.#show(challenge, { isRenewed: false });
  }

  mount(holder) {
    addStyle();
    holder.replaceChildren(this.element);
  }

  get flowId() {
    return this.challenge.flowId;
  }

  /** "visual", or "audio" once the visitor listens. */
  get type() {
    return this.question.type;
  }

  /** Give the answer as a registration sends it; null, and a word to the visitor, if it is blank. */
  answer() {
    const { flowId, token } = this.challenge;
    const { solution } = this.question;
    if (!solution) this.question.complain();
    return solution ? { Solution: solution, Token: token, Type: this.type, FlowId: flowId } : null;
  }

  /** Listen instead of looking, and the other way round. */
  switch() {
    if (this.type === "visual") this.question.listen();
    else this.question.look();
  }

  /** Ask for another challenge, and show it if nobody has replaced this captcha meanwhile. */
  async renew() {
    let challenge;
    try {
      const response = await fetch(this.challenge.again, { credentials: "omit" });
      if (!response.ok) throw new Error(response.statusText);
      challenge = await response.json();
    } catch {
      this.question.say?.(this.question.words.unreachable);
      return;
    }
    if (this.element.isConnected) this.#show(challenge, { isRenewed: true });
  }

  #show(challenge, options) {
    this.challenge = challenge;
    this.question.show(challenge, options);
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => this.element.isConnected && this.renew(),
      1000 * (challenge.seconds - RENEWED_EARLY_SECONDS),
    );
  }
}
