import { randomBytes } from "node:crypto";

const CODES = 10;
const CHARS = 16;
/** Crockford's 32 characters, none of which look alike. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Ten codes in groups of four. Each has 80 random bits, so a plain hash is enough for storage. */
export const newRecoveryCodes = (): string[] => Array.from({ length: CODES }, newCode);

/** The normal form of a typed code: ignores case, spaces and hyphens, and reads O as 0, I and L as 1. */
export const readRecoveryCode = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");

function newCode(): string {
  const letters = [...randomBytes(CHARS)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
  return letters.replaceAll(/(.{4})(?!$)/g, "$1-");
}
