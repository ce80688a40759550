// Elements of the page, and how they look.

const STYLED = Symbol.for("guestlist.captcha.styled");

/** Make an element. Texts among its children stay texts. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Add the style sheet, once for each page, in a way that no policy of the page forbids. */
function addStyle() {
  if (document[STYLED]) return;
  document[STYLED] = new CSSStyleSheet();
  document[STYLED].replaceSync(STYLE);
  document.adoptedStyleSheets.push(document[STYLED]);
}
