/* Puts the cursor into the first field of a new form; who has begun somewhere stays there.

Django's own script takes it away from somebody who types before it has come. It has to
know which language is shown, so this one is loaded after that of the languages. */

const form =
  document.querySelector("#content-main form [name=form_page]")?.form ??
  document.querySelector("#content-main form")
if (document.activeElement === document.body) {
  const isField = (field) => field.matches("input:not([type=hidden]), select, textarea")
  const isUsable = (field) => isField(field) && !field.disabled && field.checkVisibility()
  Array.from(form.elements).find(isUsable)?.focus()
}
