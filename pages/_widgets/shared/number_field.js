// Arrow up and down step the number in a box by the step in its class name ("number-plus-…-by-0-5"), as a number field of the browser would.
// Only a plain number is stepped: what may be two numbers, or none, is left as it was typed. What is stepped is taken over after a moment.
// A box that takes no minus gets a phone's number keys; the others keep all keys, since Apple's number keys have no minus.
(() => {
  if (window.numberField) return;
  window.numberField = true;
  const setText = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  let waiting = null;

  const boxOf = (input) => (input?.matches?.('input[type="text"]') ? input.closest('[class*="st-key-number-"]') : null);

  const stepOf = (box) => {
    const found = /-by-(\d+)(?:-(\d+))?(?:\s|$)/.exec(box.className);
    return found && (found[2] ? `${found[1]}.${found[2]}` : found[1]);
  };

  const take = (input) => {
    waiting = null;
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true }));
  };

  const stepped = (text, step, up) => {
    const plain = text.trim().replace(/[\u2012-\u2014\u2212]/, "-");
    if (!/^[+-]?\d+([.,]\d+)?$/.test(plain)) return null;
    // "1.200" with a step of whole numbers may be thousands.
    if (/^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(plain) && !step.includes(".")) return null;
    const decimals = Math.max(...[plain.replace(",", "."), step].map((number) => (number.split(".")[1] || "").length));
    const value = Number(plain.replace(",", ".")) + (up ? 1 : -1) * Number(step);
    const written = value.toFixed(decimals);
    return Number(written) === 0 ? written.replace("-", "") : written;
  };

  document.addEventListener(
    "keydown",
    (event) => {
      const box = ["ArrowUp", "ArrowDown"].includes(event.key) ? boxOf(event.target) : null;
      if (!box || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const step = stepOf(box);
      const text = step && stepped(event.target.value, step, event.key === "ArrowUp");
      if (text === null) return;
      event.preventDefault();
      setText.call(event.target, text);
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
      if (waiting) clearTimeout(waiting.timer);
      const input = event.target;
      waiting = { input, timer: setTimeout(() => take(input), 350) };
    },
    true,
  );

  // Typing on or leaving takes the text over by itself.
  const leave = (event) => {
    if (waiting && event.isTrusted && event.target === waiting.input && !["ArrowUp", "ArrowDown"].includes(event.key)) {
      clearTimeout(waiting.timer);
      waiting = null;
    }
  };
  document.addEventListener("focusout", leave, true);
  document.addEventListener("keydown", leave, true);

  const keys = (event) => {
    const box = boxOf(event.target);
    if (box && /st-key-number-plus-/.test(box.className)) event.target.inputMode = "decimal";
  };
  document.addEventListener("pointerdown", keys, true);
  document.addEventListener("focusin", keys, true);
})();
