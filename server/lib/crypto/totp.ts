import { randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";

/** RFC 6238 with the parameters of every authenticator: SHA-1, 6 digits, 30 seconds. */
const SHAPE = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** Accepted steps before and after the current one: clocks differ, and people type slowly. */
const WINDOW = 1;
/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20;

/** A new secret in base32, which people can type. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** The URI that an authenticator reads from a QR code. */
export const totpUri = (secret: string, { label }: { label: string }): string =>
  of(secret, { issuer: "Tickline", label }).toString();

/** The number of the 30-second step with this code, or null if no step near `now` has it. */
export function totpStep(secret: string, { code, now }: { code: string; now: Date }): number | null {
  const totp = of(secret);
  const timestamp = now.getTime();
  const delta = totp.validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? null : totp.counter({ timestamp }) + delta;
}

const of = (secret: string, more: { issuer?: string; label?: string } = {}): TOTP =>
  new TOTP({ ...SHAPE, ...more, secret: Secret.fromBase32(secret) });

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
