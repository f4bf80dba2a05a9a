// Keeps what the page hands over in the tab's own sessionStorage, and hands it back once to a session that starts anew: after a reload, or
// when the server has forgotten the session. Without that store, or with more than it takes, the browser asks before the page is left.
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

export default function ({ data, setTriggerValue }) {
  const { session, text, own, heard, lost } = data;
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
