// A button that leads to an event's registration page, where a <script data-event> stands.

const SCRIPT_PATH = "/embed/registration.js";

/** Give the address of an event's registration page on the server that a script came from. */
function registrationPage({ src, dataset }) {
  const root = src.split(/[?#]/)[0].slice(0, -SCRIPT_PATH.length);
  return `${root}/e/${encodeURIComponent(dataset.event)}/register/`;
}

/** Give every script of the page that asks for a button and has none yet; a copied one has none. */
function buttonScripts() {
  const scripts = [...document.querySelectorAll("script[data-event][src]")];
  return scripts.filter((script) => script.src.split(/[?#]/)[0].endsWith(SCRIPT_PATH) && !script[MOUNTED]);
}

/** A plain link: it works in every page, opens in a new tab for whoever wants that, and is read as what it is. */
function addButton(script) {
  const words = el("span", {}, script.dataset.label || "Register");
  script[MOUNTED] = el("a", { class: "guestlist-button", href: registrationPage(script) }, words);
  script.after(script[MOUNTED]);
  script[MOUNTED].style.colorScheme = colorSchemeOf(script.parentElement);
}
