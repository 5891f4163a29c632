// Whoever leaves a page on which something is typed and not saved is asked first, by the browser, in its own words.
"use strict";

const unsaved = new Set();

addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.getAttribute("role") !== "search") unsaved.add(form);
});

// What another form on the page holds stays unsaved.
addEventListener("submit", (event) => unsaved.delete(event.target));

addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});
