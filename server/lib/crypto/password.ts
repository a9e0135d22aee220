import { dictionary } from "@zxcvbn-ts/language-common";
import { argon2id, hash, verify } from "argon2";

/** OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane; some 20 ms of one core. */
export const PASSWORD_COST = { type: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The hash of discarded random bytes, at the same cost: compared with when there is no user. */
const UNKNOWN_USER_HASH =
  "$argon2id$v=19$m=19456,p=1,t=2$i/LsbTsdw7YVUkoUEaE9UA$vuXX+BTVVZzt+RqlMV51/NG+DS+zkmmPftBuGD246a8";

/** The password as it is stored: argon2id with a random salt, in PHC format. */
export const hashPassword = (password: string): Promise<string> => hash(password, PASSWORD_COST);

/**
 * Whether `password` matches a stored hash. Without a hash, or with an impossible one, it does the same work and returns
 * false, so that its duration does not reveal whether a user exists.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const isHash = stored?.startsWith("$argon2") ?? false;
  const fits = await verify(isHash && stored !== null ? stored : UNKNOWN_USER_HASH, password);
  return isHash && fits;
}

const COMMON: ReadonlySet<string> = new Set(dictionary["passwords-common"]);
/** Characters around a common password that do not make it a better one: `Password123!`. */
const ADDED_MAX = 4;
/** Shorter words are parts of many good passwords. */
const WORD_CHARS_MIN = 4;

/**
 * Whether a password is among the most common ones, or one of these words, also in another case and with a few digits or
 * signs around it. `words`: what an attacker knows, such as the member's name and email.
 */
export function isCommonPassword(password: string, words: readonly string[]): boolean {
  const lower = password.toLowerCase();
  const core = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  const isCore = lower.length - core.length <= ADDED_MAX;
  if (COMMON.has(lower) || (isCore && COMMON.has(core))) return true;
  // An email address is known as a whole, too, and its parts together without the signs between them.
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
