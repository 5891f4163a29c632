// Lets the browser make or use a passkey, and sends what it says. Where it cannot, the page stays as it came.
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
