// Six digits to be typed, in a picture and in a sound.

class Digits {
  constructor(words, renew) {
    this.words = words;
    this.type = "visual";
    this.picture = make("img", { width: "280", height: "90", alt: words.picture });
    this.picture.addEventListener("error", () => this.say(words.unreachable));
    this.sound = make("audio", { controls: "", preload: "none", "aria-label": words.sound });
    this.sound.hidden = true;
    const listen = make("button", { type: "button" }, words.listen);
    listen.addEventListener("click", () => this.listen());
    const other = make("button", { type: "button" }, words.other);
    other.addEventListener("click", () => renew());
    const attributes = { type: "text", inputmode: "numeric", autocomplete: "off", maxlength: "20", size: "10" };
    this.input = make("input", attributes);
    this.input.addEventListener("input", () => this.say(""));
    this.problem = make("p", { role: "alert" });
    this.element = make(
      "div",
      {},
      this.picture,
      make("div", { class: "guestlist-captcha-buttons" }, listen, other),
      this.sound,
      make("label", {}, make("span", {}, words.type), this.input),
      this.problem,
    );
  }

  /** Show a challenge; what was typed was about another one. */
  show({ flowId, picture, sound }, { isRenewed }) {
    this.picture.src = picture;
    // In the language of the texts. Without one the server speaks English.
    this.sound.src = sound.replace(/\.wav$/, `/${this.words.lang}.wav`);
    this.input.value = "";
    this.problem.id = `guestlist-captcha-${flowId.slice(-12)}`;
    this.say("");
    if (!isRenewed) return;
    this.#announce(this.words.renewed);
    if (this.type === "audio") this.listen();
    else if (this.element.contains(document.activeElement)) this.input.focus();
  }

  get solution() {
    return this.input.value.trim();
  }

  complain() {
    this.say(this.words.blank);
  }

  listen() {
    this.type = "audio";
    this.sound.hidden = false;
    this.input.focus();
    this.sound.play().catch(() => {}); // the browser waits for the visitor to press play
  }

  look() {
    this.type = "visual";
    this.sound.pause();
    this.sound.hidden = true;
  }

  /** Say what is wrong; "": nothing is. */
  say(problem) {
    this.problem.classList.remove("guestlist-captcha-news");
    this.problem.textContent = problem;
    this.input.setAttribute("aria-invalid", String(Boolean(problem)));
    if (problem) this.input.setAttribute("aria-describedby", this.problem.id);
    else this.input.removeAttribute("aria-describedby");
  }

  #announce(news) {
    this.problem.classList.add("guestlist-captcha-news");
    this.problem.textContent = news;
  }
}
