import { randomBytes } from "node:crypto";

const CODES = 10;
const CHARS = 16;
/** Crockford's 32: none that look alike. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Ten codes in groups of four: 80 random bits each, so that a plain hash of one can be kept. */
export const newRecoveryCodes = (): string[] => Array.from({ length: CODES }, newCode);

/** A code as it was typed, in its one form: case, spaces and hyphens do not count, nor O for 0 and I or L for 1. */
export const readRecoveryCode = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");

function newCode(): string {
  const letters = [...randomBytes(CHARS)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
  return letters.replaceAll(/(.{4})(?!$)/g, "$1-");
}
