// Makes the browser ask for confirmation, in its own words, before leaving a page with unsaved input.
"use strict";

const unsaved = new Set();

addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.getAttribute("role") !== "search") unsaved.add(form);
});

// Input in other forms on the page is still unsaved.
addEventListener("submit", (event) => unsaved.delete(event.target));

addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});
