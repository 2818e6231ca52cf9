/* Sends what is typed and not saved to the desk, which keeps it for its owner: a little
after each change, when the page is left, and again after a lost connection. A form is
not sent off before it is kept: where nobody answers, the page stays with all its text. */

for (const status of document.querySelectorAll("#content-main form .form-kept")) watch(status.closest("form"), status)

function watch(form, status) {
  const after = 3000
  const again = 10000
  const patience = 10000 // with a desk that is slow: then the form itself has to try
  const { url } = status.dataset
  let turn = 0
  let changed = Boolean(document.querySelector(".error-summary"))
  let timer = null
  let sending = false
  let left = false
  let gone = false // whether all that is typed was sent off with the form
  let asking = false // whether the form, which was sent off, waits until it is kept
  let sentOff = null // runs while the answer to the form is awaited

  function soon(delay) {
    timer ??= setTimeout(send, delay)
  }

  async function send() {
    clearTimeout(timer)
    timer = null
    if (left || !changed || sending) return
    sending = true
    changed = false
    try {
      const answer = await post()
      if (!answer.ok) throw new Error(answer.status)
      const { kept, refused } = await answer.json()
      status.textContent = kept ? status.dataset.kept.replace("*", kept) : refused ? status.dataset.refused : ""
    } catch {
      if (gone) return // the form was sent off meanwhile, with all that is typed
      changed = true
      status.textContent = status.dataset.failed
    }
    sending = false
    if (changed) soon(status.textContent === status.dataset.failed ? again : after)
  }

  function post(options) {
    return fetch(url, { method: "POST", body: typed(form), ...options })
  }

  /** Let the form go once what is typed is kept: an error page would take it away. */
  async function keepFirst(event) {
    const twice = asking || sentOff !== null
    if (twice) event.preventDefault()
    if (twice || left || (!changed && !sending)) return
    event.preventDefault()
    asking = true
    const hindrance = await keepNow()
    asking = false
    changed = sending = false
    gone = !hindrance
    if (gone) return form.requestSubmit(event.submitter)
    changed = true
    status.textContent = hindrance
    status.scrollIntoView({ block: "nearest" })
    soon(again)
  }

  /** Send what is typed; return why the form had better stay, or "". */
  async function keepNow() {
    try {
      const answer = await post({ signal: AbortSignal.timeout(patience) })
      if ([502, 503, 504].includes(answer.status)) return status.dataset.unsent
      const { refused } = answer.ok ? await answer.json() : {}
      return refused ? status.dataset.refused : ""
    } catch (error) {
      return error.name === "TimeoutError" ? "" : status.dataset.unsent
    }
  }

  /** Send without waiting for the answer; a beacon goes out though the page is gone. */
  function sendNow() {
    if (left || (!changed && !sending)) return
    changed = false
    const body = typed(form)
    if (!navigator.sendBeacon(url, body)) fetch(url, { method: "POST", body }).catch(() => {})
  }

  /** Let no second click send the form again, unless the answer is long in coming. */
  function noteSentOff(event) {
    if (event.target !== form || event.defaultPrevented) return
    clearTimeout(sentOff)
    sentOff = setTimeout(mayGoAgain, patience)
  }

  function mayGoAgain() {
    clearTimeout(sentOff)
    sentOff = null
  }

  function note() {
    gone = false
    mayGoAgain()
    changed = true
    soon(after)
  }

  // Whatever is sent says its turn, the form itself, too: what comes later is told from what
  // is typed later.
  form.addEventListener("formdata", (event) => event.formData.set("form_turn", ++turn))
  // Caught on the way down, because the editor's own event does not bubble.
  for (const name of ["input", "change"]) form.addEventListener(name, note, true)
  for (const name of ["formset:added", "formset:removed"]) document.addEventListener(name, note)
  // Before the others: for them a form that stays was not sent off.
  form.addEventListener("submit", keepFirst, true)
  // After all others, which may keep the form here. Back may show this very page again.
  addEventListener("submit", noteSentOff)
  addEventListener("pageshow", mayGoAgain)
  // Who signs out leaves nothing behind.
  document.querySelector("#logout-form")?.addEventListener("submit", () => (left = true))
  // While somebody is asked whether to leave: so a page that is loaded anew can offer it.
  for (const name of ["beforeunload", "pagehide"]) addEventListener(name, sendNow)
  document.addEventListener("visibilitychange", () => document.hidden && sendNow())
  addEventListener("online", send)
  if (changed) soon(after)
}

/** What the form would send, without passwords; of files their names alone. */
function typed(form) {
  const data = new FormData(form)
  for (const [name, value] of [...data]) {
    if (!(value instanceof File)) continue
    data.delete(name)
    if (value.name) data.append("form_files", value.name)
  }
  for (const secret of form.querySelectorAll("[type=password]")) data.delete(secret.name)
  for (const name of [...data.keys()]) if (name.includes("__prefix__")) data.delete(name)
  return data
}
