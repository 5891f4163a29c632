// Nobody is signed out in the middle of a long form: while somebody types, the house is asked now and then whether they
// are still in, which counts as activity. Signing in, in another tab, changes the token of forms: what is asked for is
// that token, so that this page can go on. Nothing of what is typed is told.
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

// What could not be sent waits for somebody who comes back from signing in.
if ("kept" in told) addEventListener("focus", ask);
