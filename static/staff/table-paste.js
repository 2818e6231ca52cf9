/* A table that is pasted among lines: each row one line, its cells apart by tabs.

As plain text, each program writes a table in its own way, and says nothing of cells
that are one. What is pasted without a table goes in as it is. */

document.addEventListener("paste", (event) => {
  const field = event.target
  const html = event.clipboardData?.getData("text/html") ?? ""
  if (!field.matches?.("[data-pastes-rows]") || !/<table\b/i.test(html)) return
  const lines = linesOf(html)
  if (!lines.length) return
  event.preventDefault()
  field.setRangeText(`${lines.join("\n")}\n`, field.selectionStart, field.selectionEnd, "end")
  field.dispatchEvent(new Event("input", { bubbles: true }))
})

function linesOf(html) {
  const { body } = new DOMParser().parseFromString(bare(html), "text/html")
  const parts = [...body.querySelectorAll("table, p, h1, h2, h3, h4, h5, h6, li")]
  return parts
    .filter((part) => !part.parentElement.closest("table"))
    .flatMap((part) => (part.matches("table") ? rowsOf(part) : [textOf(part)]))
    .filter((line) => line.trim())
}

/** Tags without dress: the policy of the page is reported to be broken by style. */
const bare = (html) =>
  html
    .replace(/<!--[\s\S]*?-->|<(style|script)\b[\s\S]*?<\/\1>/gi, "")
    .replace(
      /<([a-z][\w:-]*)\b[^>]*>/gi,
      (tag, name) => `<${name} ${(tag.match(/\b(row|col)span=["']?\d+["']?/gi) ?? []).join(" ")}>`,
    )

/** A cell over several rows stands in each of them, in its column. */
function rowsOf(table) {
  const above = [] // for each column: the text that reaches down, for how many rows
  return [...table.rows].map((row) => {
    const cells = []
    const reachDown = () => {
      for (let over; (over = above[cells.length])?.rows > 0; over.rows -= 1) cells.push(over.text)
    }
    for (const cell of row.cells) {
      reachDown()
      const text = textOf(cell)
      for (let column = 0; column < Math.min(cell.colSpan, 50); column += 1) {
        const here = column ? "" : text
        above[cells.length] = { text: here, rows: cell.rowSpan - 1 }
        cells.push(here)
      }
    }
    reachDown()
    return cells.join("\t").trimEnd()
  })
}

/** What a reader sees, in one line; raised minutes ("9⁰⁰") get their colon. */
function textOf(node) {
  for (const raised of node.querySelectorAll("sup")) {
    const isMinutes = /^\s*\d\d\s*$/.test(raised.textContent)
    if (isMinutes && /\d$/.test(raised.previousSibling?.textContent ?? "")) raised.prepend(":")
  }
  for (const end of node.querySelectorAll("p, div, li")) end.append(" ")
  for (const line of node.querySelectorAll("br")) line.after(" ")
  return node.textContent.replace(/\s+/gu, " ").trim()
}
