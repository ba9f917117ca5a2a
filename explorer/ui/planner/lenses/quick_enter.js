// In the editor of a table's cell every key sets a timer that ends the editing once Enter has been pressed; one set by
// a letter ends it without the new value (glide-data-grid, pull request 1201). Enter waits until those have run.
if (!window.layerwiseQuickEnter) {
  window.layerwiseQuickEnter = true;
  window.addEventListener("keydown", (event) => {
    const ends = event.key === "Tab" || (event.key === "Enter" && !event.shiftKey);
    if (!ends || !event.isTrusted || event.isComposing || !event.target.closest?.(".gdg-clip-region")) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    setTimeout(() => event.target.dispatchEvent(new KeyboardEvent("keydown", event)));
  }, true);
}
