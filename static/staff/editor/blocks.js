/* Paragraphs and lists found in lines of text.

A line is a <p>, blank where the text has a blank line; where it follows a line break
inside a paragraph it has `data-soft`. */

const SYMBOL = /^[•●∙·▪■▫□◦○‣⁃➢➤✓✔§]\s*/u
const DASH = /^(?:[-–—*]\s+|o(?:\t|\s{2,}))/u
const NUMBER = /^(\d{1,2})[.)]\s+/u
const SENTENCE_END = /[.!?…:;][)"”’»]*$/u
const WIDEST = 120 // no hard-wrapped text has longer lines,
const NARROWEST = 50 // and none is set in a narrower column.

/** How the lines of a text are to be read: as "wrapped", as "verses", or as "whole". */
export function textWrap(lines) {
  const width = Math.max(0, ...lines.map((line) => textOf(line).length))
  if (width > WIDEST) return { mode: "whole", width }
  return { mode: width < NARROWEST ? "verses" : "wrapped", width }
}

/** The same for a document's paragraphs: wrapped only if a sentence runs across them. */
export function documentWrap(lines) {
  const { mode, width } = textWrap(lines)
  const runsOn = (line, i) =>
    i > 0 &&
    textOf(lines[i - 1]).length > width * 0.6 &&
    !/[,]$/u.test(textOf(lines[i - 1])) &&
    !SENTENCE_END.test(textOf(lines[i - 1])) &&
    /^\p{Ll}/u.test(textOf(line))
  const spaced = lines.some((line) => isBlank(line) || "soft" in line.dataset)
  const wrapped = mode === "wrapped" && spaced && lines.some(runsOn)
  return { mode: wrapped ? "wrapped" : "whole", width }
}

/** What stands between two lines of one group: "join", "break" or "part". */
function relation(line, next, { mode, width }) {
  const [text, following] = [textOf(line), textOf(next)]
  if (mode === "whole") return "soft" in next.dataset ? "break" : "part"
  if (mode === "verses") return "break"
  const firstWord = following.split(/\s/u, 1)[0]
  const full = text.length + 1 + firstWord.length >= width * 0.75
  if (full || /^\p{Ll}/u.test(following)) return "join"
  return Math.max(text.length, following.length) < width * 0.6 ? "break" : "part"
}

/** Paragraphs and lists out of lines; blank lines part the groups. */
export function compose(lines, wrap) {
  const blocks = []
  let before = "" // the text of the line before, for "such as:"
  for (const group of groupsOf(lines, wrap)) {
    let i = 0
    while (i < group.length) {
      const list =
        markedList(group, i, before, wrap) ?? enumeration(group, i, before, wrap)
      const { block, end } = list ?? paragraph(group, i, wrap)
      blocks.push(block)
      before = textOf(group[end - 1])
      i = end
    }
  }
  return blocks
}

/** Where every line is a paragraph, blank ones are only air and part nothing. */
function groupsOf(lines, { mode }) {
  const groups = [[]]
  lines.forEach((line, i) => {
    if (!isBlank(line)) {
      if (i > 0 && isBlank(lines[i - 1])) delete line.dataset.soft
      groups.at(-1).push(line)
    } else if (mode !== "whole") groups.push([])
  })
  return groups
}

function paragraph(group, start, wrap) {
  let end = start + 1
  while (end < group.length) {
    const before = textOf(group[end - 1])
    if (markedList(group, end, before, wrap)) break
    if (enumeration(group, end, before, wrap)) break
    if (relation(group[end - 1], group[end], wrap) === "part") break
    end += 1
  }
  return { block: joined("p", group.slice(start, end), wrap), end }
}

/** A list whose items begin with a bullet, a dash or a number. */
function markedList(group, start, before, wrap) {
  const first = markerOf(group[start])
  if (!first) return null
  const items = []
  let end = start
  for (; end < group.length; end += 1) {
    const marker = markerOf(group[end])
    if (marker) {
      if (marker.kind !== first.kind) break
      if (marker.number !== first.number + items.length && first.number) break
      items.push([withoutStart(group[end], marker.length)])
    } else if (relation(group[end - 1], group[end], wrap) === "part") break
    else items.at(-1).push(group[end])
  }
  // A dash or a number may open any line by chance: lists of them have company.
  const fresh =
    wrap.mode !== "wrapped" || start === 0 || /[,.!?…:;]$/u.test(before)
  const sure = first.kind === "symbol" || (items.length > 1 && fresh)
  if (!sure || first.number > 1) return null
  return { block: listOf(first.number ? "ol" : "ul", items, wrap), end }
}

function markerOf(line) {
  const text = line.textContent
  const match = SYMBOL.exec(text) ?? DASH.exec(text) ?? NUMBER.exec(text)
  if (!match) return null
  const number = match[1] ? Number(match[1]) : 0
  const kind = number ? "number" : SYMBOL.test(text) ? "symbol" : "dash"
  return { kind, number, length: match[0].length }
}

/** The list without bullets: after a colon, lines that end in commas, and a last one. */
function enumeration(group, start, before, wrap) {
  if (!before.endsWith(":")) return null
  let end = start
  while (end < group.length && /[,;]$/u.test(textOf(group[end]))) end += 1
  if (end === start || end === group.length) return null
  const lines = group.slice(start, end + 1)
  const lengths = lines.map((line) => textOf(line).length)
  const last = lengths.pop()
  if (end + 1 < group.length) {
    // In a document the next paragraph follows at once: it must not be taken along.
    if (wrap.mode === "wrapped" || last > 2 * Math.max(...lengths)) return null
  }
  // Two lines may be one wrapped sentence.
  if (lines.length === 2 && lengths[0] > wrap.width * 0.75) return null
  const items = lines.map((line) => [line])
  return { block: listOf("ul", items, wrap), end: end + 1 }
}

const listOf = (tag, items, wrap) =>
  element(
    tag,
    items.map((lines) => element("li", [joined("p", lines, wrap)])),
  )

/** One block of several lines. Their nodes move into it. */
function joined(tag, lines, wrap) {
  const block = element(tag)
  lines.forEach((line, i) => {
    const previous = lines[i - 1]
    if (previous) {
      const kind = relation(previous, line, wrap)
      block.append(kind === "join" ? " " : element("br"))
    }
    block.append(...line.cloneNode(true).childNodes)
  })
  block.normalize()
  for (const node of textNodes(block)) {
    // A soft hyphen at a line's end has done its work.
    node.data = spaced(node.data.replace(/\u00ad\s+/gu, ""))
  }
  return block
}

// --- Nodes -------------------------------------------------------------------------

export function element(tag, children = []) {
  const node = document.createElement(tag)
  node.append(...children)
  return node
}

export const isBlank = (node) => !node.textContent.trim()
const textOf = (line) => spaced(line.textContent).trim()

/** Runs of space become one; a single no-break space is somebody's intention. */
export const spaced = (text) => text.replace(/[\s\u00a0]{2,}|[\t\r\n\f]/gu, " ")

export function textNodes(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const nodes = []
  while (walker.nextNode()) nodes.push(walker.currentNode)
  return nodes
}

/** A copy that lacks its first characters, whatever elements they are in. */
function withoutStart(line, length) {
  const copy = line.cloneNode(true)
  for (const node of textNodes(copy)) {
    const taken = Math.min(length, node.length)
    node.deleteData(0, taken)
    length -= taken
  }
  return copy
}
