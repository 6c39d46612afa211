// Passkeys: a form with data-passkey asks the browser for one and sends what it says.
//   add      data-options holds what a new key must fit
//   use      data-options holds which keys are known
//   sign-in  the options are fetched from the form's address, since nobody is known yet

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const known = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

function forCreation({ publicKey }, alone) {
  const selection = { ...publicKey.authenticatorSelection };
  selection.residentKey = alone ? "required" : "discouraged";
  selection.requireResidentKey = alone;
  if (alone) selection.userVerification = "required";
  return {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    excludeCredentials: known(publicKey.excludeCredentials),
    authenticatorSelection: selection,
  };
}

function forUse({ publicKey }) {
  return {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    allowCredentials: known(publicKey.allowCredentials),
  };
}

function told(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = toText(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

async function ask(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "add") {
    const alone = Boolean(form.querySelector("[name=passwordless]")?.checked);
    return navigator.credentials.create({ publicKey: forCreation(options, alone) });
  }
  return navigator.credentials.get({ publicKey: forUse(options) });
}

const trouble = document.querySelector("[data-passkey-trouble]");

function complain(words) {
  trouble.textContent = words;
  trouble.hidden = false;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    if (!window.PublicKeyCredential) return complain(trouble.dataset.notHere);
    try {
      form.querySelector("[name=credential]").value = told(await ask(form));
      form.submit();
    } catch (error) {
      complain(error.name === "SecurityError" ? trouble.dataset.notHere : trouble.dataset.cancelled);
    }
  });
}
