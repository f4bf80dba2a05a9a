// Saves a chart of the page as an SVG or PNG file, here in the browser: what Plotly drew, on white, with the heading above it and, below
// it, whose figures these are and the page's notice: a picture that leaves the page still says what it is.
(() => {
  if (window.chartImages) return;
  window.chartImages = true;

  const SVG = "http://www.w3.org/2000/svg";
  const SCALE = 3; // a chart half a page wide fills a slide sharply
  const EDGE = 12;
  const DASHES = { dot: "3 3", dash: "9 9", longdash: "15 15", dashdot: "9 3 3 3", longdashdot: "15 6 3 6" };
  const NOT_DRAWN = ".draglayer, .hoverlayer, .zoomlayer, .menulayer, .selectionlayer";

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-image]");
    if (button) save(button.dataset);
    const pressed = event.target.closest?.("button[data-press]")?.dataset.press;
    if (pressed) document.querySelector(`.${CSS.escape(pressed)} button`)?.click();
    document.querySelectorAll("details.chart-save[open]").forEach((menu) => (menu.open = menu.contains(event.target) && !pressed && !button));
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.chart-save[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  async function save({ image, chart, file, recolour }) {
    const place = document.querySelector(`.${CSS.escape(chart)}`);
    const graph = place?.querySelector(".js-plotly-plot");
    if (!graph?.querySelector("svg.main-svg")) return; // not drawn yet
    const svg = picture(graph, place.querySelector("[role=figure]")?.getAttribute("aria-label") ?? "");
    const text = recoloured(new XMLSerializer().serializeToString(svg), recolour ? JSON.parse(recolour) : {});
    const blob = new Blob([`<?xml version="1.0" encoding="UTF-8"?>\n${text}`], { type: "image/svg+xml;charset=utf-8" });
    const size = [svg.getAttribute("width"), svg.getAttribute("height")].map(Number);
    hand(image === "svg" ? blob : await bitmap(blob, ...size), `${file}.${image}`);
  }

  // The layers that Plotly lays over each other as one drawing; what only answers the mouse is left out.
  function picture(graph, alt) {
    const layers = [...graph.querySelectorAll("svg.main-svg")];
    const [across, down] = ["width", "height"].map((side) => Number(layers[0].getAttribute(side)));
    const width = across + 2 * EDGE;
    const font = getComputedStyle(graph.querySelector("text") ?? graph).fontFamily;
    const title = lines(heading(graph), across, `600 16px ${font}`);
    const models = key(graph);
    const said = [".st-key-whose p", ".st-key-notice p"].map((first) => document.querySelector(first)?.textContent ?? "");
    const notice = said.flatMap((text) => lines(text, across, `11px ${font}`));
    const top = EDGE + 22 * title.length;
    const below = top + down + 8;
    const end = below + 18 * models.length;
    const height = end + 15 * notice.length + EDGE;
    const svg = make("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" });
    svg.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns:xlink", "http://www.w3.org/1999/xlink");
    svg.append(
      make("title", {}, title.join(" ")),
      make("desc", {}, alt),
      make("rect", { width, height, fill: "white" }),
      ...title.map((line, i) => words(line, EDGE, EDGE + 16 + 22 * i, 16, font, { "font-weight": 600 })),
      ...solids(graph, top),
      drawing(layers, top),
      ...models.flatMap((model, i) => [sample(model, below + 18 * i + 5), words(model.name, EDGE + 48, below + 18 * i + 9, 12, font)]),
      ...notice.map((line, i) => words(line, EDGE, end + 11 + 15 * i, 11, font)),
    );
    return svg;
  }

  // What is drawn in three dimensions is no line drawing: its pixels, as it is turned now.
  function solids({ _fullLayout: layout }, top) {
    const { l, t, w, h } = layout._size;
    return (layout._subplots.gl3d ?? []).map((name) => {
      const { domain, _scene: scene } = layout[name];
      const [left, right] = domain.x;
      const [bottom, upper] = domain.y;
      const place = { x: EDGE + l + w * left, y: top + t + h * (1 - upper), width: w * (right - left), height: h * (upper - bottom) };
      return make("image", { ...place, href: scene.toImage("png"), preserveAspectRatio: "none" });
    });
  }

  function drawing(layers, top) {
    const drawn = make("g", { transform: `translate(${EDGE},${top})` });
    layers.forEach((layer) => drawn.append(...layer.cloneNode(true).childNodes));
    drawn.querySelectorAll(NOT_DRAWN).forEach((layer) => layer.remove());
    drawn.querySelectorAll("text").forEach((text) => ["data-unformatted", "data-math"].forEach((name) => text.removeAttribute(name)));
    // Lines grow with the picture, or in a larger PNG they would be hairlines.
    drawn.querySelectorAll("[style*=vector-effect]").forEach((line) => line.style.removeProperty("vector-effect"));
    drawn.querySelectorAll(".crisp").forEach((line) => line.setAttribute("shape-rendering", "crispEdges"));
    return drawn;
  }

  // Where the page tells what the lines are once for several charts, each picture says it for itself.
  function key({ data, layout }) {
    if (layout.showlegend !== false) return [];
    const named = data.filter((trace) => trace.name && trace.showlegend !== false && trace.mode === "lines" && trace.line?.width !== 0);
    const models = named.sort((one, other) => (one.legendrank ?? 1000) - (other.legendrank ?? 1000));
    return models.map((trace) => ({ name: new DOMParser().parseFromString(trace.name, "text/html").body.textContent, line: trace.line }));
  }

  function sample({ line }, y) {
    const { color, width = 2, dash = "solid" } = line;
    const drawn = make("line", { x1: EDGE, x2: EDGE + 40, y1: y, y2: y, "stroke-width": width, "stroke-dasharray": DASHES[dash] ?? "none" });
    drawn.style.stroke = color; // as a style it is written the way that `recoloured` reads
    return drawn;
  }

  function make(name, attributes, text) {
    const node = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    if (text !== undefined) node.textContent = text;
    return node;
  }

  const words = (line, x, y, size, font, more = {}) =>
    make("text", { x, y, "font-size": size, "font-family": font, fill: "black", ...more }, line);

  // The chart's own title, else the last two of the headings above it, each under the one before (a paragraph all in bold is one too).
  // What stands in another column belongs to something else.
  function heading(graph) {
    if (graph.layout.meta?.title) return graph.layout.meta.title;
    const path = [];
    for (const level of ["h1", "h2", "h3", "p > strong:only-child"]) {
      const above = [...document.querySelectorAll(`[data-testid=stMain] :is(${level})`)].filter(
        (mark) =>
          follows(graph, mark) &&
          (!path.length || follows(mark, path.at(-1))) &&
          (mark.tagName !== "STRONG" || mark.textContent === mark.parentElement.textContent) &&
          (mark.closest("[data-testid=stColumn]")?.contains(graph) ?? true),
      );
      if (above.length) path.push(above.at(-1));
    }
    return path.slice(-2).map((mark) => mark.textContent.trim()).join(" · ");
  }

  const follows = (second, first) => Boolean(first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING);

  // Text broken to a width: between words, and in Chinese between any two characters but before punctuation.
  function lines(text, width, font) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    const pieces = text.match(/[\u2e80-\u9fff][\u3000-\u303f\uff00-\uffef]*|[^\s\u2e80-\u9fff]+\s*|\s+/g) ?? [];
    const broken = [""];
    for (const piece of pieces) {
      const longer = broken.at(-1) + piece;
      if (broken.at(-1) && pen.measureText(longer.trimEnd()).width > width) broken.push(piece);
      else broken[broken.length - 1] = longer;
    }
    return broken.map((line) => line.trim()).filter(Boolean);
  }

  // A chart drawn for a dark page in the colours it has on a light one; and clip paths by their names alone, without the page's address.
  function recoloured(text, pairs) {
    return text
      .replace(/rgb\((\d+), (\d+), (\d+)\)/g, (found, ...parts) => {
        const hex = `#${parts.slice(0, 3).map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
        return pairs[hex] ?? found;
      })
      .replace(/url\((&quot;|'|)[^)#]*#/g, "url($1#");
  }

  async function bitmap(blob, width, height) {
    const address = URL.createObjectURL(blob);
    const drawn = new Image();
    drawn.src = address;
    await drawn.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: SCALE * width, height: SCALE * height });
    canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  function hand(blob, name) {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
})();
