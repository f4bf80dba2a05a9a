// While presenting, PageDown and PageUp, the keys of a clicker, move between the steps wherever the focus lies: a browser gives a field that
// was just changed its keys first, and a class would wait before a clicker that does nothing. Arrows, Home and End still move a slider.
(() => {
  if (window.presenterKeys) return;
  window.presenterKeys = true;

  document.addEventListener(
    "keydown",
    (event) => {
      const field = document.activeElement;
      if (!["PageDown", "PageUp"].includes(event.key) || !field?.matches("input, textarea, select")) return;
      if (!document.querySelector(".presenting")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      field.blur(); // what was typed is taken over
      const { key, code } = event;
      for (const kind of ["keydown", "keyup"]) document.body.dispatchEvent(new KeyboardEvent(kind, { key, code, bubbles: true }));
    },
    true,
  );

  // Type as large as the step leaves room for: a class does not scroll. It is tried anew whenever something is drawn, since a step may have
  // been higher for a moment; after a few changes it only gets smaller, or what draws itself anew in another size would set it swinging.
  const LARGEST = 20;
  const SMALLEST = 13;
  const SMALLEST_FOR_A_CHOICE = 16; // what is chosen should be readable in its box, but not for the price of all the rest
  const MOST_CHANGES = 6;
  let shown = "";
  let size = LARGEST;
  let changes = 0;
  let soon;

  const cut = (box) => box.clientWidth && box.scrollWidth > box.clientWidth + 1;

  function tooLarge(main) {
    if (size > SMALLEST && main.scrollHeight > main.clientHeight + 1) return true;
    return size > SMALLEST_FOR_A_CHOICE && [...main.querySelectorAll("[data-testid=stSelectbox] input")].some(cut);
  }

  function fit() {
    const root = document.documentElement;
    const main = document.querySelector("[data-testid=stMain]");
    if (!main || !document.querySelector(".presenting") || window.innerWidth <= 768) {
      root.style.removeProperty("--presented");
      shown = "";
      return;
    }
    const drawing = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState !== "notRunning";
    if (drawing || document.querySelector("[data-testid=stSkeleton]")) return; // what was shown before is still there
    const now = `${location.pathname} ${main.querySelector("h2")?.textContent} ${window.innerWidth} ${window.innerHeight}`;
    if (now !== shown) changes = 0;
    shown = now;
    const before = size;
    if (changes < MOST_CHANGES) size = LARGEST;
    root.style.setProperty("--presented", `${size}px`);
    while (tooLarge(main)) root.style.setProperty("--presented", `${(size -= 1)}px`);
    if (size !== before) changes += 1;
  }

  function later() {
    clearTimeout(soon);
    soon = setTimeout(fit, 60);
  }

  new MutationObserver(later).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-test-script-state"],
  });
  window.addEventListener("resize", later);
  later();
})();
