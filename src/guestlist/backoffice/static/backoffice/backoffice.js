// What the back office adds to Unfold: buttons that copy, moments on the reader's clock, names for choosers.
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
    const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
    const form = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
    for (const time of document.querySelectorAll("time[data-local]")) {
      time.title = time.textContent;
      time.textContent = form.format(new Date(time.dateTime));
    }
  }

  document.addEventListener("DOMContentLoaded", showLocally);

  // Says to screen readers what the fields of choosers are for: select2 itself does not.

  function labelOf(select) {
    const label = select.labels?.[0] ?? document.querySelector(`label[for="${select.id}"]`);
    const text = label?.textContent ?? select.getAttribute("aria-label") ?? select.dataset.fieldName ?? select.name;
    return text.replace("*", "").trim();
  }

  function nameChooser(select) {
    const container = select.nextElementSibling;
    if (!container?.classList.contains("select2-container")) return;
    const text = labelOf(select);
    const box = container.querySelector(".select2-selection");
    const value = container.querySelector(".select2-selection__rendered");
    if (box.getAttribute("role") === "combobox") {
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", [text, value?.title].filter(Boolean).join(": "));
    }
    value?.removeAttribute("aria-readonly");
    value?.removeAttribute("role");
    container.querySelector(".select2-search__field")?.setAttribute("aria-label", text);
  }

  function nameOpenSearch(select) {
    for (const field of document.querySelectorAll(".select2-dropdown .select2-search__field")) {
      field.setAttribute("aria-label", labelOf(select));
    }
  }

  function nameChoosers() {
    const $ = window.django?.jQuery;
    if (!$) return;
    const nameAll = () => document.querySelectorAll("select.select2-hidden-accessible").forEach(nameChooser);
    // After those who make choosers of the fields.
    $(() => setTimeout(nameAll));
    $(document).on("change", "select.select2-hidden-accessible", (event) => setTimeout(() => nameChooser(event.target)));
    $(document).on("select2:open", (event) => nameOpenSearch(event.target));
    document.addEventListener("formset:added", () => setTimeout(nameAll));
  }

  document.addEventListener("DOMContentLoaded", nameChoosers);

  // Unfold's inner tabs and menus are links that lead nowhere, which no keyboard reaches.

  const PRESSED = "a[x-on\\:click]:not([href])";

  function letKeyboardsIn() {
    for (const link of document.querySelectorAll(PRESSED)) {
      link.tabIndex = 0;
      link.setAttribute("role", "button");
    }
  }

  document.addEventListener("keydown", (event) => {
    const isPress = event.key === "Enter" || event.key === " ";
    if (!isPress || !event.target.matches?.(PRESSED)) return;
    event.preventDefault();
    event.target.click();
  });

  document.addEventListener("DOMContentLoaded", letKeyboardsIn);
})();
