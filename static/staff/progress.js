/* Shows by itself how far work in the background is, until it is over or stands still. */

{
  const every = 2 // seconds
  const shown = document.querySelector("[data-at-work]")
  if (shown) wait()

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
    if (!now) return location.reload()
    shown.replaceChildren(...now.childNodes)
    wait()
  }
}
