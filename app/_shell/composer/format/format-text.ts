import { typeText } from "@/app/_lib/type-text";

/** What the toolbar can do to a selection. */
export const FORMATS = ["bold", "italic", "code", "link", "list", "numbers", "quote"] as const;
export type Format = (typeof FORMATS)[number];

/** A text field's text and what is selected in it. */
export type Selected = { text: string; from: number; to: number };

/** A change of a field: `insert` replaces `[from, to)`, and then `[selectFrom, selectTo)` is selected. */
export type Replacement = {
  from: number;
  to: number;
  insert: string;
  selectFrom: number;
  selectTo: number;
};

const SIGNS = { bold: "**", italic: "_", code: "`" } as const;
/** What a line begins with, by its position from 0; and how a line begins that has the format. */
const PREFIXES = {
  list: { of: () => "- ", known: /^- / },
  numbers: { of: (index: number) => `${index + 1}. `, known: /^\d{1,3}\. / },
  quote: { of: () => "> ", known: /^> / },
};
type Prefix = (typeof PREFIXES)[keyof typeof PREFIXES];
const FENCE = "```";
const URL_START = "https://";

/** Formats a selection as Markdown, or takes the format away where the selection has it. */
export function formatted(format: Format, selected: Selected): Replacement {
  switch (format) {
    case "list":
    case "numbers":
    case "quote":
      return prefixed(PREFIXES[format], selected);
    case "link":
      return linked(selected);
    case "code":
      return selected.text.slice(selected.from, selected.to).includes("\n")
        ? fenced(selected)
        : surrounded(SIGNS.code, selected);
    default:
      return surrounded(SIGNS[format], selected);
  }
}

/** Signs touch the words that they mark: spaces at the ends of a selection stay outside. */
function trimmed({ text, from, to }: Selected): Selected {
  const piece = text.slice(from, to);
  const start = from + (piece.length - piece.trimStart().length);
  return piece.trim() === "" ? { text, from, to } : { text, from: start, to: start + piece.trim().length };
}

function surrounded(sign: string, selected: Selected): Replacement {
  const { text, from, to } = trimmed(selected);
  const piece = text.slice(from, to);
  const size = sign.length;
  const isOutside = text.slice(from - size, from) === sign && text.slice(to, to + size) === sign;
  if (isOutside) {
    const start = from - size;
    return { from: start, to: to + size, insert: piece, selectFrom: start, selectTo: start + piece.length };
  }
  if (piece.length > 2 * size && piece.startsWith(sign) && piece.endsWith(sign)) {
    const inner = piece.slice(size, -size);
    return { from, to, insert: inner, selectFrom: from, selectTo: from + inner.length };
  }
  const insert = sign + piece + sign;
  return { from, to, insert, selectFrom: from + size, selectTo: from + size + piece.length };
}

function fenced({ text, from, to }: Selected): Replacement {
  const piece = text.slice(from, to).replace(/\n$/, "");
  const before = from === 0 || text[from - 1] === "\n" ? "" : "\n";
  const after = text[to] === "\n" || to === text.length ? "" : "\n";
  const insert = `${before}${FENCE}\n${piece}\n${FENCE}${after}`;
  const start = from + before.length + FENCE.length + 1;
  return { from, to, insert, selectFrom: start, selectTo: start + piece.length };
}

/** The address is selected, to be typed over; of a selected address, the text that is shown for it. */
function linked({ text, from, to }: Selected): Replacement {
  const piece = text.slice(from, to).trim();
  const isAddress = /^https?:\/\/\S+$/.test(piece);
  const [label, address] = isAddress ? ["", piece] : [piece, URL_START];
  const insert = `[${label}](${address})`;
  const start = isAddress ? from + 1 : from + label.length + 3;
  return { from, to, insert, selectFrom: start, selectTo: isAddress ? start : start + address.length };
}

/** Every selected line gets the prefix; if all have it, it is taken away. */
function prefixed({ of, known }: Prefix, { text, from, to }: Selected): Replacement {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const next = text.indexOf("\n", to);
  const end = next < 0 ? text.length : next;
  const lines = text.slice(start, end).split("\n");
  const isOff = lines.every((line) => known.test(line));
  const changed = lines.map((line, index) => (isOff ? line.replace(known, "") : of(index) + line));
  const insert = changed.join("\n");
  const isCaret = from === to;
  const [before = "", after = ""] = [lines[0], changed[0]];
  const caret = Math.max(start, from + after.length - before.length);
  const selectTo = isCaret ? caret : start + insert.length;
  return { from: start, to: end, insert, selectFrom: isCaret ? caret : start, selectTo };
}

/** Formats what is selected in a field. */
export function applyFormat(field: HTMLTextAreaElement, format: Format): void {
  const { value: text, selectionStart, selectionEnd } = field;
  const selected = { text, from: selectionStart, to: selectionEnd };
  const { from, to, insert, selectFrom, selectTo } = formatted(format, selected);
  typeText(field, { from, to }, insert);
  field.setSelectionRange(selectFrom, selectTo);
}
