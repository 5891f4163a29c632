// Prevents users from being signed out in the middle of a long form: while they type, the page sends a request now and
// then, which counts as activity. The request fetches the CSRF token, because signing in again in another tab changes
// it, and this page could then not be submitted. Nothing that was typed is sent.
"use strict";

const told = document.currentScript.dataset;
const FIVE_MINUTES = 5 * 60 * 1000;
let asked = Date.now();

async function ask() {
  asked = Date.now();
  const answer = await fetch(told.here, { redirect: "error" }).catch(() => null);
  const token = answer?.ok ? await answer.text() : "";
  for (const field of token ? document.querySelectorAll("[name=csrfmiddlewaretoken]") : []) field.value = token;
}

addEventListener("input", () => {
  if (Date.now() - asked > FIVE_MINUTES) ask();
});

// A form that could not be sent gets the new token when the user returns from signing in.
if ("kept" in told) addEventListener("focus", ask);
