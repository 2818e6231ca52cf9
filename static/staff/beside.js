/* The preview beside the form: in a language, as wide as a phone or a computer. What was
open stays open when the form is saved and shown again. Without this file, and on narrow
screens, the links to the previews are all there is. */

const panel = document.querySelector("#beside")
const opener = document.querySelector(".beside-open")
if (panel && opener) {
  const frame = panel.querySelector("iframe")
  const languages = [...panel.querySelectorAll("[data-url]")]
  const widths = [...panel.querySelectorAll("[data-width]")]
  const kept = JSON.parse(sessionStorage.getItem("beside") ?? "{}")
  const state = { open: false, language: panel.dataset.now, width: "phone", ...kept }

  function show() {
    const language = languages.find((b) => b.dataset.language === state.language) ?? languages[0]
    languages.forEach((button) => button.setAttribute("aria-pressed", String(button === language)))
    widths.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.width === state.width)))
    panel.hidden = !state.open
    panel.dataset.shown = state.width
    opener.setAttribute("aria-expanded", String(state.open))
    if (state.open && !frame.src.endsWith(language.dataset.url)) frame.src = language.dataset.url
    sessionStorage.setItem("beside", JSON.stringify(state))
  }

  function set(change) {
    Object.assign(state, change)
    show()
  }

  opener.addEventListener("click", () => set({ open: !state.open }))
  for (const button of languages) {
    button.addEventListener("click", () => set({ language: button.dataset.language }))
  }
  for (const button of widths) {
    button.addEventListener("click", () => set({ width: button.dataset.width }))
  }
  // The tab that is written in is the language to look at.
  for (const tab of document.querySelectorAll(".language-tab")) {
    tab.addEventListener("click", () => set({ language: tab.dataset.language }))
  }
  opener.hidden = false
  show()
}
