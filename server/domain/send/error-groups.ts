/** Texts that are kept of a group, the newest. */
const ERROR_EXAMPLES = 3;

/** A text with the failures that had it. Null: they had none. */
export type ErrorText = {
  error: string | null;
  attempts: number;
  /** How many of them are still failed, without those that were dismissed. */
  open: number;
  newestAt: Date;
  /** Of the newest one. */
  messageId: number;
  inboxIds: readonly number[];
};

/** Failures with the same fingerprint: `error`. */
type ErrorGroup = Omit<ErrorText, "messageId"> & {
  examples: { error: string; messageId: number; at: Date }[];
};

const newestFirst = (a: { newestAt: Date }, b: { newestAt: Date }): number =>
  b.newestAt.getTime() - a.newestAt.getTime();

/** Groups texts by their fingerprint, the most frequent group first, each with its newest texts. */
export function groupErrors(texts: readonly ErrorText[], limit: number): ErrorGroup[] {
  const groups = new Map<string | null, ErrorGroup>();
  for (const { error, messageId, ...counts } of texts.toSorted(newestFirst)) {
    const key = error === null ? null : errorFingerprint(error);
    const group = groups.get(key) ?? {
      ...counts,
      error: key,
      attempts: 0,
      open: 0,
      inboxIds: [],
      examples: [],
    };
    group.attempts += counts.attempts;
    group.open += counts.open;
    group.inboxIds = [...new Set([...group.inboxIds, ...counts.inboxIds])].sort((a, b) => a - b);
    if (error !== null && group.examples.length < ERROR_EXAMPLES)
      group.examples.push({ error, messageId, at: counts.newestAt });
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.attempts - a.attempts || newestFirst(a, b)).slice(0, limit);
}

/** The most frequent fingerprint of texts, newest first: of two as frequent the newer one; null without a text. */
export function commonestError(texts: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const key = errorFingerprint(text);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? null;
}

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
