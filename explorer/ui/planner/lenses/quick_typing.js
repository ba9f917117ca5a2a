// What is typed quickly into a table's cell is kept, from the first letter to Enter.
//
// The first letter on a cell opens its editor, whose code has to arrive first; until it has the focus every further
// letter would open it anew, and only the last would stay. They wait, and are handed to the editor once it is there.
//
// In the editor every key sets a timer that ends the editing once Enter has been pressed; one set by a letter ends it
// without the new value (glide-data-grid, pull request 1201). Enter waits until those have run.
if (!window.layerwiseQuickTyping) {
  window.layerwiseQuickTyping = true;
  const PATIENCE = 10000; // milliseconds; an editor that has not come by then is not waited for
  let held = null; // {letters, end} while an editor is on its way; end is the Enter or Tab that closes it

  const editor = () => document.activeElement?.closest?.(".gdg-clip-region") && document.activeElement;
  const ends = (event) => event.key === "Tab" || (event.key === "Enter" && !event.shiftKey);
  const letter = (event) => [...event.key].length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  const press = (target, event) => setTimeout(() => target.dispatchEvent(new KeyboardEvent("keydown", event)));
  const opens = (event) => {
    const cell = event.target.closest?.("[data-testid=data-grid-canvas]")?.querySelector("td[aria-selected=true]");
    return letter(event) && event.key !== " " && cell?.ariaReadOnly === "false";
  };
  const stop = (event) => {
    event.stopImmediatePropagation();
    event.preventDefault();
  };

  const handOver = (until) => {
    const field = editor();
    if (!field && performance.now() < until) return requestAnimationFrame(() => handOver(until));
    const { letters, end } = held;
    held = null;
    if (field && letters) document.execCommand("insertText", false, letters);
    if (field && end) press(field, end);
  };

  window.addEventListener("keydown", (event) => {
    if (!event.isTrusted || event.isComposing) return;
    if (held) {
      if (held.end || !(letter(event) || ends(event) || event.key === "Backspace")) return;
      stop(event);
      if (ends(event)) held.end = event;
      else held.letters = letter(event) ? held.letters + event.key : held.letters.slice(0, -1);
    } else if (opens(event)) {
      held = { letters: "", end: null };
      requestAnimationFrame(() => handOver(performance.now() + PATIENCE));
    } else if (ends(event) && event.target.closest?.(".gdg-clip-region")) {
      stop(event);
      press(event.target, event);
    }
  }, true);
}
