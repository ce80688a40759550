// Has axe judge the page by the rules whose violations are grave enough. Nearly all of its time goes into contrast,
// which follows from how a text and all that lies behind it are painted: a look that axe has passed is not judged again.
async ({ impacts, looks, nodesMax }) => {
  const CONTRAST = "color-contrast";
  const MARK = "data-look-to-judge";
  const passed = new Set(looks);
  const looksOf = new Map();

  // How an element and what is around it are painted: two that agree in this have the same contrast.
  const lookOf = (element) => {
    if (!element) return "";
    if (looksOf.has(element)) return looksOf.get(element);
    const style = getComputedStyle(element);
    const painted = [
      [style.backgroundColor, "rgba(0, 0, 0, 0)"],
      [style.backgroundImage, "none"],
      [style.opacity, "1"],
      [style.filter, "none"],
      [style.mixBlendMode, "normal"],
      [style.position, "static"],
      [style.float, "none"],
      [style.transform, "none"],
    ].map(([value, usual]) => (value === usual ? "" : value));
    const around = lookOf(element.parentElement);
    const look = painted.some(Boolean) ? `${around}|${painted}` : around;
    looksOf.set(element, look);
    return look;
  };
  const textLookOf = (element) => {
    const style = getComputedStyle(element);
    const text = [style.color, style.fontSize, style.fontWeight, style.textShadow, style.webkitTextStroke];
    return `${text}${lookOf(element)}`;
  };

  const fresh = new Map();
  for (const element of document.querySelectorAll("body, body *")) {
    const look = textLookOf(element);
    if (!passed.has(look)) {
      fresh.set(element, look);
      element.setAttribute(MARK, "");
    }
  }
  axe.configure({ rules: [{ id: CONTRAST, selector: `[${MARK}]` }] });
  const light = axe._audit.rules.filter(({ impact }) => !impacts.includes(impact));
  const found = await axe.run(document, {
    rules: Object.fromEntries(light.map(({ id }) => [id, { enabled: false }])),
    resultTypes: ["violations", "passes"],
    elementRef: true,
    selectors: false,
  });
  for (const element of fresh.keys()) element.removeAttribute(MARK);

  const judged = found.passes.filter(({ id }) => id === CONTRAST).flatMap(({ nodes }) => nodes);
  return {
    looks: [...new Set(judged.map(({ element }) => fresh.get(element)))],
    violations: found.violations.map(({ id, impact, help, nodes }) => {
      const first = nodes.slice(0, nodesMax).map(({ html }) => html.slice(0, 200));
      return { id, impact, help, number: nodes.length, nodes: first };
    }),
  };
};
