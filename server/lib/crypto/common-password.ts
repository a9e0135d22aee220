import { dictionary } from "@zxcvbn-ts/language-common";

const COMMON: ReadonlySet<string> = new Set(dictionary["passwords-common"]);
/** Characters around a common password that do not make it a better one: `Password123!`. */
const ADDED_MAX = 4;
/** Shorter words are parts of many good passwords. */
const WORD_CHARS_MIN = 4;

/**
 * Whether a password is among the most common ones, or one of these words, also in another case and with a few digits or
 * signs around it. `words`: what an attacker knows, such as the member's name and e-mail.
 */
export function isCommonPassword(password: string, words: readonly string[]): boolean {
  const lower = password.toLowerCase();
  const core = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  const isCore = lower.length - core.length <= ADDED_MAX;
  if (COMMON.has(lower) || (isCore && COMMON.has(core))) return true;
  // An e-mail address is known as a whole, too, and its parts together without the signs between them.
  const bare = lower.replace(/[^\p{L}\p{N}]/gu, "");
  const isWhole = (word: string) => {
    const whole = word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    return (
      whole.length >= WORD_CHARS_MIN && bare.startsWith(whole) && bare.length - whole.length <= ADDED_MAX
    );
  };
  if (words.flatMap((word) => [word, ...word.split("@", 1)]).some(isWhole)) return true;
  const known = ["tickline", ...words.flatMap((word) => word.toLowerCase().split(/[^\p{L}\p{N}]+/u))];
  return isCore && known.some((word) => word.length >= WORD_CHARS_MIN && core === word);
}
