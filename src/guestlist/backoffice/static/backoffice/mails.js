// The page on which the text of a mail is written: placeholders at a click, and a preview that follows the typing.
"use strict";

(() => {
  const PAUSE_MILLISECONDS = 400;

  const form = document.querySelector("form[data-mail-text]");
  if (!form?.elements.text) return;

  const frame = document.querySelector("[data-mail-frame]");
  const subject = document.querySelector("[data-mail-subject]");
  const plain = document.querySelector("[data-mail-plain]");
  const problems = document.querySelector("[data-mail-problems]");

  // Placeholders go where somebody typed last.
  let target = form.elements.text;
  for (const field of [form.elements.subject, form.elements.text]) {
    field.addEventListener("focus", () => { target = field; });
    field.addEventListener("input", later);
  }
  form.elements.about.addEventListener("change", () => show());

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-placeholder]");
    if (!button) return;
    target.setRangeText(button.dataset.placeholder, target.selectionStart, target.selectionEnd, "end");
    target.focus();
    target.dispatchEvent(new Event("input", { bubbles: true }));
  });

  let timer = 0;
  function later() {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE_MILLISECONDS);
  }

  let latest = 0;
  async function show() {
    const mine = ++latest;
    const answer = await fetch(form.dataset.trial, { method: "POST", body: new FormData(form) }).catch(() => null);
    // Without an answer the preview stays as it is; a later one is on its way.
    if (!answer?.ok || mine !== latest) return;
    const mail = await answer.json();
    if (mine !== latest) return;
    subject.textContent = mail.subject;
    plain.textContent = mail.text;
    problems.textContent = mail.problems.join(" ");
    problems.hidden = mail.problems.length === 0;
    frame.srcdoc = mail.html;
  }

  show();
})();
