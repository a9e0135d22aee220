import { foldLetter, isWordStart, lettersOf } from "./search-text";

/** A text, or the part around a match, with the positions of the matched letters; both in code points. */
export type Marked = { text: string; at: number[] };

const FINDS_MAX = 20;
const SNIPPET_BEFORE = 40;
const SNIPPET_LETTERS = 160;

/** Marks all terms in a text; null if one of them is missing. Terms are folded. */
export function markTerms(text: string, terms: readonly string[]): Marked | null {
  const { plain, origin, sizes } = foldWithOrigin(text);
  const at = new Set<number>();
  const mark = (place: number) => {
    for (let i = 0; i < (sizes.get(place) ?? 1); i++) at.add(place + i);
  };
  for (const term of terms) {
    const finds = findTerm(plain, term);
    if (finds.length === 0) return null;
    for (const from of finds) for (let i = from; i < from + term.length; i++) mark(origin[i] ?? 0);
  }
  return { text, at: [...at].sort((a, b) => a - b) };
}

/** The part of a marked text around the first match, on one line, from the start of a word; `…` replaces the rest. */
export function snippetOf({ text, at }: Marked): Marked {
  const letters = [...text];
  const first = at[0] ?? 0;
  const from = first <= SNIPPET_BEFORE ? 0 : wordStart(letters, first - SNIPPET_BEFORE / 2, first);
  const to = from + SNIPPET_LETTERS;
  const lead = from > 0 ? ["…"] : [];
  const shown = letters.slice(from, to).map((letter) => (/\s/.test(letter) ? " " : letter));
  const tail = letters.length > to ? ["…"] : [];
  return {
    text: [...lead, ...shown, ...tail].join(""),
    at: at.filter((place) => place >= from && place < to).map((place) => place - from + lead.length),
  };
}

/** The first start of a word in a range; its begin where words are not separated. */
function wordStart(letters: readonly string[], from: number, to: number): number {
  const space = letters.findIndex((letter, at) => at >= from - 1 && at < to && /\s/.test(letter));
  return space < 0 ? from : space + 1;
}

/** Whether the first match begins a word: those are listed first. */
export const beginsWord = ({ text, at }: Marked): boolean => {
  const before = [...text][(at[0] ?? 0) - 1];
  return before === undefined || !/[\p{L}\p{N}]/u.test(before);
};

function findTerm(text: string, term: string): number[] {
  const finds: number[] = [];
  const onlyStarts = isWordStart(term);
  for (let at = text.indexOf(term); at >= 0 && finds.length < FINDS_MAX; at = text.indexOf(term, at + 1)) {
    if (!onlyStarts || at === 0 || !isLetterBefore(text, at)) finds.push(at);
  }
  return finds;
}

function isLetterBefore(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 2), at);
  return /[\p{L}\p{N}]$/u.test(before) && !TOGETHER_END.test(before);
}

/** A letter of a script without spaces, which ends a word. */
const TOGETHER_END =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;

type Folded = {
  plain: string;
  /** Of each of its UTF-16 units the place of the letter of the text that it comes from. */
  origin: number[];
  /** The code points of letters that have several, by their places. */
  sizes: ReadonlyMap<number, number>;
};

/** The folded text, and where its letters come from. */
function foldWithOrigin(text: string): Folded {
  const origin: number[] = [];
  const sizes = new Map<number, number>();
  let plain = "";
  let index = 0;
  for (const letter of lettersOf(text)) {
    const folded = foldLetter(letter);
    plain += folded;
    for (let i = 0; i < folded.length; i++) origin.push(index);
    // One letter of two UTF-16 units is a surrogate pair.
    const size = letter.length === 1 || letter.codePointAt(0) !== letter.charCodeAt(0) ? 1 : letter.length;
    if (size > 1) sizes.set(index, size);
    index += size;
  }
  return { plain, origin, sizes };
}
