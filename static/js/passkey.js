/* Lets a form carry what a passkey says: the browser is asked when the form is sent, and its answer is what is sent. */

/** Bytes of base64url text. */
function bytesOf(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** Base64url text of bytes. */
function textOf(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** What the server asks for, with bytes where the browser wants bytes. */
function questionOf(options) {
  const question = { ...options, challenge: bytesOf(options.challenge) };
  if (options.user) question.user = { ...options.user, id: bytesOf(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) question[list] = options[list].map((known) => ({ ...known, id: bytesOf(known.id) }));
  }
  return question;
}

/** What the passkey answered, as text. */
function answerOf(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = textOf(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

/** Asks the browser, then sends the form; says so when the browser refuses. */
async function ask(form) {
  const trouble = form.querySelector("[data-passkey-trouble]");
  const button = form.querySelector("[data-passkey-button]");
  trouble.hidden = true;
  button.disabled = true;
  try {
    const publicKey = questionOf(JSON.parse(form.dataset.options).publicKey);
    const isNew = form.dataset.passkey === "create";
    const credential = await (isNew
      ? navigator.credentials.create({ publicKey })
      : navigator.credentials.get({ publicKey }));
    form.elements.credential.value = JSON.stringify(answerOf(credential));
    form.submit();
  } catch {
    trouble.hidden = false;
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.querySelector("[data-passkey-button]").hidden = false;
  const without = form.querySelector("[data-passkey-without]");
  if (without) without.hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
}
