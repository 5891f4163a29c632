// What is searched for, and who calls, stands in no address. Back, or loading anew, would make the browser ask whether to
// send it once more, and show nothing until then. So the page keeps what was sent with its place in the history of the
// tab, and asks the same again by itself: it only ever read something.
"use strict";

const answered = document.querySelector("form[data-again]");
// Whoever is signed out meanwhile comes to another page.
const kept = history.state?.page === location.pathname ? history.state.sent : null;

if (answered) {
  const sent = [...new FormData(answered), [answered.dataset.again, ""]];
  history.replaceState({ page: location.pathname, sent }, "");
} else if (kept) {
  const form = document.createElement("form");
  form.method = "post";
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  for (const [name, value] of kept) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = name === token.name ? token.value : value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
