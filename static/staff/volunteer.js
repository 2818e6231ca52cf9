/* Keeps what a volunteer types in this browser alone, until the site has it.

No module, and before those of the editors: they begin with what is in their fields. */
{
  const told = document.querySelector("[data-volunteer]")
  const name = `translation-${told?.dataset.volunteer}`
  const form = told?.closest("form")
  // A copy that was sent is done with once the site says that it has it.
  if (told?.hasAttribute("data-stored") && read()?.sent) forget()
  if (form) watch(form, told)

  function watch(form, note) {
    note.hidden = !fill(form, read()?.typed ?? {})
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => keep(form), true)
    form.addEventListener("submit", () => keep(form, true))
    note.querySelector("button").addEventListener("click", () => {
      forget()
      form.reset()
      location.reload()
    })
  }

  /** Put what was typed into the form; return whether it shows anything else now. */
  function fill(form, typed) {
    let differs = false
    for (const input of form.querySelectorAll("[type=checkbox]")) {
      if (!typed.shown || input.checked === (input.name in typed)) continue
      input.checked = !input.checked
      differs = true
    }
    for (const input of form.querySelectorAll("textarea, input:not([type=checkbox])")) {
      const value = typed[input.name]
      if (value === undefined || input.value === value) continue
      input.value = value
      differs ||= input.type !== "hidden"
    }
    return differs
  }

  // A browser may refuse to store anything; then it is as without this script.
  function keep(form, sent = false) {
    const typed = Object.fromEntries(new FormData(form))
    try {
      localStorage.setItem(name, JSON.stringify({ typed, sent }))
    } catch {}
  }

  function read() {
    try {
      return JSON.parse(localStorage.getItem(name))
    } catch {
      return null
    }
  }

  function forget() {
    try {
      localStorage.removeItem(name)
    } catch {}
  }
}
