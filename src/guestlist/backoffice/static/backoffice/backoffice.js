// What the back office adds to Unfold: buttons that copy, and moments on the reader's clock.
"use strict";

(() => {
  const LABEL_MILLISECONDS = 2000;

  async function copy(button) {
    const source = document.getElementById(button.dataset.copy);
    const label = button.querySelector("[data-copy-label]");
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      // Without https there is no clipboard: the text is marked, ready for the keyboard.
      window.getSelection().selectAllChildren(source);
      return;
    }
    const words = label.dataset.words ?? label.textContent;
    label.dataset.words = words;
    label.textContent = button.dataset.copied;
    setTimeout(() => { label.textContent = words; }, LABEL_MILLISECONDS);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });

  function showLocally() {
    const form = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    for (const time of document.querySelectorAll("time[data-local]")) {
      time.title = time.textContent;
      time.textContent = form.format(new Date(time.dateTime));
    }
  }

  document.addEventListener("DOMContentLoaded", showLocally);
})();
