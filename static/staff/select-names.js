// Select2 leaves the place of a choice without a name: give it the label of its field.
// jQuery calls what waits for the page in the order of the files: autocomplete.js first.
django.jQuery(() => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = select.labels[0]
    const box = select.nextElementSibling?.querySelector("[role=combobox]")
    const chosen = box?.querySelector("[role=textbox]")
    if (!label || !chosen) continue
    label.id ||= `${select.id}-label`
    box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`)
    chosen.setAttribute("aria-labelledby", label.id)
  }
})
