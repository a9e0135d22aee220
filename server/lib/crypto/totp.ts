import { Secret, TOTP } from "otpauth";

/** RFC 6238 as every authenticator knows it: SHA-1, 6 digits, 30 seconds. */
const SHAPE = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** Steps before and after now whose codes count too: clocks differ, and people type slowly. */
const WINDOW = 1;
/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20;

/** A new secret, in base32 as people can type it. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** The address that an authenticator reads as a QR code. */
export const totpUri = (secret: string, { label }: { label: string }): string =>
  of(secret, { issuer: "Tickline", label }).toString();

/** The number of the 30-second step whose code this is, or null: it is of no step near `now`. */
export function totpStep(secret: string, { code, now }: { code: string; now: Date }): number | null {
  const totp = of(secret);
  const timestamp = now.getTime();
  const delta = totp.validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? null : totp.counter({ timestamp }) + delta;
}

const of = (secret: string, more: { issuer?: string; label?: string } = {}): TOTP =>
  new TOTP({ ...SHAPE, ...more, secret: Secret.fromBase32(secret) });
