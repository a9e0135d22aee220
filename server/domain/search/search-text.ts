/** Of a long text, only the beginning can be found: this many characters. */
export const SEARCHED_CHARS_MAX = 20_000;
export const TERMS_MAX = 8;

/** A gram is a number of so many bits: different ones may rarely share it, so what is found by grams is looked at. */
export const GRAM_BITS = 20;

/** Scripts that are written without blanks between words: of these, two letters are a word. */
const TOGETHER =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー";
const RUNS = new RegExp(`([${TOGETHER}]+)|[^\\s${TOGETHER}]+`, "gu");
const WORD_START = /(?<![\p{L}\p{N}])[\p{L}\p{N}]{2}/gu;

/** The text without case, accents and other ways of writing the same letter. */
export const foldText = (text: string): string =>
  isPlain(text) ? text.toLowerCase() : [...text].map(foldLetter).join("");

/** What a search is for: folded, in the order given, each once; all of them must be found. */
export const termsOf = (query: string): string[] =>
  [...new Set(foldText(query).split(/\s+/).filter(Boolean))].slice(0, TERMS_MAX);

/**
 * The grams by which a text is found: of words their letters by three and the first two; of Chinese and other scripts
 * without blanks every letter and every two.
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

/** The grams that a text must have if it has the term: none when the term is too short to look for. */
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

/** The gram that all messages of an inbox share. */
export const gramOfInbox = (inboxId: number): number => numberOf(`\0${inboxId}`);

/** Two letters find the beginnings of words only. */
export const isWordStart = (term: string): boolean =>
  runsOf(term).length === 1 && wordStarts([...term]).length === 1 && [...term].length === 2;

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
