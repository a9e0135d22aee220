/** How well a query is found in a text: the greater the better; `at` are the places of its letters. */
export type Find = { score: number; at: number[] };

const CONTIGUOUS = 5;
const WORD_START = 6;
const ANYWHERE = 1;
const WHOLE_WORD = 8;

/**
 * Finds the letters of a query in a text, in order, gaps allowed, accents and case apart; null when they are not all
 * there. Each word of the query is found by itself, so their order does not matter. Letters that begin a word or follow
 * each other count more, so "am" finds "Assign to Mariana" before "Diagram"; a whole word counts most.
 */
export function fuzzyFind(query: string, text: string): Find | null {
  const letters = [...text].map(fold);
  const finds = query
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => findWord([...word].map(fold), letters));
  if (finds.some((find) => find === null)) return null;
  const at = [...new Set(finds.flatMap((find) => find?.at ?? []))].sort((a, b) => a - b);
  const score = finds.reduce((sum, find) => sum + (find?.score ?? 0), 0);
  return { score: score - letters.length / 100, at };
}

/** The best way to find one word: from each place where its first letter stands. */
function findWord(word: readonly string[], letters: readonly string[]): Find | null {
  let best: Find | null = null;
  for (let start = 0; start <= letters.length - word.length; start++) {
    if (letters[start] !== word[0]) continue;
    const find = findFrom(start, word, letters);
    if (find && (best === null || find.score > best.score)) best = find;
  }
  return best;
}

function findFrom(start: number, word: readonly string[], letters: readonly string[]): Find | null {
  const at = [start];
  let score = isWordStart(start, letters) ? WORD_START : ANYWHERE;
  for (const letter of word.slice(1)) {
    const last = at.at(-1) ?? start;
    const next = nextPlace(letter, last, letters);
    if (next < 0) return null;
    at.push(next);
    if (next === last + 1) score += CONTIGUOUS;
    else score += (isWordStart(next, letters) ? WORD_START : ANYWHERE) - 1;
  }
  // Begun inside of a word and torn apart: hardly what was meant.
  if (!isWordStart(start, letters) && !isOnePiece(at)) return { score: ANYWHERE, at };
  return { score: score + (isWholeWord(at, letters) ? WHOLE_WORD : 0), at };
}

const isOnePiece = (at: readonly number[]): boolean => (at.at(-1) ?? 0) - (at[0] ?? 0) === at.length - 1;

const isWholeWord = (at: readonly number[], letters: readonly string[]): boolean => {
  const [first = 0, last = 0] = [at[0], at.at(-1)];
  if (!isOnePiece(at) || !isWordStart(first, letters)) return false;
  return last === letters.length - 1 || isWordStart(last + 2, letters);
};

/** The letter right behind, else at the next word's start, else the next one. */
function nextPlace(letter: string, last: number, letters: readonly string[]): number {
  if (letters[last + 1] === letter) return last + 1;
  const atStart = letters.findIndex(
    (held, index) => index > last && held === letter && isWordStart(index, letters),
  );
  return atStart >= 0 ? atStart : letters.indexOf(letter, last + 1);
}

const isWordStart = (index: number, letters: readonly string[]): boolean =>
  index === 0 || /[\s\-_/.:#(]/.test(letters[index - 1] ?? "");

/** One letter without case and accents. */
const fold = (letter: string): string =>
  letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase() || letter;
