/* Pasting: text from anywhere becomes paragraphs and lists of ours.

Two ways lead here. Plain text (a mail, a PDF, a .txt file) has hard line ends and
bullets that are only characters. HTML (Word, LibreOffice, Google Docs, a web page) has
its own ideas of what a list is, and much dress. Both are brought to the same form, a
sequence of lines, each a <p>; `compose` then finds the paragraphs and lists in it.
The schema of the editor still has the last word on what may stay. */

import { Extension, Plugin, pm } from "django-prose-editor/editor"

export const CleanPaste = Extension.create({
  name: "cleanPaste",

  addProseMirrorPlugins() {
    return [
      new Plugin({
        props: {
          clipboardTextParser(text, $context, _plain, view) {
            if (!/[\r\n]/.test(text)) return null // a few words go in as they are
            const parser = pm.model.DOMParser.fromSchema(view.state.schema)
            return parser.parseSlice(fromText(text), { context: $context })
          },
          transformPastedHTML(html) {
            // What was copied from an editor like this one is right already.
            return html.includes("data-pm-slice") ? html : fromHtml(html).innerHTML
          },
        },
      }),
    ]
  },
})

/** A fragment of blocks made from plain text. */
export function fromText(text) {
  const lines = textLines(text)
  return element("div", compose(lines, textWrap(lines)))
}

/** A <div> of blocks made from somebody else's HTML. */
export function fromHtml(html) {
  const { body } = new DOMParser().parseFromString(quiet(html), "text/html")
  return element("div", blocksOf(body))
}

/** A parsed document is inert, yet the page's Content-Security-Policy is reported to be
broken by each of its style attributes and handlers: so they get another name first. */
const quiet = (html) =>
  html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      tag.replace(/\s(style|on\w+)(?=\s*=)/gi, " data-$1"),
    )

const styleOf = (node) => node.dataset.style ?? ""

// --- Lines to blocks ---------------------------------------------------------------

const SYMBOL = /^[•●∙·▪■▫□◦○‣⁃➢➤✓✔§]\s*/u
const DASH = /^(?:[-–—*]\s+|o(?:\t|\s{2,}))/u
const NUMBER = /^(\d{1,2})[.)]\s+/u
const SENTENCE_END = /[.!?…:;][)"”’»]*$/u
const WIDEST = 120 // no hard-wrapped text has longer lines,
const NARROWEST = 50 // and none is set in a narrower column.

/** How the lines of a text are to be read: as "wrapped", as "verses", or as "whole". */
function textWrap(lines) {
  const width = Math.max(0, ...lines.map((line) => textOf(line).length))
  if (width > WIDEST) return { mode: "whole", width }
  return { mode: width < NARROWEST ? "verses" : "wrapped", width }
}

/** The same for a document's paragraphs: wrapped only if a sentence runs across them. */
function documentWrap(lines) {
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
function compose(lines, wrap) {
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

// --- Plain text to lines -----------------------------------------------------------

const textLines = (text) =>
  text
    .replace(/[\u200b\ufeff]/gu, "")
    .split(/\r\n?|[\n\v\f\u0085\u2028\u2029]/u)
    .map((line) => element("p", [line.trim()]))

// --- HTML to lines and blocks ------------------------------------------------------

const BLOCKS =
  "address,article,aside,blockquote,center,dd,div,dl,dt,figcaption,figure,footer,form," +
  "h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,table,tbody,td,tfoot,th," +
  "thead,tr,ul"
const DROPPED =
  "audio,button,canvas,colgroup,embed,head,iframe,img,input,link,meta,noscript,object," +
  "script,select,style,svg,template,textarea,title,video,xml"

/** The blocks inside a node, in order. Lines are gathered until something else comes. */
function blocksOf(root) {
  const blocks = []
  let lines = []
  let listed = [] // Word's list items: paragraphs that say they are one
  const flush = () => {
    if (lines.length) blocks.push(...compose(lines, documentWrap(lines)))
    if (listed.length) blocks.push(...wordLists(listed))
    lines = []
    listed = []
  }
  for (const part of partsOf(root)) {
    if (part.level) {
      if (lines.length) flush()
      listed.push(part)
    } else if (part.line) {
      if (listed.length) flush()
      lines.push(part.line)
    } else {
      flush()
      blocks.push(part.block)
    }
  }
  flush()
  return mergeLists(blocks)
}

/** What a node holds, flat: lines, finished blocks, and Word's list items. */
function* partsOf(root) {
  let loose = []
  const looseLines = () => {
    const found = loose.some((node) => !isBlank(node)) ? linesOf(loose) : []
    loose = []
    return found
  }
  for (const node of root.childNodes) {
    if (isInline(node)) {
      loose.push(node)
    } else if (node.nodeType === Node.ELEMENT_NODE && !node.matches(DROPPED)) {
      yield* looseLines()
      yield* partsOfElement(node)
    }
  }
  yield* looseLines()
}

function* partsOfElement(node) {
  const tag = node.localName
  if (/^h[1-6]$/.test(tag)) {
    const heading = element(tag > "h2" ? "h3" : "h2", inlineOf(node.childNodes))
    heading.querySelectorAll("strong").forEach((bold) => bold.replaceWith(...bold.childNodes))
    if (!isBlank(heading)) yield { block: heading }
  } else if (tag === "ul" || tag === "ol") {
    yield { block: listFrom(node) }
  } else if (tag === "blockquote") {
    yield { block: element("blockquote", blocksOf(node)) }
  } else if (tag === "pre") {
    for (const line of textLines(node.textContent)) yield { line }
  } else if (tag === "p" && wordLevel(node)) {
    yield wordItem(node)
  } else if (node.querySelector(BLOCKS)) {
    yield* partsOf(node)
  } else {
    yield* linesOf(node.childNodes)
  }
}

/** A paragraph's nodes as one line, or as several where it has line breaks. */
function linesOf(nodes) {
  const lines = [element("p")]
  for (const node of inlineOf(nodes)) {
    if (node.localName === "br") {
      lines.push(element("p"))
      lines.at(-1).dataset.soft = ""
    } else lines.at(-1).append(node)
  }
  if (lines.length > 1 && isBlank(lines.at(-1))) lines.pop()
  lines.forEach(trim)
  return lines.map((line) => ({ line }))
}

/** Text, bold, italic, links and line breaks; all other dress is taken off. */
function inlineOf(nodes) {
  return [...nodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return [spaced(node.data)].filter(Boolean)
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(DROPPED)) return []
    if (node.localName === "br") return [element("br")]
    const inside = inlineOf(node.childNodes)
    return marksOf(node).reduce((content, mark) => marked(mark, content), inside)
  }).map((node) => (typeof node === "string" ? document.createTextNode(node) : node))
}

