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
