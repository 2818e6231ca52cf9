/* What stands around the text being written: its name and language for screen readers
and spelling checks, the buttons' names in the reader's language, and no <style> that
the Content-Security-Policy would refuse (editor.css has what it says). */

import { Link as BaseLink, Extension, gettext, Plugin } from "django-prose-editor/editor"

const BUTTONS = {
  heading2: gettext("Heading"),
  heading3: gettext("Smaller heading"),
  bulletList: gettext("Bulleted list"),
  orderedList: gettext("Numbered list"),
  blockquote: gettext("Quotation"),
  bold: gettext("Bold"),
  italic: gettext("Italic"),
  link: gettext("Link"),
  unlink: gettext("Remove the link"),
  "history:undo": gettext("Undo"),
  "history:redo": gettext("Redo"),
}

export const Surroundings = Extension.create({
  name: "surroundings",
  priority: 1, // after the menu has been built

  onBeforeCreate() {
    this.editor.options.injectCSS = false
  },

  addProseMirrorPlugins() {
    const textarea = this.editor.options.element.querySelector("textarea")
    const label = textarea.labels[0]
    const name = label?.textContent.trim().replace(/:$/, "")
    const attributes = { "aria-label": name || gettext("Text") }
    // The columns of a translated field end in their language: body_pl, body_uk.
    const language = /_([a-z]{2,3})$/.exec(textarea.name)?.[1]
    if (language && textarea.classList.contains("mt")) attributes.lang = language
    if (textarea.classList.contains("mt-bidi")) attributes.dir = "rtl"
    label?.addEventListener("click", () => this.editor.commands.focus())
    return [new Plugin({ props: { attributes } })]
  },

  onCreate() {
    const bar = this.editor.options.element.querySelector(".prose-menubar")
    bar.setAttribute("role", "toolbar")
    bar.setAttribute("aria-label", gettext("Formatting"))
    const buttons = bar.querySelectorAll("button")
    for (const button of buttons) {
      button.title = BUTTONS[button.dataset.name] ?? button.title
      button.setAttribute("aria-label", button.title)
    }
    showStates(this.editor, buttons)
    this.editor.on("transaction", () => showStates(this.editor, buttons))
  },
})

/** The package's link, allowing what the sanitiser allows: the given protocols alone. */
export const Link = BaseLink.extend({
  addOptions() {
    return {
      ...this.parent?.(),
      isAllowedUri(url, { defaultValidate, protocols }) {
        const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url ?? "")?.[1].toLowerCase()
        return defaultValidate(url) && (!scheme || protocols.includes(scheme))
      },
    }
  },

  // Would register the protocols for each editor of a page, which linkify knows anyway
  // and complains about in the console.
  onCreate() {},
})

/** The package tells by colour alone which buttons are pressed or of no use now. */
function showStates(editor, buttons) {
  for (const button of buttons) {
    const { classList, dataset } = button
    // The package never shows this one as pressed.
    if (dataset.name === "bulletList") {
      classList.toggle("active", editor.isActive("bulletList"))
    }
    button.ariaDisabled = String(classList.contains("disabled"))
    if (!/^(history|unlink)/.test(dataset.name)) {
      button.ariaPressed = String(classList.contains("active"))
    }
  }
}
