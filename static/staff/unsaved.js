/* Asks before typed text is left behind, and names on the button when it is published. */

// What is told of kept text, above, has forms of its own.
const form =
  document.querySelector("#content-main form [name=form_page]")?.form ??
  document.querySelector("#content-main form")
if (form) {
  let unsaved = Boolean(document.querySelector(".error-summary, [data-unsaved]"))
  form.addEventListener("input", () => (unsaved = true))
  form.addEventListener("submit", (event) => (unsaved &&= event.defaultPrevented))
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault()
  })

  const moment = form.elements.published_at
  const button = form.querySelector("[name=_publish]")
  if (moment && button) moment.addEventListener("input", () => name(button, new Date(moment.value)))
}

function name(button, day) {
  const format = { dateStyle: "long", timeStyle: "short", hourCycle: "h23" }
  const { now, on } = button.dataset
  const later = day > new Date()
  // Our English is British, as centre/formats/en says.
  const language = document.documentElement.lang.replace(/^en$/, "en-GB")
  button.value = later ? on.replace("*", day.toLocaleString(language, format)) : now
}
