// What a class could not read of the step on screen: below the fold, cut off, or one word printed over another.
() => {
  const main = document.querySelector("[data-testid=stMain]");
  const found = [];
  const words = (element) => element.textContent.trim().slice(0, 40);
  const seen = (element) => words(element) && element.getBoundingClientRect().width && getComputedStyle(element).visibility !== "hidden";
  const over = main.scrollHeight - main.clientHeight;
  if (over > 1) found.push(`${over} px below the fold`);

  for (const graph of main.querySelectorAll(".js-plotly-plot")) {
    const frame = graph.getBoundingClientRect();
    const texts = [...graph.querySelectorAll("svg.main-svg text")].filter(seen);
    const boxes = texts.map((text) => [text, text.getBoundingClientRect()]);
    for (const [text, box] of boxes) {
      const out = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
      if (out > 2) found.push(`cut off: ${words(text)}`);
    }
    boxes.forEach(([one, a], i) =>
      boxes.slice(i + 1).forEach(([other, b]) => {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 2 && down > 0.4 * Math.min(a.height, b.height)) found.push(`overprinted: ${words(one)} | ${words(other)}`);
      }),
    );
  }

  // Words that their own box does not show to the end. Formulas carry a hidden copy of themselves.
  for (const element of main.querySelectorAll("*")) {
    if (element.closest(".js-plotly-plot, .katex, [class*=st-key-handed-]") || element.matches("input, [tabindex='0']") || !seen(element)) continue;
    const hides = getComputedStyle(element).overflowX !== "visible" && element.clientWidth > 20;
    if (hides && element.scrollWidth > element.clientWidth + 1) found.push(`cut off: ${words(element)}`);
  }

  // What is chosen, where its box is too narrow for it.
  for (const box of main.querySelectorAll("[data-testid=stSelectbox] input")) {
    if (box.clientWidth && box.scrollWidth > box.clientWidth + 1) found.push(`cut off: ${box.value}`);
  }
  return found;
}
