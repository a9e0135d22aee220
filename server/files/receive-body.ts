import type { Readable } from "node:stream";
import type { Attachment } from "@/server/contract/_shared/dto";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import { type BodyErrors, discardRest } from "@/server/lib/web/read-bytes";
import { toAttachment } from "@/server/store/files/files";
import { bytesMaxOf, type Uploader } from "./admit-upload";
import { type Receiving, receiveFile, refuseFailed, UploadBroken } from "./receive-file";

type Announced = {
  stream: Readable;
  /** The header `content-length`. */
  length: string | undefined;
};

type FileBody = Announced & {
  /** As the sender named it. */
  name: string;
  /** The edge's own errors. */
  errors: Pick<BodyErrors, "broken">;
  signal?: AbortSignal;
};

/**
 * Stores a whole body as one file while it arrives. Refuses `file.too_large`, before the first byte where the length is
 * announced, `file.not_stored`, `file.over_budget` and `storage.full`; throws `errors.broken` when the sender hung up. Nothing is left of it then.
 */
export async function receiveBody(
  { stream, length, name, errors, signal }: FileBody,
  receiving: Receiving,
  caller: Uploader,
): Promise<Attachment> {
  await refuseAnnounced({ stream, length }, receiving, caller);
  const bytes = stream.iterator({ destroyOnReturn: false });
  const incoming = { name, bytes, length: lengthOf(length), signal };
  const file = await receiveFile(receiving, caller, incoming).catch(async (error: unknown) => {
    if (isRefusal(error)) await discardRest(stream);
    throw error instanceof UploadBroken ? errors.broken() : error;
  });
  if (file.state === "failed") await discardRest(stream);
  await refuseFailed(receiving, caller, file);
  return toAttachment(file);
}

/** The bytes that a header `content-length` announces. */
export const lengthOf = (header: string | undefined): number | undefined =>
  header === undefined ? undefined : Number(header);

/** Refuses a body that says it is too long for one file, with `slack` bytes around it: it is discarded as it arrives. */
export async function refuseAnnounced(
  { stream, length = "0", slack = 0 }: Announced & { slack?: number },
  { fileLimits }: Pick<Receiving, "fileLimits">,
  uploader: Uploader,
): Promise<void> {
  const bytesMax = bytesMaxOf(fileLimits, uploader);
  if (Number(length) <= bytesMax + slack) return;
  await discardRest(stream);
  throw new Refusal("file.too_large", { field: "file", detail: `at most ${bytesMax} bytes` });
}
