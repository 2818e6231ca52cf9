/* What stands around the text being written: its name and language for screen readers
and spelling checks, how the keyboard leaves it, and no <style> that the
Content-Security-Policy would refuse (editor.css has what it says). */

import { Link as BaseLink, Extension, gettext, Plugin } from "django-prose-editor/editor"

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
    const attributes = {
      "aria-label": name || gettext("Text"),
      "aria-description": gettext(
        "%(keys)s leads to the buttons. In a list Tab indents; after Escape it leaves the text.",
      ).replace("%(keys)s", "Alt+F10"),
    }
    // The columns of a translated field end in their language: body_pl, body_uk.
    const language = /_([a-z]{2,3})$/.exec(textarea.name)?.[1]
    if (language && textarea.classList.contains("mt")) attributes.lang = language
    if (textarea.classList.contains("mt-bidi")) attributes.dir = "rtl"
    label?.addEventListener("click", () => this.editor.commands.focus())
    return [new Plugin({ props: { attributes, handleDOMEvents: { keydown: leaving() } } })]
  },
})

/** Tab moves items of a list, so somebody without a mouse would not get out of it unless
Escape goes before it: then the browser alone hears of it. */
function leaving() {
  let leaves = false
  return (_view, event) => {
    const goes = leaves && event.key === "Tab"
    if (event.key !== "Shift") leaves = event.key === "Escape"
    return goes
  }
}

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
