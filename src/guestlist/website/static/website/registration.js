// What the registration form says while it is filled in; without this script the server says it.

const form = document.querySelector("[data-registration]");

/** Give the people of the form, each the fieldset that holds their fields. */
function people() {
  return [...form.querySelectorAll(".one-person")];
}

/** Give the line beside a box that says what changes while the form is filled in. */
function noteOf(input) {
  const words = input.parentElement.querySelector(".choice-words");
  let note = words.querySelector("[data-live]");
  if (!note) {
    note = Object.assign(document.createElement("p"), { className: "hint warning", id: `${input.id}-live` });
    note.dataset.live = "";
    note.setAttribute("aria-live", "polite");
    words.append(note);
    const described = input.getAttribute("aria-describedby");
    input.setAttribute("aria-describedby", described ? `${described} ${note.id}` : note.id);
  }
  return note;
}

function labelOf(input) {
  return form.querySelector(`label[for="${input.id}"]`).firstChild.textContent.trim();
}

function overlap(one, other) {
  return Number(one.dataset.start) < Number(other.dataset.end) && Number(other.dataset.start) < Number(one.dataset.end);
}

/** Say of each session whether it overlaps another chosen one, and whether the chosen pass opens it. */
function sayOfSessions(person) {
  const sessions = [...person.querySelectorAll("input[data-start]")];
  const chosen = sessions.filter((input) => input.checked);
  const passId = person.querySelector("input[data-minor]:checked")?.value;
  for (const input of sessions) {
    const opening = input.dataset.passes.split(" ").filter(Boolean);
    const isClosed = passId && opening.length > 0 && !opening.includes(passId);
    const others = input.checked ? chosen.filter((other) => other !== input && overlap(input, other)) : [];
    const said = isClosed ? form.dataset.notInPass : "";
    const names = others.map((other) => form.dataset.quoted.replace("{}", () => labelOf(other))).join(", ");
    const atOnce = others.length ? form.dataset.atOnce.replace("{}", () => names) : "";
    const text = [said, atOnce].filter(Boolean).join(" · ");
    if (text || input.parentElement.querySelector("[data-live]")) noteOf(input).textContent = text;
  }
}

/** Add up the chosen passes, if they are of one currency. */
function sayTotal() {
  const box = form.querySelector(".total");
  const chosen = [...form.querySelectorAll("input[data-minor]:checked")];
  const currencies = new Set(chosen.map((input) => input.dataset.currency).filter(Boolean));
  box.hidden = chosen.length === 0 || currencies.size > 1;
  if (box.hidden) return;
  const minor = chosen.reduce((sum, input) => sum + Number(input.dataset.minor), 0);
  box.querySelector("[data-total]").textContent = minor ? money(minor, [...currencies][0]) : form.dataset.free;
}

function money(minor, currency) {
  const digits = Number(form.querySelector(`input[data-currency="${currency}"]`).dataset.digits);
  const options = { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(form.dataset.locale, options).format(minor / 10 ** digits);
}

function update() {
  people().forEach(sayOfSessions);
  sayTotal();
}

if (form) {
  let isUnderWay = false;
  form.addEventListener("change", update);
  form.addEventListener("submit", (event) => {
    if (isUnderWay) event.preventDefault();
    isUnderWay = true;
  });
  // Whoever comes back to the page may send the form again.
  addEventListener("pageshow", () => (isUnderWay = false));
  update();
}
