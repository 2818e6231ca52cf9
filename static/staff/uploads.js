/* Sends pictures to the library one after the other, each with its progress; a refused
one says why, and the others go on. Without this file the plain form sends them all. */

/** Send files in turn; `list` shows each, `done` is told what each became. */
export async function sendAll(files, { url, token, list, words, done }) {
  for (const file of files) {
    const line = list.appendChild(document.createElement("li"))
    const bar = document.createElement("progress")
    bar.max = 1
    bar.setAttribute("aria-label", file.name)
    line.append(file.name, bar)
    try {
      const stored = await send(file, url, token, (part) => (bar.value = part))
      bar.remove()
      line.textContent = `${file.name} – ${words.done}`
      done(stored, file)
    } catch (error) {
      line.className = "is-refused"
      line.textContent = `${file.name}: ${error.message || words.failed}`
    }
  }
}

/** Send one file. What the desk says against it is the message of the error. */
function send(file, url, token, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest() // fetch tells no progress
    const body = new FormData()
    body.append("csrfmiddlewaretoken", token)
    body.append("picture", file)
    request.upload.addEventListener("progress", (e) => e.lengthComputable && progress(e.loaded / e.total))
    request.addEventListener("loadend", () => {
      let answer = {}
      try {
        answer = JSON.parse(request.responseText)
      } catch {
        // A page, or nothing: somebody is signed out, or there is no connection.
      }
      if (answer.file) resolve(answer)
      else reject(new Error(answer.error ?? ""))
    })
    request.open("POST", url)
    request.send(body)
  })
}

/** Take files that are dropped on a part of the page. */
export function takeDrops(target, take) {
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files")
  for (const name of ["dragenter", "dragover"]) {
    target.addEventListener(name, (event) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      target.classList.add("is-over")
    })
  }
  target.addEventListener("dragleave", (event) => {
    if (!target.contains(event.relatedTarget)) target.classList.remove("is-over")
  })
  target.addEventListener("drop", (event) => {
    target.classList.remove("is-over")
    if (!event.dataTransfer.files.length) return
    event.preventDefault()
    take([...event.dataTransfer.files])
  })
}

const form = document.querySelector("form.uploads")
if (form) start(form)

function start(form) {
  const input = form.querySelector("input[type=file]")
  const button = form.querySelector("button")
  const list = form.querySelector(".uploads-list")
  const aim = form.elements.for?.value
  let queue = Promise.resolve()

  function take(files) {
    if (!files.length) return
    const stored = []
    button.disabled = true
    const send = () =>
      sendAll(files, {
        url: form.action,
        token: form.elements.csrfmiddlewaretoken.value,
        list,
        words: form.dataset,
        done: ({ file }) => stored.push(file),
      }).then(() => finish(stored))
    queue = queue.then(send)
    input.value = ""
  }

  /** Show what is new: in the form that it is for, or in the library. */
  function finish(stored) {
    button.disabled = false
    if (!stored.length) return
    const all = list.querySelector(".is-refused") === null
    const link = document.createElement("a")
    link.href = aim ? target(stored) : location.pathname
    link.textContent = form.dataset.show
    if (all) location.assign(link.href)
    else list.appendChild(document.createElement("li")).append(link)
  }

  function target(stored) {
    const rows = aim.split(":")[2]
    return `${form.dataset.form}?${rows}-take=${stored.join("+")}#${rows}-group`
  }

  input.addEventListener("change", () => take([...input.files]))
  takeDrops(form, take)
}
