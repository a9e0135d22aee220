import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** A signed address is valid for a day, and up to an hour more: it stays the same for an hour, so that it can be cached. */
const VALID_MS = 24 * 3_600_000;
const SAME_FOR_MS = 3_600_000;

type Shown = { id: number; name: string };

/** The path of a file for a signed-in member. */
export const filePath = ({ id, name }: Shown): string => `/files/${id}/${encodeURIComponent(name)}`;

/** The path of a file, or of its preview, for everybody who has it, until it expires. */
export function signedPath(
  file: Shown,
  { now, isPreview = false }: { now: Date; isPreview?: boolean },
): string {
  const expires = Math.ceil(now.getTime() / SAME_FOR_MS) * SAME_FOR_MS + VALID_MS;
  const signature = sign({ id: file.id, isPreview, expires });
  return `${filePath(file)}?${isPreview ? "preview&" : ""}expires=${expires}&signature=${signature}`;
}

/**
 * A file's signed address with the signature in the path, so that it ends in the file's name: for programs that read a
 * file's type from the end of its address. Any other text as it is.
 */
export const endingInName = (url: string): string =>
  url.replace(/\/([^/?]+)\?expires=(\d+)&signature=([\w-]+)$/, "/$2-$3/$1");

export type Signed = { id: number; isPreview: boolean; expires: string; signature: string };

/** Whether a request's signature is ours, and for how long: `expired` was ours. */
export function checkSignature(
  { id, isPreview, expires, signature }: Signed,
  now: Date,
): "valid" | "expired" | "wrong" {
  if (!/^\d{13}$/.test(expires)) return "wrong";
  const [ours, theirs] = [sign({ id, isPreview, expires: Number(expires) }), signature].map((text) =>
    Buffer.from(text),
  );
  if (!ours || !theirs || ours.length !== theirs.length || !timingSafeEqual(ours, theirs)) return "wrong";
  return Number(expires) > now.getTime() ? "valid" : "expired";
}

const sign = ({ id, isPreview, expires }: { id: number; isPreview: boolean; expires: number }): string =>
  createHmac("sha256", signingKey())
    .update(`${id} ${isPreview ? "preview" : "file"} ${expires}`)
    .digest("base64url");

let key: { of: string; bytes: Buffer } | null = null;

function signingKey(): Buffer {
  const secret = process.env["NEXTAUTH_SECRET"];
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set: no file's address can be signed");
  key =
    key?.of === secret
      ? key
      : { of: secret, bytes: Buffer.from(hkdfSync("sha256", secret, "", "tickline file url", 32)) };
  return key.bytes;
}
