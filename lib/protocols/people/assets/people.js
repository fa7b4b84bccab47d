// Small comforts; every page works without them.

// Times in the reader's own zone.
for (const time of document.querySelectorAll('time[datetime]')) {
  const date = new Date(time.dateTime)
  time.title = time.textContent
  time.textContent = date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}

// "Until tonight" needs to know where the reader's midnight is.
const lifetime = document.querySelector('select[data-max]')
if (lifetime) {
  const midnight = new Date()
  midnight.setHours(24, 0, 0, 0)
  const seconds = Math.floor((midnight.getTime() - Date.now()) / 1000)
  const longerThanTonight = [...lifetime.options].find((option) => Number(option.value) > seconds)
  if (longerThanTonight && seconds >= 60) lifetime.insertBefore(new Option('Until midnight, your time', String(seconds)), longerThanTonight)
}

// A password may be looked at while it is typed.
for (const input of document.querySelectorAll('input[type=password]')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'reveal'
  button.textContent = 'Show'
  button.setAttribute('aria-label', 'Show the password')
  button.setAttribute('aria-controls', input.id)
  button.setAttribute('aria-pressed', 'false')
  button.addEventListener('click', () => {
    const shown = input.type === 'text'
    input.type = shown ? 'password' : 'text'
    button.textContent = shown ? 'Show' : 'Hide'
    button.setAttribute('aria-pressed', String(!shown))
    input.focus()
  })
  input.after(button)
  input.form?.addEventListener('submit', () => (input.type = 'password'))
}

// A form is sent once. The pressed button keeps its value in what is sent, so it is only marked, not disabled.
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault()
    form.dataset.sent = 'yes'
    event.submitter?.setAttribute('aria-busy', 'true')
  })
}
addEventListener('pageshow', (event) => {
  if (event.persisted) for (const form of document.querySelectorAll('form')) delete form.dataset.sent
})

// The console has asked already.
document.querySelector('button[data-press]')?.click()
