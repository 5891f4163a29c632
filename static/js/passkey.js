// Lets the browser make or use a passkey, and sends what it says. Without scripts the button stays hidden.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button[type=button]");
  const trouble = form.querySelector("[role=alert][hidden]");
  button.hidden = !window.PublicKeyCredential;
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
