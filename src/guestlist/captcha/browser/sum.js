// A sum that the visitor's device solves by itself.

const SLICE_MILLISECONDS = 12; // so that the page stays smooth
const SUM_STRIDE = 64; // numbers tried between two looks at the clock

class Sum {
  constructor(words) {
    this.words = words;
    this.type = "visual";
    this.state = make("p", { role: "status" });
    this.element = make("div", {}, make("p", {}, words.why), this.state);
  }

  show({ challenge, parts, bits }) {
    this.about = challenge;
    this.parts = parts;
    this.bits = bits;
    this.numbers = [];
    this.next = 0;
    this.state.textContent = this.words.summing;
    this.#goOn(challenge);
  }

  /** Give the solution; what is not solved yet is solved now. */
  get solution() {
    while (!this.#isSolved) this.#try();
    return this.numbers.join("-");
  }

  complain() {}

  look() {}

  listen() {}

  get #isSolved() {
    return this.numbers.length === this.parts;
  }

  /** Solve a little, then let the page do something else; `about` tells whether this sum is still the one. */
  #goOn(about) {
    if (about !== this.about) return;
    const end = performance.now() + SLICE_MILLISECONDS;
    while (!this.#isSolved && performance.now() < end) this.#try();
    if (this.#isSolved) this.state.textContent = this.words.summed;
    else setTimeout(() => this.#goOn(about));
  }

  #try() {
    const begin = `${this.about}:${this.numbers.length}:`;
    for (const end = this.next + SUM_STRIDE; this.next < end; this.next += 1) {
      if (hashBegin(begin + this.next) >>> (32 - this.bits) === 0) {
        this.numbers.push(this.next);
        this.next = 0;
        return;
      }
    }
  }
}
