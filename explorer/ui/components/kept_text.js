// Keeps what is typed into one box in this tab of the browser, and gives it back once after a reload.
const asked = new Set(); // boxes that were given back since this page was loaded

function store() {
  try { return window.sessionStorage; } catch { return null; } // a browser may forbid it
}

export default function ({ data, setTriggerValue }) {
  const kept = store();
  if (!kept) return;
  const box = document.querySelector(`.st-key-${data.box} textarea`);
  if (data.holds) {
    asked.add(data.box);
    try { if (box?.value) kept.setItem(data.box, box.value); } catch { kept.removeItem(data.box); } // too large to keep
  } else if (data.held) {
    kept.removeItem(data.box); // the visitor has emptied it
  } else if (!asked.has(data.box)) {
    asked.add(data.box);
    const text = kept.getItem(data.box);
    if (text) setTriggerValue("found", text);
  }
}
