/* Tells the desk that this form is open, and its reader who else has it open. */

const here = document.querySelector(".also-here")
const page = document.querySelector("#content-main form [name=form_page]")
if (here && page) watch(page.form, here.dataset.url)

function watch(form, url) {
  const every = 20000

  function body() {
    const data = new FormData()
    for (const name of ["csrfmiddlewaretoken", "form_page"]) {
      data.append(name, form.elements[name].value)
    }
    return data
  }

  async function tell() {
    if (document.hidden) return
    try {
      const answer = await fetch(url, { method: "POST", body: body(), redirect: "error" })
      if (!answer.ok) return
      const { text } = await answer.json()
      // What is the same is not said again.
      if (here.textContent !== text) here.textContent = text
    } catch {
      // No connection: the next time.
    }
  }

  addEventListener("pagehide", () => {
    const data = body()
    data.append("left", "yes")
    navigator.sendBeacon(url, data)
  })
  document.addEventListener("visibilitychange", tell)
  addEventListener("pageshow", tell)
  setInterval(tell, every)
}
