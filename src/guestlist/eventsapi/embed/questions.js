// What a form asks. Each question has an element, value(), check() and focus().

const ANSWER_LENGTH_MAX = 4000;
const RADIO_BUTTONS_MAX = 7; // more choices become a list
const FieldType = { text: 100000000, boolean: 100000001, multiple: 100000002, single: 100000003 };

/** Make an element. Texts among its children stay texts: nothing that was typed or stored ever becomes HTML. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(Boolean));
  return element;
}

const ID_PREFIX = `guestlist-${randomHex(4)}`; // each run of the script has one of its own
let idCount = 0;

function newId() {
  idCount += 1;
  return `${ID_PREFIX}-${idCount}`;
}

/** Add to an element what all questions share: its error beside it, which goes as soon as it is mended. */
function makeQuestion(element, target, { value, findProblem }) {
  const error = el("p", { class: "guestlist-error", id: newId() });
  element.append(error);
  const check = () => {
    const problem = element.hidden ? "" : findProblem();
    error.textContent = problem;
    if (problem) target.setAttribute("aria-describedby", error.id);
    else target.removeAttribute("aria-describedby");
    // A plain group of check boxes has no such state.
    if (!target.matches("fieldset:not([role])")) target.setAttribute("aria-invalid", String(Boolean(problem)));
    return !problem;
  };
  element.addEventListener("input", () => error.textContent && check());
  const focus = () => element.querySelector("input:enabled, select")?.focus();
  return { element, value, check, focus };
}

function optionalMark(required) {
  return required ? null : el("small", {}, " (optional)");
}

function inputQuestion(label, input, { required, findProblem = () => "" }) {
  input.id = newId();
  input.required = required;
  input.classList.add("guestlist-input");
  const value = () => input.value.trim();
  const caption = el("label", { class: "guestlist-label", for: input.id }, label, optionalMark(required));
  return makeQuestion(el("div", {}, caption, input), input, {
    value,
    findProblem() {
      if (value()) return findProblem(value());
      return required ? "Please fill this in." : "";
    },
  });
}

function textQuestion(label, { required = true, findProblem, ...attributes }) {
  return inputQuestion(label, el("input", { type: "text", ...attributes }), { required, findProblem });
}

function listQuestion(label, choices, required) {
  const options = ["", ...choices].map((choice) => el("option", {}, choice));
  return inputQuestion(label, el("select", {}, ...options), { required });
}

/** Make a radio button or check box; its say() shows how things stand with it. */
function makeOption(type, name, { value, text, detail }) {
  const input = el("input", { type, name });
  const note = el("small");
  const words = el("span", {}, el("span", {}, text, detail ? el("small", {}, detail) : null), note);
  const label = el("label", { class: "guestlist-option" }, input, words);
  const say = (state, isDisabled) => {
    note.textContent = state;
    input.disabled = isDisabled;
    if (isDisabled) input.checked = false;
  };
  return { value, input, label, say };
}

/** Ask for some of the options, or for one where they are radio buttons. The value is the list of those chosen. */
function optionsQuestion(label, options, { required, multiple = false }) {
  const roles = multiple ? {} : { role: "radiogroup", "aria-required": String(required) };
  const legend = el("legend", {}, label, optionalMark(required));
  const element = el("fieldset", { class: "guestlist-choices", ...roles }, legend);
  element.append(...options.map((option) => option.label));
  const chosen = () => options.filter(({ input }) => input.checked).map((option) => option.value);
  const value = () => chosen().filter(Boolean);
  const findProblem = () => (required && !value().length ? "Please choose." : "");
  return makeQuestion(element, element, { value, findProblem });
}

/** Ask for a custom registration field. */
function fieldQuestion({ text, type, isRequired: required, choices: lines }) {
  if (type === FieldType.text) return textQuestion(text, { required, maxlength: ANSWER_LENGTH_MAX });
  const choices = type === FieldType.boolean ? ["Yes", "No"] : (lines ?? "").split("\n").filter(Boolean);
  const multiple = type === FieldType.multiple;
  if (!multiple && choices.length > RADIO_BUTTONS_MAX) return listQuestion(text, choices, required);
  const name = newId();
  const kind = multiple ? "checkbox" : "radio";
  const options = choices.map((choice) => makeOption(kind, name, { value: choice, text: choice }));
  // A radio button cannot be taken back.
  if (!multiple && !required) options.push(makeOption("radio", name, { value: "", text: "No answer" }));
  return optionsQuestion(text, options, { required, multiple });
}

/** Ask for consent to a text, which nobody registers without. */
function consentQuestion(text) {
  const { input, label } = makeOption("checkbox", "", { text: "I have read this and agree" });
  const element = el("div", {}, el("p", { class: "guestlist-consent" }, text), label);
  const value = () => input.checked;
  const refusal = "Please tick the box if you agree. Without it we cannot register you.";
  return makeQuestion(element, input, { value, findProblem: () => (value() ? "" : refusal) });
}

/** Give the answer to a custom registration field as the Events API takes it; null if there is none. */
function toResponse({ customRegistrationFieldId: id, type }, answer) {
  if (!answer.length) return null;
  const value = typeof answer === "string" ? answer : answer.join(", ");
  return { id, value, values: type === FieldType.multiple ? answer : null };
}
