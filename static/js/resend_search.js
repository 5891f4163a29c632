// Search terms and callers' numbers are posted to keep them out of URLs. On Back or reload the browser would ask before
// sending the form again, and show nothing until then. So the page stores what was sent in its entry of the session
// history and submits it again by itself, which is safe because such a form only reads.
"use strict";

const answered = document.querySelector("form[data-again]");
// If the user was signed out meanwhile, this is another page.
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
