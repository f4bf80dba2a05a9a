// Keeps what the page hands over in the tab's own sessionStorage, and hands it back once to a session that starts anew: after a reload, or
// when the server has forgotten the session. Without that store, or with more than it takes, the browser asks before the page is left.
// After a break of the connection it sees to it that the server hears what stands in the boxes. Where the theme changes, as on a computer
// that turns dark in the evening, it has the page drawn anew: Streamlit does not, and charts would keep pale words on a white ground.
const KEY = "osteo.kept";
const here = (window.osteoKeeping ??= { session: null, waiting: false, lost: false });

function store() {
  try {
    return window.sessionStorage;
  } catch {
    return null; // switched off in this browser
  }
}

function write(text) {
  try {
    if (text) store().setItem(KEY, text);
    else store()?.removeItem(KEY);
    return true;
  } catch {
    return false; // no store, or no room in it
  }
}

if (!here.asks) {
  here.asks = true;
  window.addEventListener("beforeunload", (event) => {
    if (here.lost) event.preventDefault();
  });
}

// While the connection is down every widget is locked: a box that was being typed into keeps its text, loses the cursor and tells nobody.
// What was told just before may have been lost on the way. So the cursor goes back to where it was and typing goes on, every other box takes
// over what stands in it, and one message tells the server all of it.
const BOXES = "[data-testid=stTextInput] input, [data-testid=stTextArea] textarea";
const CONNECTION = "data-test-connection-state";

function takeOver(box) {
  const enter = { key: "Enter", code: "Enter", keyCode: 13, ctrlKey: box.tagName === "TEXTAREA", bubbles: true };
  box.dispatchEvent(new KeyboardEvent("keydown", enter));
}

function reconnected() {
  const typing = document.activeElement === document.body && here.typing?.isConnected ? here.typing : null;
  document.querySelectorAll(BOXES).forEach((box) => box === typing || takeOver(box));
  typing?.focus();
  here.tell("back", String(Date.now()));
}

if (!here.watches) {
  here.watches = true;
  document.addEventListener("focusin", ({ target }) => (here.typing = target.matches?.(BOXES) ? target : null));
  document.addEventListener("pointerdown", ({ target }) => (here.typing = target.matches?.(BOXES) ? target : null), true);
  const app = document.querySelector("[data-testid=stApp]");
  let down = false;
  let ground = getComputedStyle(app).backgroundColor;
  new MutationObserver(() => {
    if (app.getAttribute(CONNECTION) !== "CONNECTED") down = true;
    else if (down) {
      down = false;
      setTimeout(reconnected, 50); // the boxes are unlocked by then
    }
  }).observe(app, { attributes: true, attributeFilter: [CONNECTION] });
  new MutationObserver(() => {
    const now = getComputedStyle(app).backgroundColor;
    if (now === ground) return;
    ground = now;
    here.tell("back", String(Date.now()));
  }).observe(app, { attributes: true, attributeFilter: ["class"] });
}

export default function ({ data, setTriggerValue }) {
  const { session, text, own, heard, lost } = data;
  here.tell = setTriggerValue;
  if (here.session !== session) {
    here.session = session;
    const kept = store()?.getItem(KEY);
    here.waiting = Boolean(kept) && !own && kept !== text;
    if (here.waiting) setTriggerValue("kept", kept);
  }
  if (here.waiting && !heard) return; // what is kept must not be overwritten before the session has read it
  here.waiting = false;
  here.lost = !write(text) ? own : lost;
}
