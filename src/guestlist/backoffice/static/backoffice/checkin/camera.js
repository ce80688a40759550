// The camera of the page: its picture, its button and its light.
"use strict";

const Camera = (() => {
  const { settings, words, at } = Page;

  function stop() {
    if (at("video").hidden) return;
    Scanner.stop(at("video"));
    at("video").hidden = true;
    at("torch").hidden = true;
    at("camera").textContent = words.startCamera;
  }

  async function start(found) {
    const [video, button, note] = [at("video"), at("camera"), at("camera-note")];
    note.hidden = true;
    video.hidden = false;
    button.textContent = words.stopCamera;
    try {
      at("torch").hidden = !(await Scanner.start(video, settings, found));
    } catch {
      video.hidden = true;
      button.textContent = words.startCamera;
      note.textContent = window.isSecureContext ? words.noCamera : words.insecure;
      note.hidden = false;
    }
  }

  function turnLight() {
    const isOn = at("torch").getAttribute("aria-pressed") !== "true";
    at("torch").setAttribute("aria-pressed", String(isOn));
    Scanner.light(isOn);
  }

  /** Make the buttons work; `found(code)` takes what is read. */
  function listen(found) {
    at("camera").addEventListener("click", () => (at("video").hidden ? start(found) : stop()));
    at("torch").addEventListener("click", turnLight);
  }

  return { listen, stop };
})();
