// What is said, in the visitor's language.

/** Choose the texts: the page's market where it names one, else the languages that the browser asks for. */
function chooseWords(market) {
  // "en-us" is what pages send that name none.
  const wishes = [market === "en-us" ? "" : market, ...navigator.languages];
  const codes = wishes.map((wish) => String(wish ?? "").toLowerCase().split("-")[0]);
  const code = codes.find((each) => Object.hasOwn(WORDS, each)) ?? "en";
  return { lang: code, ...WORDS[code] };
}
