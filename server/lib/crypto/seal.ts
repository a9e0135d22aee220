import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a text for storage (AES-256-GCM), with a key per `purpose` derived from the installation's secret: access to
 * the database alone cannot open it. `purpose` names the owner, so that it opens for no other.
 */
export function seal(text: string, purpose: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(purpose), iv);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** The sealed text; null if it was sealed under another secret or for another purpose, or is damaged. */
export function unseal(sealed: string, purpose: string): string | null {
  const bytes = Buffer.from(sealed, "base64url");
  const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
  if (tag.length !== TAG_BYTES) return null;
  const decipher = createDecipheriv("aes-256-gcm", keyOf(purpose), iv, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(tag);
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return null; // the tag does not match
  }
}

const keyOf = (purpose: string): Buffer => deriveKey(`tickline seal: ${purpose}`);

/** 32 bytes that only this installation's secret and `purpose` lead to. */
export function deriveKey(purpose: string): Buffer {
  const secret = process.env["NEXTAUTH_SECRET"];
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set: nothing can be sealed");
  return Buffer.from(hkdfSync("sha256", secret, "", purpose, 32));
}

/** An answer with a secret as it is stored: `purpose` names its route and owner. */
export const sealAnswer = (answer: unknown, purpose: string): { sealed: string } => ({
  sealed: seal(JSON.stringify(answer), purpose),
});

/** Whether this is an answer that was stored sealed. */
export const isSealed = (body: unknown): body is { sealed: string } =>
  typeof body === "object" && body !== null && "sealed" in body && typeof body.sealed === "string";

/** The answer that was stored sealed; undefined under another AUTH_SECRET, or for another purpose. */
export function unsealAnswer(body: unknown, purpose: string): unknown {
  const text = isSealed(body) ? unseal(body.sealed, purpose) : null;
  return text === null ? undefined : JSON.parse(text);
}

/** Ids with a signature for one `purpose`, safe in a URL. They do not expire; only this installation can sign them. */
export const signIds = (ids: readonly number[], purpose: string): string =>
  [...ids, signatureOf(ids, purpose).toString("base64url")].join("-");

/** The ids; null if they were not signed for this purpose, by this installation. */
export function readSignedIds(signed: string, purpose: string): number[] | null {
  const match = /^((?:\d{1,15}-)+)([\w-]{43})$/.exec(signed);
  if (!match) return null;
  const [, text = "", signature = ""] = match;
  const ids = text.split("-").slice(0, -1).map(Number);
  const given = Buffer.from(signature, "base64url");
  const expected = signatureOf(ids, purpose);
  return given.length === expected.length && timingSafeEqual(given, expected) ? ids : null;
}

const signatureOf = (ids: readonly number[], purpose: string): Buffer =>
  createHmac("sha256", deriveKey(`tickline signed ids: ${purpose}`))
    .update(ids.join("-"))
    .digest();
