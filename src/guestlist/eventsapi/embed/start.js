// What each run of the script does.

/** Fill every div that no run of this script has filled yet, and add the buttons that are missing. */
function mountAll() {
  if (!document[STYLED]) {
    document[STYLED] = new CSSStyleSheet();
    document[STYLED].replaceSync(STYLE);
    document.adoptedStyleSheets.push(document[STYLED]);
  }
  for (const div of document.querySelectorAll("div[data-guestlist-event]")) {
    if (!div[MOUNTED]) {
      div[MOUNTED] = new RegistrationForm(div);
      div[MOUNTED].start();
    }
  }
  buttonScripts().forEach(addButton);
}

mountAll();
// Divs and scripts that come further down a page that is still being read.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mountAll);
