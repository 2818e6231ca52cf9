/* Pasting: text from anywhere becomes paragraphs and lists of ours.

Two ways lead here. Plain text (a mail, a PDF, a .txt file) has hard line ends and
bullets that are only characters. HTML (Word, LibreOffice, Google Docs, a web page) has
its own ideas of what a list is, and much dress. Both are brought to the same form, a
sequence of lines; `compose` (blocks.js) finds the paragraphs and lists in them.
The schema of the editor still has the last word on what may stay. */

import { compose, documentWrap, element, isBlank, spaced, textNodes, textWrap } from "centre/blocks"
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
function fromText(text) {
  const lines = textLines(text)
  return element("div", compose(lines, textWrap(lines)))
}

/** A <div> of blocks made from somebody else's HTML. */
function fromHtml(html) {
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
  } else if (tag === "table" && tableRows(node)) {
    yield { block: tableList(node) }
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

/** The rows of a table of data, each a list of cells and each cell a list of lines.

Returns null for a table that only arranges a page: one row, one column, or cells with
more than lines of text. */
function tableRows(table) {
  const rows = [...table.rows].map((row) =>
    [...row.cells]
      .map((cell) => [...partsOf(cell)])
      .filter((parts) => parts.some((part) => !part.line || !isBlank(part.line))),
  )
  const plain = rows.flat(2).every((part) => part.line)
  const columns = Math.max(...rows.map((cells) => cells.length))
  const data = plain && rows.length > 1 && columns > 1 && !table.querySelector("table")
  return data ? rows.filter((cells) => cells.length) : null
}

/** A table as a list, a row an item: "10:00 – Welcome – Main hall". */
function tableList(table) {
  const items = tableRows(table).map((cells) => {
    const nodes = cells.flatMap((parts, column) => [
      column ? " – " : "",
      ...parts.flatMap(({ line }, number) => [number ? " " : "", ...line.childNodes]),
    ])
    const line = element("p", nodes)
    line.normalize()
    return element("li", [line])
  })
  return element("ul", items)
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

const isInline = (node) =>
  node.nodeType === Node.TEXT_NODE ||
  (node.nodeType === Node.ELEMENT_NODE &&
    !node.matches(`${BLOCKS},${DROPPED}`) &&
    !node.querySelector(BLOCKS))

function trim(line) {
  const nodes = textNodes(line)
  if (nodes.length) {
    nodes[0].data = nodes[0].data.trimStart()
    nodes.at(-1).data = nodes.at(-1).data.trimEnd()
  }
  return line
}
