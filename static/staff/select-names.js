// Select2 leaves the place of a choice, what is searched in it and the list of what was
// found without a name: give them the label of their field.
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
  django.jQuery(document).on("select2:open", ({ target }) => {
    const label = target.labels[0]
    const list = document.getElementById(`select2-${target.id}-results`)
    const search = document.querySelector(".select2-container--open [role=searchbox]")
    for (const part of [list, search]) part?.setAttribute("aria-labelledby", label?.id)
  })
})
