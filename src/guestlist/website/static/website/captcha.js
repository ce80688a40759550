// The captcha of the registration form that the visitor's device solves: its script draws it and gives the answer.

for (const holder of document.querySelectorAll("[data-captcha]")) {
  const { form } = holder.closest("fieldset");
  const script = Object.assign(document.createElement("script"), { src: holder.dataset.captcha });
  script.addEventListener("guestlist:captcha", (event) => {
    event.preventDefault(); // taken
    const captcha = event.detail;
    captcha.mount(holder);
    form.addEventListener("submit", () => fill(form, captcha.answer()));
  });
  holder.append(script);
}

/** Put an answer into the form's hidden fields. */
function fill(form, { FlowId, Token, Solution }) {
  form.elements.captcha_flow.value = FlowId;
  form.elements.captcha_token.value = Token;
  form.elements.captcha_solution.value = Solution;
}
