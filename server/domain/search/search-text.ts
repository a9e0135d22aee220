/** The searchable beginning of a long text, in characters. */
export const SEARCHED_CHARS_MAX = 20_000;
export const TERMS_MAX = 8;

/** The bits of a gram's number. Different grams may rarely share one, so matches by grams are checked in the text. */
export const GRAM_BITS = 20;

/** Scripts written without spaces between words: in these, two letters are a word. */
const TOGETHER =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー";
const RUNS = new RegExp(`([${TOGETHER}]+)|[^\\s${TOGETHER}]+`, "gu");
const WORD_START = /(?<![\p{L}\p{N}])[\p{L}\p{N}]{2}/gu;

/** The consonant with which a decomposed Korean syllable begins: a Mac writes names of files in such. */
const INITIAL = /[\u1100-\u1112]/;
const SYLLABLE_OR_LETTER = /[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|./gsu;

/** The letters of a text; a decomposed syllable is one. */
export const lettersOf = (text: string): string[] =>
  INITIAL.test(text) ? (text.match(SYLLABLE_OR_LETTER) ?? []) : [...text];

/** The text without case, accents and other variants of a letter. */
export const foldText = (text: string): string =>
  isPlain(text) ? text.toLowerCase() : lettersOf(text).map(foldLetter).join("");

/** The terms of a query: folded, in order, each once. A result has all of them. */
export const termsOf = (query: string): string[] =>
  [...new Set(foldText(query).split(/\s+/).filter(Boolean))].slice(0, TERMS_MAX);

/**
 * The grams of a text: for words every three letters and the first two; for Chinese and other scripts without spaces
 * every letter and every two.
 */
export function gramsOf(text: string): number[] {
  const grams = new Set<number>();
  for (const { letters, isTogether } of runsOf(foldText(text.slice(0, SEARCHED_CHARS_MAX)))) {
    for (const gram of isTogether ? [...letters, ...each(letters, 2)] : each(letters, 3))
      grams.add(numberOf(gram));
    if (!isTogether) for (const start of wordStarts(letters)) grams.add(numberOf(start));
  }
  return [...grams];
}

/** The grams of every text that contains the term; none if the term is too short to search. */
export function gramsOfTerm(term: string): number[] {
  const runs = runsOf(term);
  const grams = runs.flatMap(({ letters, isTogether }, index) => {
    if (isTogether) return letters.length === 1 ? letters : each(letters, 2);
    if (letters.length >= 3) return each(letters, 3);
    // Before another script two letters may be the end of a longer word.
    return index > 0 || runs.length === 1 ? wordStarts(letters) : [];
  });
  return [...new Set(grams.map(numberOf))];
}

/** Whether a term of a query is long enough to search: without one nothing is found. */
export const isSearchable = (query: string): boolean =>
  termsOf(query).some((term) => gramsOfTerm(term).length > 0);

/** The gram that all messages of an inbox share. */
export const gramOfInbox = (inboxId: number): number => numberOf(`\0${inboxId}`);

/** Two letters find the beginnings of words only, where words are separated. */
export function isWordStart(term: string): boolean {
  const [run, ...others] = runsOf(term);
  if (!run || run.isTogether || others.length > 0) return false;
  return run.letters.length === 2 && wordStarts(run.letters).length === 1;
}

const isPlain = (text: string): boolean => !/[^\0-\x7f]/.test(text);

/** One letter, folded: none, one or more. */
export function foldLetter(letter: string): string {
  const known = folded.get(letter);
  if (known !== undefined) return known;
  const plain = letter
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .normalize("NFC")
    .toLowerCase();
  if (folded.size < FOLDED_MAX) folded.set(letter, plain);
  return plain;
}

const folded = new Map<string, string>();
const FOLDED_MAX = 20_000;

type Letters = { letters: string[]; isTogether: boolean };

const runsOf = (text: string): Letters[] =>
  [...text.matchAll(RUNS)].map(([run, together]) => ({
    letters: [...run],
    isTogether: together !== undefined,
  }));

const each = (letters: readonly string[], length: number): string[] =>
  letters.slice(length - 1).map((_, at) => letters.slice(at, at + length).join(""));

const wordStarts = (letters: readonly string[]): string[] =>
  [...letters.join("").matchAll(WORD_START)].map(([start]) => `^${start}`);

/** FNV-1a, folded to the bits that a gram has. */
function numberOf(gram: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < gram.length; i++) hash = Math.imul(hash ^ gram.charCodeAt(i), 0x01000193);
  return ((hash >>> GRAM_BITS) ^ hash) & ((1 << GRAM_BITS) - 1);
}
