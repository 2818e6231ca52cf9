/* One switch for all languages of a form, its inlines included. Without this file every
language is shown and the switch's links lead to each. */

const nav = document.querySelector(".language-switch")
if (nav) start(nav)

function start(nav) {
  const tabs = [...nav.querySelectorAll(".language-tab")]
  const together = nav.querySelector("button")
  const form = nav.closest("form")
  const codes = tabs.map((tab) => tab.dataset.language)

  /** Show one language, or all next to each other where `code` is null. */
  function show(code) {
    form.classList.toggle("all-languages", code === null)
    // Set by script, so that no style stands in the page.
    form.style.setProperty("--languages", codes.length)
    for (const pane of form.querySelectorAll(".language")) {
      pane.hidden = code !== null && !pane.classList.contains(`language-${code}`)
    }
    for (const tab of tabs) {
      if (tab.dataset.language === code) tab.setAttribute("aria-current", "true")
      else tab.removeAttribute("aria-current")
    }
    together.setAttribute("aria-pressed", String(code === null))
  }

  for (const tab of tabs) {
    tab.addEventListener("click", (event) => {
      event.preventDefault()
      show(tab.dataset.language)
    })
  }
  together.hidden = false
  together.addEventListener("click", () => {
    const all = together.getAttribute("aria-pressed") !== "true"
    show(all ? null : opening(tabs, nav.dataset.now))
  })
  // Who has begun to type before this script came stays where they are.
  const begun = document.activeElement.closest(".language")
  const own = begun && tabs.find((tab) => begun.classList.contains(`language-${tab.dataset.language}`))
  show(own?.dataset.language ?? opening(tabs, nav.dataset.now))

  /** Show what a link leads to, and go to its input; false where the browser does that alone. */
  function open(target) {
    const pane = target.closest(".language[hidden]")
    if (pane) show(codes.find((code) => pane.classList.contains(`language-${code}`)))
    for (let at = target; at; at = at.parentElement) if (at.localName === "details") at.open = true
    if (target.checkVisibility() && target.matches("input, select, textarea")) return false
    // A text's own input is hidden behind its editor; a group of boxes is none.
    const near = target.closest(".form-row") ?? target
    const input = near.querySelector(".ProseMirror, input:not([type=hidden])")
    if (!input) return false
    near.scrollIntoView()
    input.focus()
    return true
  }

  /** Open the language that a fault or a piece of advice is in. */
  function lead(event) {
    const target = document.getElementById(event.target.hash?.slice(1))
    if (!target || !event.target.closest(".error-summary, .advice, .messagelist")) return
    if (open(target)) event.preventDefault()
  }

  document.addEventListener("click", lead)

  // Who comes from a message to a field of this form begins in that field.
  const asked = document.getElementById(location.hash.slice(1))
  if (asked && !begun && !form.querySelector(".error-summary")) {
    if (!open(asked)) asked.focus()
  }

  // The editor's own event does not bubble, so it is caught on the way down.
  form.addEventListener("input", () => tabs.forEach((tab) => tell(tab, tabs, form, nav)), true)
}

/** The first language with an error, else the reader's own, else the first. */
function opening(tabs, reader) {
  const faulty = tabs.find((tab) => "errors" in tab.dataset)
  const own = tabs.find((tab) => tab.dataset.language === reader)
  return (faulty ?? own ?? tabs[0]).dataset.language
}

/** Say how far a language is, from what is in its fields now. */
function tell(tab, tabs, form, nav) {
  const isFilled = (name) => textOf(form.elements[name]) !== ""
  const required = tab.dataset.required.split(" ")
  const columns = tab.dataset.columns.split(" ")
  const isComplete = required.every(isFilled) && !rowsLack(tab, tabs, form)
  const state = isComplete ? "complete" : columns.some(isFilled) ? "started" : "empty"
  tab.classList.remove("complete", "started", "empty")
  tab.classList.add(state)
  const word = tab.querySelector(".language-word")
  if (word.textContent !== nav.dataset[state]) word.textContent = nav.dataset[state]
}

/** Whether a row whose texts belong to the thing lacks one: the rule of `_lacks`. */
function rowsLack(tab, tabs, form) {
  if ("rowsLack" in tab.dataset) return true // one that this page does not show
  return rowNames(tab).some(([prefix, column], number) => {
    const inputs = [...form.querySelectorAll(`[name^="${prefix}-"][name$="-${column}"]`)]
    return inputs.some((input) => {
      const row = input.name.slice(0, -column.length)
      const named = (name) => form.elements[row + name]
      if (row.includes("__prefix__") || named("DELETE")?.checked || textOf(input)) return false
      return Boolean(named("id")?.value) || tabs.some((each) => textOf(named(rowNames(each)[number][1])))
    })
  })
}

function rowNames(tab) {
  return (tab.dataset.rows ?? "").split(" ").filter(Boolean).map((name) => name.split(":"))
}

function textOf(field) {
  return (field?.value ?? "").replace(/<[^>]*>|&nbsp;/g, "").trim()
}