/** The content inside the mark; line breaks stay outside, so that lines can part. */
function marked({ tag, href }, content) {
  if (!content.some((node) => (node.textContent ?? node).trim())) return content
  const parts = []
  for (const node of content) {
    if (node.localName === "br") parts.push(node)
    else {
      if (parts.at(-1)?.localName !== tag) {
        parts.push(Object.assign(element(tag), href ? { href } : {}))
      }
      parts.at(-1).append(node)
    }
  }
  return parts
}

function marksOf(node) {
  const style = styleOf(node)
  const marks = []
  const weight = /font-weight:\s*(\w+)/i.exec(style)?.[1]
  const bold = weight ? /^(bold(er)?|[6-9]00)$/i.test(weight) : node.matches("b,strong")
  const slant = /font-style:\s*(\w+)/i.exec(style)?.[1]
  const italic = slant ? /^(italic|oblique)$/i.test(slant) : node.matches("i,em,cite")
  const href = node.localName === "a" ? node.getAttribute("href") : ""
  if (bold) marks.push({ tag: "strong" })
  if (italic) marks.push({ tag: "em" })
  if (/^(https?|mailto|tel):/i.test(href ?? "")) marks.push({ tag: "a", href })
  return marks
}

// --- Lists -------------------------------------------------------------------------

/** A real list, bare. A list that stands between items belongs to the one before. */
function listFrom(source) {
  const list = element(source.localName)
  if (source.localName === "ol" && source.start > 1) list.start = source.start
  for (const child of source.children) {
    if (child.matches("ul,ol")) {
      if (!list.lastChild) list.append(element("li", [element("p")]))
      list.lastChild.append(listFrom(child))
    } else if (!child.matches(DROPPED)) {
      const blocks = blocksOf(child)
      if (blocks.length) list.append(element("li", blocks))
    }
  }
  return list
}

/** The level of a paragraph that Word shows as a list item, else 0. */
const wordLevel = (node) =>
  Number(/mso-list:\s*l\d+\s+level(\d+)/i.exec(styleOf(node))?.[1] ?? 0)

function wordItem(node) {
  const copy = node.cloneNode(true)
  const bullet = [...copy.querySelectorAll("span")].find((span) =>
    /mso-list:\s*ignore/i.test(styleOf(span)),
  )
  const sign = bullet?.textContent.trim() ?? ""
  bullet?.remove()
  const line = trim(element("p", inlineOf(copy.childNodes)))
  const tag = /^\(?(\d+|[a-z]|[ivxlc]+)[.)]/i.test(sign) ? "ol" : "ul"
  return { level: wordLevel(node), tag, line }
}

/** Word's flat items as lists within lists. */
function wordLists(items) {
  const top = []
  const open = [] // one list for each level that is open
  for (const { level, tag, line } of items) {
    open.length = Math.min(open.length, level)
    if (open.at(-1)?.localName !== tag && open.length === level) open.pop()
    if (open.length < level) {
      const list = element(tag)
      const parent = open.at(-1)?.lastChild
      if (parent) parent.append(list)
      else top.push(list)
      open.push(list)
    }
    open.at(-1).append(element("li", [line]))
  }
  return top
}

/** Neighbouring lists of a kind are one: some programs write each item as a list. */
function mergeLists(blocks) {
  const merged = []
  for (const block of blocks) {
    const last = merged.at(-1)
    const same = last?.localName === block.localName && /^[uo]l$/.test(block.localName)
    if (same && !block.hasAttribute("start")) last.append(...block.childNodes)
    else merged.push(block)
  }
  return merged
}

// --- Nodes -------------------------------------------------------------------------

function element(tag, children = []) {
  const node = document.createElement(tag)
  node.append(...children)
  return node
}

const isBlank = (node) => !node.textContent.trim()
const textOf = (line) => spaced(line.textContent).trim()

const isInline = (node) =>
  node.nodeType === Node.TEXT_NODE ||
  (node.nodeType === Node.ELEMENT_NODE &&
    !node.matches(`${BLOCKS},${DROPPED}`) &&
    !node.querySelector(BLOCKS))

/** Runs of space become one; a single no-break space is somebody's intention. */
const spaced = (text) => text.replace(/[\s\u00a0]{2,}|[\t\r\n\f]/gu, " ")

function textNodes(root) {
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

function trim(line) {
  const nodes = textNodes(line)
  if (nodes.length) {
    nodes[0].data = nodes[0].data.trimStart()
    nodes.at(-1).data = nodes.at(-1).data.trimEnd()
  }
  return line
}
