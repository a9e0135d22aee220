import { foldLetter, isWordStart } from "./search-text";

/** A text, or the part around a match, with the positions of the matched letters; both in code points. */
export type Marked = { text: string; at: number[] };

const FINDS_MAX = 20;
const SNIPPET_BEFORE = 40;
const SNIPPET_LETTERS = 160;

/** Marks all terms in a text; null if one of them is missing. Terms are folded. */
export function markTerms(text: string, terms: readonly string[]): Marked | null {
  const { plain, origin } = foldWithOrigin(text);
  const at = new Set<number>();
  for (const term of terms) {
    const finds = findTerm(plain, term);
    if (finds.length === 0) return null;
    for (const from of finds) for (let i = from; i < from + term.length; i++) at.add(origin[i] ?? 0);
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

const isLetterBefore = (text: string, at: number): boolean =>
  /[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, at - 2), at)) && !TOGETHER_END.test(text.slice(0, at));

/** A letter of a script without spaces, which ends a word. */
const TOGETHER_END =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u;

/** The folded text, and for each of its UTF-16 units the letter of the text that it comes from. */
function foldWithOrigin(text: string): { plain: string; origin: number[] } {
  const origin: number[] = [];
  let plain = "";
  let index = 0;
  for (const letter of text) {
    const folded = foldLetter(letter);
    plain += folded;
    for (let i = 0; i < folded.length; i++) origin.push(index);
    index++;
  }
  return { plain, origin };
}
