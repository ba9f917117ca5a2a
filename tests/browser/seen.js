// Runs in the page: every text that is drawn, read aloud or shown on hovering, and every text that does not fit.
() => {
  const CODE = "code, pre, textarea, script, style, [data-testid=stToolbar], [data-testid=stIconMaterial], [translate=no]";
  const SPOKEN = ["aria-label", "aria-valuetext", "aria-description", "alt", "title", "placeholder"];
  const LINE = 4; // pixels by which the box of a line of text is taller than its letters
  const texts = new Set(), cut = new Set();

  // Nothing, or a point that only screen readers find, as labels of pictograms are hidden.
  const hidden = (element) => {
    for (let one = element, up = 0; one && up < 4; one = one.parentElement, up++)
      if (one.clientWidth === 1 && one.clientHeight === 1) return true;
    return false;
  };

  const shown = (element) => {
    const box = element.getBoundingClientRect();
    if (hidden(element)) return false;
    return box.width > 1 && box.height > 1 && element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  };

  const words = (element) => [...element.childNodes].filter((one) => one.nodeType === Node.TEXT_NODE)
    .map((one) => one.data.trim()).join(" ").trim();

  const looksCut = (element) => {
    const style = getComputedStyle(element);
    const hides = style.overflowX === "hidden" || style.overflowX === "clip";
    return hides && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1;
  };

  const outside = (element) => {
    const box = element.getBoundingClientRect();
    return box.right > innerWidth + 1 || box.left < -1;
  };

  const scrolls = (element) => {
    for (let one = element; one; one = one.parentElement || one.getRootNode().host)
      if (/auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1) return true;
    return false;
  };

  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (element.closest(CODE)) continue;
      if (/Material/.test(getComputedStyle(element).fontFamily)) continue; // a pictogram
      const own = words(element);
      const drawn = shown(element);
      for (const name of SPOKEN) if (element.getAttribute(name)) texts.add(element.getAttribute(name));
      if (element.closest("canvas")) { if (own) texts.add(own); continue; }
      if (!own || !drawn) continue;
      texts.add(own);
      for (let one = element, up = 0; one && up < 4; one = one.parentElement, up++)
        if (looksCut(one)) cut.add(`hidden: ${own}`);
      if (outside(element) && !scrolls(element)) cut.add(`outside: ${own}`);
      const picture = element.closest("svg");
      if (picture && element.tagName === "text") {
        const inner = element.getBoundingClientRect(), frame = picture.getBoundingClientRect();
        if (inner.right > frame.right + LINE || inner.left < frame.left - LINE) cut.add(`drawn outside: ${own}`);
        if (own.endsWith("…")) cut.add(`shortened: ${own}`);
      }
    }
  };
  walk(document);
  const main = document.querySelector("[data-testid=stMain]");
  return { texts: [...texts], cut: [...cut], width: Math.max(main.scrollWidth, document.documentElement.scrollWidth) };
}
