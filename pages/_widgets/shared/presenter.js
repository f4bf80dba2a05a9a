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
})();
