/* Loaded last: tells the other scripts what was typed before they were there. */

for (const input of document.querySelectorAll("#content-main form :is(input, select, textarea)")) {
  if (input.type !== "hidden" && isTyped(input)) {
    input.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

/** Say whether an input holds something else than the page was sent with. */
function isTyped(input) {
  if (input.options) {
    const options = [...input.options]
    const isSent = options.some((option) => option.defaultSelected)
    return isSent && options.some((option) => option.selected !== option.defaultSelected)
  }
  if (/^(checkbox|radio)$/.test(input.type)) return input.checked !== input.defaultChecked
  return input.value !== input.defaultValue
}
