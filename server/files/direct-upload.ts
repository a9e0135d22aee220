import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { z } from "zod";
import type { Caller } from "@/server/contract/_shared/caller";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import { seal, unseal } from "@/server/lib/crypto/seal";
import { type BodyErrors, discardRest } from "@/server/lib/web/read-bytes";
import { BytesDiffer, type Receiving, receiveFile, refuseFailed, UploadBroken } from "./receive-file";

/** For so long the bytes of an announced file may be sent. */
const VALID_MS = 3_600_000;

const announced = z.object({
  uploadId: z.uuid(),
  accountId: z.number(),
  actor: z.object({
    type: z.enum(["user", "token", "contact", "bot", "system"]),
    id: z.number().nullable(),
    name: z.string().nullable(),
  }),
  name: z.string(),
  contentType: z.string(),
  bytes: z.number(),
  /** MD5 of the bytes, in base64. */
  md5: z.string(),
  expiresAt: z.number(),
});

/** A file whose bytes come by a request of their own: what was announced of it. */
export type AnnouncedFile = z.infer<typeof announced>;

const URL_PURPOSE = "direct upload";
const idPurpose = (accountId: number) => `direct upload of ${accountId}`;

/** Announces a file. `token` opens its upload, without any other credential; `signedId` names it in a message afterwards. */
export function announceFile(
  { accountId, actor }: Pick<Caller, "accountId" | "actor">,
  file: Pick<AnnouncedFile, "uploadId" | "name" | "contentType" | "bytes" | "md5">,
  now: Date,
): { token: string; signedId: string } {
  const whole: AnnouncedFile = { ...file, accountId, actor, expiresAt: now.getTime() + VALID_MS };
  return {
    token: seal(JSON.stringify(whole), URL_PURPOSE),
    signedId: seal(file.uploadId, idPurpose(accountId)),
  };
}

/** The file that a token opens; null for one that is not ours, or too old. */
export function openAnnounced(token: string, now: Date): AnnouncedFile | null {
  const text = unseal(token, URL_PURPOSE);
  const file = text === null ? null : announced.parse(JSON.parse(text));
  return file && file.expiresAt > now.getTime() ? file : null;
}

/** The upload that a signed id of this account names; null for any other text. */
export const openSignedId = (accountId: number, signedId: string): string | null =>
  unseal(signedId, idPurpose(accountId));

type Body = {
  stream: Readable;
  contentType: string | undefined;
  length: string | undefined;
  errors: Pick<BodyErrors, "broken">;
  signal?: AbortSignal;
};

/**
 * Stores the bytes of an announced file while they arrive. Refuses bytes that are not the announced ones: of another length,
 * checksum or type (`file.differs`), those of a file that is there already (`file.attached`), and what `receiveFile` refuses. Nothing is left of them.
 */
export async function receiveAnnounced(
  { stream, contentType, length, errors, signal }: Body,
  receiving: Receiving,
  file: AnnouncedFile,
): Promise<void> {
  const differs = new Refusal("file.differs");
  const isOther =
    (contentType ?? "").toLowerCase() !== file.contentType.toLowerCase() ||
    (length !== undefined && Number(length) !== file.bytes);
  if (isOther) {
    await discardRest(stream);
    throw differs;
  }
  const hash = createHash("md5");
  const incoming = {
    name: file.name,
    bytes: hashed(stream.iterator({ destroyOnReturn: false }), hash),
    signal,
    length: file.bytes,
    uploadId: file.uploadId,
    isWhole: (bytes: number) => bytes === file.bytes && hash.digest("base64") === file.md5,
  };
  const limited = { ...receiving, fileLimits: { ...receiving.fileLimits, bytesMax: file.bytes } };
  const stored = await receiveFile(limited, file, incoming).catch(async (error: unknown) => {
    if (isRefusal(error)) await discardRest(stream);
    if (error instanceof BytesDiffer) throw differs;
    throw error instanceof UploadBroken ? errors.broken() : error;
  });
  if (stored.state === "failed") await discardRest(stream);
  await refuseFailed(limited, file, stored);
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}
