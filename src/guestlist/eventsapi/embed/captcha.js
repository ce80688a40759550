// The captcha of an event that asks for one. The server's script draws it; each serves one registration.

class CaptchaField {
  constructor(api) {
    this.api = api;
    this.element = el("div", { class: "guestlist-captcha-holder" });
  }

  /** Ask for a new captcha, and show it in place of the old one. */
  async load() {
    const { HipUrl } = await this.api.issueCaptcha();
    const captcha = await runCaptchaScript(HipUrl);
    captcha.mount(this.element);
    this.captcha = captcha;
  }

  /** Give the answer for the registration; null, and a word to the visitor, if it is blank. */
  answer() {
    return this.captcha?.answer() ?? null;
  }

  focus() {
    this.element.querySelector("input")?.focus();
  }
}

/** Run the script of a captcha, which hands the captcha to whoever waits for it. */
function runCaptchaScript(url) {
  return new Promise((resolve, reject) => {
    const script = el("script", { src: url });
    script.addEventListener("guestlist:captcha", (event) => {
      event.preventDefault(); // taken: it leaves the page alone
      resolve(event.detail);
    });
    script.addEventListener("load", () => script.remove());
    script.addEventListener("error", () => {
      script.remove();
      reject(new Error("The captcha could not be loaded. Please check your connection and try again."));
    });
    document.head.append(script);
  });
}
