/* Says so where the browser made or found no passkey. */

document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  const note = document.querySelector("[data-passkey-failed]")
  note.hidden = false
  note.setAttribute("role", "alert")
})
