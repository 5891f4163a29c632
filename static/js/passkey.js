// Lets the browser create or use a passkey and submits the result. Without support for passkeys the page is unchanged.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  const button = form.querySelector("button[type=button]");
  const trouble = form.querySelector("[role=alert][hidden]");
  button.hidden = false;
  form.querySelector("[data-without]")?.remove();
  button.addEventListener("click", async () => {
    trouble.hidden = true;
    try {
      const said = await window.webauthnJSON[form.dataset.verb](JSON.parse(form.dataset.passkey));
      form.elements.credential.value = JSON.stringify(said);
      form.submit();
    } catch {
      trouble.hidden = false;
    }
  });
}
