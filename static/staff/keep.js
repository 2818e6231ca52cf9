/* Sends what is typed and not saved to the desk, which keeps it for its owner: a little
after each change, when the page is left, and again after a lost connection. */

const page = document.querySelector("#content-main form [name=form_page]")
if (page) watch(page.form, page.dataset.url)

function watch(form, url) {
  const after = 3000
  const again = 10000
  const status = form.querySelector(".form-kept")
  let turn = 0
  let changed = Boolean(document.querySelector(".error-summary"))
  let timer = null
  let sending = false
  let left = false

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
      const answer = await fetch(url, { method: "POST", body: typed(form, ++turn) })
      if (!answer.ok) throw new Error(answer.status)
      const { kept } = await answer.json()
      status.textContent = kept ? status.dataset.kept.replace("*", kept) : ""
    } catch {
      changed = true
      status.textContent = status.dataset.failed
    }
    sending = false
    if (changed) soon(status.textContent === status.dataset.failed ? again : after)
  }

  /** Send without waiting for the answer; a beacon goes out though the page is gone. */
  function sendNow() {
    if (left || (!changed && !sending)) return
    changed = false
    const body = typed(form, ++turn)
    if (!navigator.sendBeacon(url, body)) fetch(url, { method: "POST", body }).catch(() => {})
  }

  function note() {
    changed = true
    soon(after)
  }

  // Caught on the way down, because the editor's own event does not bubble.
  for (const name of ["input", "change"]) form.addEventListener(name, note, true)
  for (const name of ["formset:added", "formset:removed"]) document.addEventListener(name, note)
  form.addEventListener("submit", sendNow)
  // Who signs out leaves nothing behind.
  document.querySelector("#logout-form")?.addEventListener("submit", () => (left = true))
  addEventListener("pagehide", sendNow)
  document.addEventListener("visibilitychange", () => document.hidden && sendNow())
  addEventListener("online", send)
  if (changed) soon(after)
}

/** What the form would send, without passwords; of files their names alone. */
function typed(form, turn) {
  const data = new FormData(form)
  for (const [name, value] of [...data]) {
    if (!(value instanceof File)) continue
    data.delete(name)
    if (value.name) data.append("form_files", value.name)
  }
  for (const secret of form.querySelectorAll("[type=password]")) data.delete(secret.name)
  for (const name of [...data.keys()]) if (name.includes("__prefix__")) data.delete(name)
  data.append("form_turn", turn)
  return data
}
