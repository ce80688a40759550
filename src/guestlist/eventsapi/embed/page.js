// What a form and a button have to know of the page around them.

// Kept on the page's own objects, where another run of this script finds them; a copied div has none.
const MOUNTED = Symbol.for("guestlist.mounted");
const STYLED = Symbol.for("guestlist.styled");

/** Tell which native parts (check boxes, lists) suit the page: light text means a dark page. */
function colorSchemeOf(element) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const context = canvas.getContext("2d");
  context.fillStyle = getComputedStyle(element).color; // in whatever notation
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 127 ? "dark" : "light";
}
