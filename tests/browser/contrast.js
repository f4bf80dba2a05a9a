// Words of the page's charts whose contrast with what lies behind them is below 4.5 to 1 (WCAG 2.1, 1.4.3), which axe does not measure.
() => {
  const LEAST = 4.5;

  const parts = (colour) => (colour.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const over = ([r, g, b, a = 1], ground, more = 1) => [r, g, b].map((part, i) => part * a * more + ground[i] * (1 - a * more));
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [light, deep] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (deep + 0.05);
  };

  function page(element) {
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.push(parts(getComputedStyle(at).backgroundColor));
    return grounds.reverse().reduce((under, colour) => over([...colour, 1].slice(0, 4), under), [255, 255, 255]);
  }

  // A bar that its own words stand in, and the box that an annotation may have.
  function behind(text, ground) {
    const { x, y, width, height } = text.getBoundingClientRect();
    const [across, down] = [x + width / 2, y + height / 2];
    const drawn = [text.closest(".point")?.querySelector("path"), text.closest(".annotation")?.querySelector("rect.bg")].filter(Boolean);
    const under = drawn.filter((shape) => {
      const box = shape.getBoundingClientRect();
      return box.left <= across && across <= box.right && box.top <= down && down <= box.bottom;
    });
    return under.reduce((colour, shape) => {
      const { fill, fillOpacity } = getComputedStyle(shape);
      return fill.startsWith("rgb") ? over(parts(fill), colour, Number(fillOpacity)) : colour;
    }, ground);
  }

  const faint = new Set();
  for (const chart of document.querySelectorAll(".js-plotly-plot")) {
    const ground = page(chart);
    for (const text of chart.querySelectorAll("svg text")) {
      // The cells of a heat map are one image; Plotly itself chooses black or white for each. Dots that show a scale's colours are no words.
      if (!/[\p{L}\p{N}]/u.test(text.textContent) || !text.getBoundingClientRect().width || text.closest(".heatmap-label")) continue;
      let shown = 1;
      for (let at = text; at !== chart; at = at.parentElement) shown *= Number(getComputedStyle(at).opacity);
      if (!shown) continue;
      const under = behind(text, ground);
      for (const words of text.querySelector("tspan") ? text.querySelectorAll("tspan") : [text]) {
        if (!/[\p{L}\p{N}]/u.test(words.textContent)) continue;
        const { fill, fillOpacity } = getComputedStyle(words);
        const found = contrast(over(parts(fill), under, Number(fillOpacity) * shown), under);
        if (found < LEAST) faint.add(`${words.textContent.trim().slice(0, 40)}: ${found.toFixed(2)} to 1, ${fill}`);
      }
    }
  }
  return [...faint];
}
