/* Shows by itself how far work in the background is, until it is over or stands still.
Who hears the page is told more seldom, and where it is over the page begins there. */

{
  const every = 2 // seconds
  const often = 5 // looks between two that are said
  const shown = document.querySelector("[data-at-work]")
  const said = Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" })
  let looks = 0
  if (shown) {
    shown.after(said)
    wait()
  } else if (history.state?.isOver) begin()

  function wait() {
    setTimeout(look, every * 1000)
  }

  async function look() {
    let page
    try {
      const answer = await fetch(location.href, { headers: { "X-By-Itself": "yes" } })
      if (!answer.ok) throw new Error(answer.status)
      page = new DOMParser().parseFromString(await answer.text(), "text/html")
    } catch {
      return wait() // no connection, or the desk can't answer: the next time
    }
    const now = page.querySelector("[data-at-work]")
    // Over, still, or signed out: the page itself says it.
    if (!now) {
      history.replaceState({ isOver: true }, "")
      return location.reload()
    }
    shown.replaceChildren(...now.childNodes)
    looks += 1
    if (looks % often === 0) said.textContent = shown.textContent.trim()
    wait()
  }

  function begin() {
    history.replaceState(null, "")
    const state = document.querySelector(".importing-state")
    state.tabIndex = -1
    state.focus()
  }
}
