import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Attachment } from "@/server/contract/_shared/dto";
import type { FileUrls } from "@/server/contract/file/file";

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

/** Where the addresses in an answer lead, and when it is rendered. */
export type Rendering = { now: Date; baseUrl: string };

/** An attachment with the signed addresses of its bytes and of its preview; absent while there are none. */
export type RenderedAttachment = Attachment & FileUrls;

export const renderAttachment = (attachment: Attachment, rendering: Rendering): RenderedAttachment => ({
  ...attachment,
  ...fileUrls(attachment, rendering),
});

/** The signed addresses of a file: of its bytes once they are stored, and of its preview once it has one. */
export function fileUrls(attachment: Attachment, { now, baseUrl }: Rendering): FileUrls {
  if (attachment.state !== "ready") return {};
  const url = baseUrl + signedPath(attachment, { now });
  if (!attachment.hasPreview) return { url };
  return { url, previewUrl: baseUrl + signedPath(attachment, { now, isPreview: true }) };
}

type Attached = { attachments: Attachment[]; document?: Attachment };

const isAttached = (value: unknown): value is Attached =>
  typeof value === "object" && value !== null && "attachments" in value && Array.isArray(value.attachments);

const isFile = (value: unknown): value is Attachment =>
  typeof value === "object" && value !== null && "sha256" in value && "hasPreview" in value;

/** An answer that is a file, a message, an archive, or a page of the latter, with the addresses of the bytes; any other as it is. */
export function withFileUrls<A>(answer: A, rendering: Rendering): A {
  if (isFile(answer)) return renderAttachment(answer, rendering) as A; // with more fields
  const render = <T>(one: T): T =>
    isAttached(one)
      ? {
          ...one,
          attachments: one.attachments.map((each) => renderAttachment(each, rendering)),
          ...(one.document && { document: renderAttachment(one.document, rendering) }),
        }
      : one;
  if (typeof answer !== "object" || answer === null) return answer;
  if (!("data" in answer) || !Array.isArray(answer.data)) return render(answer);
  return answer.data.some(isAttached) ? { ...answer, data: answer.data.map(render) } : answer;
}

/** The signed address of a small copy of a member's picture; "" without one, as the dialects write it. */
export const avatarUrl = (
  { avatarFileId }: { avatarFileId?: number | null | undefined },
  { now, baseUrl }: Rendering,
): string =>
  avatarFileId ? baseUrl + signedPath({ id: avatarFileId, name: "avatar" }, { now, isPreview: true }) : "";
