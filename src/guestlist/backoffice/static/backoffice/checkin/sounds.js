// What a result sounds and feels like; off until somebody wants it, and kept for the phone.
"use strict";

const Sounds = (() => {
  // Hertz, one after the other; milliseconds of vibration and pauses.
  const TONES = { good: [880, 1320], again: [660, 660], bad: [220, 180] };
  const PATTERNS = { good: [60], again: [60, 80, 60], bad: [300] };
  const TONE_SECONDS = 0.12;
  let context = null;

  const isOn = (name) => localStorage.getItem(`door-${name}`) === "on";
  const set = (name, on) => localStorage.setItem(`door-${name}`, on ? "on" : "off");

  function play(tones) {
    context ??= new AudioContext();
    tones.forEach((hertz, place) => {
      const oscillator = context.createOscillator();
      oscillator.frequency.value = hertz;
      oscillator.connect(context.destination);
      oscillator.start(context.currentTime + place * TONE_SECONDS);
      oscillator.stop(context.currentTime + (place + 0.8) * TONE_SECONDS);
    });
  }

  function tell(kind) {
    if (isOn("sound")) play(TONES[kind]);
    if (isOn("vibration")) navigator.vibrate?.(PATTERNS[kind]);
  }

  return { isOn, set, tell };
})();
