// Says to screen readers what the search fields of choosers are for: select2 itself does not.
"use strict";
{
  const labelOf = (select) => select.labels?.[0] ?? document.querySelector(`label[for="${select.id}"]`);

  const name = (select) => {
    const container = select.nextElementSibling;
    if (!container?.classList.contains("select2-container")) {
      return;
    }
    const label = labelOf(select);
    const text = (label?.textContent ?? select.dataset.fieldName ?? select.name).replace("*", "").trim();
    const box = container.querySelector(".select2-selection");
    const value = container.querySelector(".select2-selection__rendered");
    if (box.getAttribute("role") === "combobox") {
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", [text, value?.title].filter(Boolean).join(": "));
    }
    value?.removeAttribute("aria-readonly");
    value?.removeAttribute("role");
    container.querySelector(".select2-search__field")?.setAttribute("aria-label", text);
  };

  const nameAll = () => document.querySelectorAll("select.select2-hidden-accessible").forEach(name);
  const $ = django.jQuery;
  $(() => {
    // After those who make choosers of the fields.
    setTimeout(nameAll);
    $(document).on("change", "select.select2-hidden-accessible", (event) => setTimeout(() => name(event.target)));
    $(document).on("select2:open", (event) => {
      const label = labelOf(event.target)?.textContent.replace("*", "").trim() ?? event.target.name;
      document.querySelectorAll(".select2-dropdown .select2-search__field").forEach((field) => field.setAttribute("aria-label", label));
    });
  });
  document.addEventListener("formset:added", () => setTimeout(nameAll));
}
