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
