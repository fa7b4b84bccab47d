// Asks the browser for a passkey and sends its answer with the form. Nothing is decided here: the server checks it all.

const fromBase64Url = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
const toBase64Url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const withBytes = (credentials = []) => credentials.map((credential) => ({ ...credential, id: fromBase64Url(credential.id) }))

/** The options as the browser takes them, which is with bytes in the place of base64url (WebAuthn §5.1.8). */
const optionsOf = (form) => {
  const { user, excludeCredentials, allowCredentials, ...rest } = JSON.parse(form.dataset.options)
  return {
    ...rest,
    challenge: fromBase64Url(rest.challenge),
    ...(user && { user: { ...user, id: fromBase64Url(user.id) } }),
    ...(excludeCredentials && { excludeCredentials: withBytes(excludeCredentials) }),
    ...(allowCredentials && { allowCredentials: withBytes(allowCredentials) }),
  }
}

const answerOf = ({ id, type, rawId, response, authenticatorAttachment }) =>
  JSON.stringify({
    id,
    type,
    rawId: toBase64Url(rawId),
    authenticatorAttachment,
    clientExtensionResults: {},
    response: response.attestationObject
      ? {
          clientDataJSON: toBase64Url(response.clientDataJSON),
          attestationObject: toBase64Url(response.attestationObject),
          transports: response.getTransports?.() ?? [],
        }
      : {
          clientDataJSON: toBase64Url(response.clientDataJSON),
          authenticatorData: toBase64Url(response.authenticatorData),
          signature: toBase64Url(response.signature),
          ...(response.userHandle?.byteLength ? { userHandle: toBase64Url(response.userHandle) } : {}),
        },
  })

const WORDS = {
  NotAllowedError: 'No passkey was chosen, or it took too long. Nothing was sent: try again.',
  InvalidStateError: 'This device holds a passkey of yours for Lanyard already. Use that one, or add another device.',
  SecurityError: 'Passkeys do not work at this address. Open Lanyard by its name: on this computer that is localhost, not a number.',
  NotSupportedError: 'This device cannot make the kind of passkey that Lanyard takes. Try another device or a security key.',
}

/** An autofill that waits, so that a press of the button can take its place: a browser asks for one passkey at a time. */
let waiting = null

async function ask(form) {
  waiting?.stop.abort()
  await waiting?.over
  const publicKey = optionsOf(form)
  return form.dataset.passkey === 'create' ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey })
}

function send(form, credential) {
  form.elements.credential.value = answerOf(credential)
  form.requestSubmit()
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const problem = form.querySelector('[data-problem]')
  const say = (text) => {
    problem.textContent = text
    problem.hidden = text === ''
  }
  if (!window.PublicKeyCredential) say('This browser has no passkeys. Use a newer one, or another device.')

  // Before the script that sends every form once: what is stopped here was not sent.
  form.addEventListener('submit', async (event) => {
    if (form.elements.credential.value) return
    event.preventDefault()
    event.stopImmediatePropagation()
    say('')
    try {
      send(form, await ask(form))
    } catch (error) {
      say(WORDS[error.name] ?? 'The passkey could not be used. Nothing was sent: try again.')
    }
  })
}

// Come back to: its challenge may be used by now.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload()
})

// Passkeys among what the browser offers while the address is typed.
const offered = document.querySelector('form[data-autofill]')
if (offered && (await window.PublicKeyCredential?.isConditionalMediationAvailable?.())) {
  const stop = new AbortController()
  const over = navigator.credentials
    .get({ publicKey: optionsOf(offered), mediation: 'conditional', signal: stop.signal })
    .then((credential) => credential && send(offered, credential))
    .catch(() => undefined) // stopped by the button, or by leaving the page
  waiting = { stop, over }
}
