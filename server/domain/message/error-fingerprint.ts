/** What stands for a part that differs from failure to failure. */
const CUT = "…";

/** Longer texts are compared by their beginning. */
export const ERROR_READ_CHARS_MAX = 1_000;
/** Longer words are ids, tokens or addresses. */
const WORD_CHARS_MAX = 24;

/** Quoted parts; `'` only around words, not within one. Each expression reads a character once for each quote at most. */
const QUOTED = [
  /"[^"]{0,300}"/g,
  /“[^”]{0,300}”/g,
  /`[^`]{0,300}`/g,
  /(?<![\p{L}\p{N}])'[^']{0,300}'(?![\p{L}\p{N}])/gu,
];
/** Chinese has no spaces: its characters end a word, too. */
const WORD = /[^\s,;()[\]{}<>|=\p{Script=Han}：，。；（）]+/gu;
/** Words before a number that say that it is a code. */
const CODE_WORDS = new Set(["code", "error", "errorcode", "http", "status", "statuscode", "subcode"]);
const CHINESE_CODE_WORD = /(?:码|错误)\s?$/;
const CODE = /^[(#-]*[A-Za-z]{0,4}[-_]?\d{1,6}[:.)]*$/;

/**
 * What failures with the same reason have in common: the error's text with its codes, without what is quoted, ids, numbers,
 * addresses and URLs, which `…` replaces. It is readable, and its parts are found in each of the texts in the same order.
 */
export function errorFingerprint(text: string): string {
  let rest = text.slice(0, ERROR_READ_CHARS_MAX);
  for (const quoted of QUOTED) rest = rest.replace(quoted, CUT);
  let before = "";
  const cut = rest.replace(WORD, (word, offset: number) => {
    const isNamed =
      CODE_WORDS.has(before) || CHINESE_CODE_WORD.test(rest.slice(Math.max(0, offset - 3), offset));
    const isCode = CODE.test(word) && (offset === 0 || word.startsWith("#") || isNamed);
    before = word.toLowerCase().replace(/[:.#]+$/, "");
    return isCode || !isVariable(word) ? word : cutWord(word);
  });
  return cut
    .replace(/\s+/g, " ")
    .replace(/…(?:=| ?…)+/g, CUT)
    .trim();
}

const isVariable = (word: string): boolean =>
  /\p{N}/u.test(word) || word.includes("@") || word.includes("://") || word.length > WORD_CHARS_MAX;

/** A sentence's end stays. */
const cutWord = (word: string): string => CUT + (/[:.!?]$/.exec(word)?.[0] ?? "");
