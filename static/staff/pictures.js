/* Pictures in a form: many at once, and the centre of interest by a click or by the arrow
keys. Without this file there are the inputs of each row, and a link to the library. */

import { sendAll, takeDrops } from "./uploads.js"

// Width to height of what is cut: a card of a list, the picture of a shared link.
const CARD = 3 / 2

for (const many of document.querySelectorAll(".many-pictures")) startMany(many)
for (const row of document.querySelectorAll(".picture-details")) startFocal(row)
document.addEventListener("change", ({ target }) => sendChosen(target))
document.addEventListener("formset:added", ({ target }) => {
  const row = target.querySelector?.(".picture-details")
  if (row) startFocal(row)
})

/** Send the file of a new row at once: whatever else is refused, it need not be chosen
again. Until it is stored, the form itself has it. */
function sendChosen(input) {
  const row = input.closest?.(".picture-details")
  const taken = row?.querySelector("[name$=-taken]")
  const many = row?.closest(".inline-group")?.parentElement.querySelector(".many-pictures")
  const isNew = row && !row.closest(".has_original")
  if (!isNew || !taken || !many || input.type !== "file" || !input.files.length) return
  const list = row.querySelector(".uploads-list") ?? make("ul", "uploads-list")
  list.setAttribute("aria-live", "polite")
  list.replaceChildren()
  input.after(list)
  const [file] = input.files
  sendAll([file], {
    ...settingsOf(many, list),
    done: (stored) => {
      if (input.files[0] !== file) return
      show(row, taken, stored)
      input.value = ""
      input.required = false
    },
  })
}

function settingsOf(many, list) {
  const token = many.closest("form").elements.csrfmiddlewaretoken.value
  return { url: many.dataset.url, token, list, words: many.dataset }
}

/** Show a stored picture in a row, and let the form take it. */
function show(row, taken, { file, url }) {
  const image = Object.assign(document.createElement("img"), { src: url, alt: "", className: "thumbnail" })
  row.querySelector(".field-thumbnail .readonly").replaceChildren(image)
  taken.value = file
  taken.dispatchEvent(new Event("change", { bubbles: true }))
  startFocal(row)
}

/** Offer many files at once; each becomes a new row that is saved with the form. */
function startMany(many) {
  const rows = many.dataset.rows
  const group = document.getElementById(`${rows}-group`)
  const input = many.querySelector("input[type=file]")
  let queue = Promise.resolve()
  input.closest("p").hidden = false

  function take(files) {
    const list = many.querySelector(".uploads-list")
    const settings = { ...settingsOf(many, list), done: (stored) => addRow(group, rows, stored) }
    queue = queue.then(() => sendAll(files, settings))
    input.value = ""
  }

  input.addEventListener("change", () => take([...input.files]))
  takeDrops(many, take)
}

function addRow(group, rows, stored) {
  const add = group.querySelector(".add-row a")
  if (!add) return
  add.click()
  const number = Number(document.getElementById(`id_${rows}-TOTAL_FORMS`).value) - 1
  const row = document.getElementById(`${rows}-${number}`).querySelector(".picture-details")
  show(row, document.getElementById(`id_${rows}-${number}-taken`), stored)
}

/** Let the centre of interest be set on the picture, and show what is cut of it. */
function startFocal(row) {
  const image = row.querySelector("img.thumbnail")
  const x = row.querySelector("input[name$=focal_x]")
  const y = row.querySelector("input[name$=focal_y]")
  const words = row.closest("form")?.querySelector("[data-focal-marker]")?.dataset
  if (!image || !x || !y || !words || row.querySelector(".focal")) return
  const whole = make("div", "focal-whole")
  const marker = make("button", "focal-marker")
  marker.type = "button"
  const card = crop(image, "focal-card", words.focalCard)
  const share = crop(image, "focal-share", words.focalShare)
  const focal = make("div", "focal")
  image.replaceWith(focal)
  whole.append(image, marker)
  focal.append(whole, card.figure, share.figure)

  function show() {
    const [left, top] = [limit(x.value), limit(y.value)]
    marker.style.left = `${left}%`
    marker.style.top = `${top}%`
    marker.setAttribute("aria-label", words.focalMarker.replace("*", left).replace("*", top))
    share.image.style.objectPosition = `${left}% ${top}%`
    card.image.style.objectPosition = middle(image, left, top)
  }

  function set(left, top) {
    x.value = limit(Math.round(left))
    y.value = limit(Math.round(top))
    for (const input of [x, y]) input.dispatchEvent(new Event("input", { bubbles: true }))
  }

  whole.addEventListener("click", (event) => {
    if (event.detail === 0) return // the marker, by its key
    const box = image.getBoundingClientRect()
    set((100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height)
    marker.focus()
  })
  marker.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 10 : 1
    const [left, top] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? []
    if (left === undefined) return
    event.preventDefault()
    set(limit(x.value) + step * left, limit(y.value) + step * top)
  })
  for (const input of [x, y]) input.addEventListener("input", show)
  image.addEventListener("load", show)
  show()
}

/** Where a card is cut: around the point, or as near as the picture's edge allows. */
function middle(image, left, top) {
  const ratio = image.naturalWidth / image.naturalHeight
  if (!ratio) return `${left}% ${top}%`
  const across = Math.min(1, CARD / ratio)
  const along = Math.min(1, ratio / CARD)
  return `${start(left, across)}% ${start(top, along)}%`
}

/** The share of what is left over that is cut off before a part around a point. */
function start(percent, part) {
  if (part >= 1) return 50
  const first = Math.min(Math.max(percent / 100 - part / 2, 0), 1 - part)
  return (100 * first) / (1 - part)
}

function limit(value) {
  return Math.min(Math.max(Number(value) || 0, 0), 100)
}

function crop(image, name, words) {
  const copy = Object.assign(make("img", `focal-crop ${name}`), { src: image.src, alt: "" })
  const figure = make("figure", "")
  const caption = document.createElement("figcaption")
  caption.textContent = words
  figure.append(copy, caption)
  return { figure, image: copy }
}

function make(tag, name) {
  const element = document.createElement(tag)
  element.className = name
  return element
}
