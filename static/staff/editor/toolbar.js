/* The buttons above a text: named in the reader's language, saying what is pressed or of
no use now, and one stop of the Tab key, within which arrows move (ARIA's toolbar). */

import { Extension, gettext } from "django-prose-editor/editor"

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

export const Toolbar = Extension.create({
  name: "toolbar",
  priority: 1, // after the menu has been built

  addStorage: () => ({ bar: null }),

  addKeyboardShortcuts() {
    return { "Alt-F10": () => focus(stopOf(this.storage.bar)) }
  },

  onCreate() {
    const bar = this.editor.options.element.querySelector(".prose-menubar")
    const buttons = [...bar.querySelectorAll("button")]
    this.storage.bar = bar
    bar.setAttribute("role", "toolbar")
    bar.setAttribute("aria-label", gettext("Formatting"))
    for (const button of buttons) {
      button.title = BUTTONS[button.dataset.name] ?? button.title
      button.setAttribute("aria-label", button.title)
      button.tabIndex = -1
    }
    buttons[0].tabIndex = 0
    const follow = () => {
      showStates(this.editor, buttons)
      makeStop(bar, stopOf(bar))
    }
    follow()
    this.editor.on("transaction", follow)
    bar.addEventListener("focusin", ({ target }) => makeStop(bar, target))
    bar.addEventListener("keydown", (event) => move(event, bar, this.editor))
  },
})

const shown = (bar) => [...bar.querySelectorAll("button:not(.hidden)")]

/** The button that Tab leads to: the one used last, if it can be seen. */
function stopOf(bar) {
  const buttons = shown(bar)
  return buttons.find((button) => button.tabIndex === 0) ?? buttons[0]
}

function makeStop(bar, stop) {
  for (const button of bar.querySelectorAll("button")) {
    button.tabIndex = button === stop ? 0 : -1
  }
}

function focus(button) {
  button.focus()
  return true
}

function move(event, bar, editor) {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const buttons = shown(bar)
  const here = buttons.indexOf(event.target)
  const next = {
    ArrowRight: (here + 1) % buttons.length,
    ArrowLeft: (here - 1 + buttons.length) % buttons.length,
    Home: 0,
    End: buttons.length - 1,
  }[event.key]
  if (event.key === "Escape") editor.view.focus()
  else if (next === undefined) return
  else focus(buttons[next])
  event.preventDefault()
}

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
