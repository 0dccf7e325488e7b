// Conveniences only: every page works without them.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
// Coming back with the Back button finds a form that can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});
// What is folded away on the screen is printed all the same.
window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details.case")) folded.open = true;
});
// Where a browser does not see to `autofocus` on what is no field: what is to be mended is read first.
document.querySelector("[data-focus]")?.focus();
// A search that answers while one types, by the same address as its button.
for (const form of document.querySelectorAll("form[data-quick]")) {
  const shown = document.getElementById(form.dataset.quick);
  let waiting, latest = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    if (!shown) return;
    waiting = setTimeout(async () => {
      const there = new URL(form.action);
      there.search = new URLSearchParams(new FormData(form));
      const turn = ++latest;
      try {
        const answer = await fetch(there);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const found = page.getElementById(form.dataset.quick);
        if (turn !== latest || !answer.ok || !found) return;
        shown.replaceChildren(...found.childNodes);
        history.replaceState(null, "", there);
      } catch {
        // the button still searches
      }
    }, 200);
  });
}
