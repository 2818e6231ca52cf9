/* Finds pages of this site by words within the dialog of a link, so that nobody has to
copy an address. Typing one works as before. The dialog has the name that it shows. */

import { Extension, gettext } from "django-prose-editor/editor"

const DELAY = 300
const desk = /^\/[^/]+\/admin\//.exec(location.pathname)?.[0]

export const LinkTargets = Extension.create({
  name: "linkTargets",

  onCreate() {
    const box = this.editor.options.element
    const language = /_([a-z]{2,3})$/.exec(box.querySelector("textarea").name)?.[1]
    new MutationObserver(() => {
      const dialog = box.querySelector("dialog")
      if (!dialog) return
      dialog.ariaLabel = dialog.querySelector("h3")?.textContent ?? ""
      const address = dialog.querySelector("input[name=href]")
      // A volunteer's page has no search.
      if (desk && address && !address.form.querySelector(".link-search")) {
        addSearch(address, language ?? document.documentElement.lang)
      }
    }).observe(box, { childList: true, subtree: true })
  },
})

function addSearch(address, language) {
  const part = make("div", { className: "link-search" })
  const label = make("label", { textContent: gettext("Find a page of this site") })
  const words = make("input", { type: "search", autocomplete: "off", maxLength: 200 })
  const list = make("ul")
  const status = make("p")
  status.setAttribute("role", "status")
  label.append(words)
  part.append(label, status, list)
  address.closest(".prose-editor-dialog-field").before(part)

  let timer = null
  let turn = 0
  words.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(search, DELAY)
  })
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return
    event.preventDefault() // would set the link
    clearTimeout(timer)
    search()
  })

  async function search() {
    const mine = ++turn
    const query = new URLSearchParams({ q: words.value, in: language })
    let found = []
    let said = words.value.trim() ? gettext("Nothing was found.") : ""
    try {
      const answer = await fetch(`${desk}link-targets/?${query}`)
      if (!answer.ok) throw new Error(answer.status)
      found = (await answer.json()).found
    } catch {
      said = gettext("The search does not answer. You can type the address.")
    }
    if (mine !== turn) return // something newer was asked meanwhile
    status.textContent = found.length ? "" : said
    list.replaceChildren(...found.map((target) => row(target, address)))
  }
}

function row(target, address) {
  const button = make("button", { type: "button" })
  const kind = target.is_draft ? `${target.kind}, ${gettext("draft")}` : target.kind
  const title = make("span", { textContent: target.title, lang: target.lang })
  button.append(title, make("small", { textContent: kind }))
  button.addEventListener("click", () => {
    address.value = target.url
    address.focus()
  })
  const item = make("li")
  item.append(button)
  return item
}

function make(name, properties = {}) {
  return Object.assign(document.createElement(name), properties)
}
