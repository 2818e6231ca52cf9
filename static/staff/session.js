/* Says some minutes before a session ends that it does, with a button that prevents it. */

{
  const form = document.querySelector(".session-end")
  if (form) watch(form)

  function watch(form) {
    const warning = 600 // seconds before the end
    const text = form.querySelector("p")
    const button = form.querySelector("button")
    let timer = null

    async function ask(url) {
      clearTimeout(timer)
      let again = 60
      try {
        const answer = await fetch(url, { method: "POST", body: new FormData(form), redirect: "error" })
        if (answer.status >= 500) throw new Error(answer.status)
        // A session that is over has no token, either.
        again = show(answer.ok ? await answer.json() : { left: 0 })
      } catch {
        // No connection, or the desk can't answer: the next time.
      }
      if (again) timer = setTimeout(ask, again * 1000, form.dataset.left)
    }

    /** Show what there is to say; return after how many seconds to ask again. */
    function show({ left, hour, can_stay: canStay }) {
      form.hidden = left > warning
      button.hidden = !canStay
      const words = left <= 0 ? text.dataset.over : text.dataset[canStay ? "idle" : "longest"].replace("*", hour)
      const told = form.hidden ? "" : words
      // A little later, because what appears together with its place is not read out.
      if (text.textContent !== told) setTimeout(() => (text.textContent = told), 100)
      if (left <= 0) return 0
      // Asleep, a computer's clock stands: so the desk is asked again before the end.
      return form.hidden ? Math.min(left - warning + 1, 3600) : Math.min(60, left + 1)
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault()
      ask(form.action)
    })
    document.addEventListener("visibilitychange", () => document.hidden || ask(form.dataset.left))
    timer = setTimeout(ask, 60000, form.dataset.left)
  }
}
