// What the scripts of a door share: the page's settings and texts, its parts by id, and times of day as people read them.
"use strict";

const Page = (() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const settings = read("settings");
  const words = read("words");

  const language = settings.language === "en" ? "en-GB" : settings.language;
  const clock = new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone: settings.zone });
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: settings.zone });

  const at = (id) => document.getElementById(id);
  /** Fill the places in a text: `say("{came} of {all}", { came: 2, all: 3 })`. */
  const say = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
  const timeOf = (text) => clock.format(new Date(text));
  const dayOf = (text) => weekday.format(new Date(text));

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  return { settings, words, at, say, timeOf, dayOf, element };
})();
