/* Says in words, below an input of a day, which day is being typed. */

const INPUTS = "[type=date], [type=datetime-local]"

// Our English is British, as centre/formats/en says.
const language = document.documentElement.lang.replace(/^en$/, "en-GB")

document.addEventListener("input", ({ target }) => {
  const output = target.matches(INPUTS) ? target.nextElementSibling : null
  if (output?.matches(".in-words")) output.value = target.value ? words(target) : ""
})

function words({ type, value }) {
  const hour = type === "date" ? "T00:00" : ""
  const day = new Date(value + hour)
  const weekday = day.toLocaleDateString(language, { weekday: "long" })
  const date = day.toLocaleDateString(language, { day: "numeric", month: "long", year: "numeric" })
  const time = `, ${day.getHours()}:${String(day.getMinutes()).padStart(2, "0")}`
  return `${weekday}, ${date}${hour ? "" : time}`
}
