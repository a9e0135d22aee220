import type { Readable } from "node:stream";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Attachment } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { BodyErrors } from "@/server/lib/web/read-bytes";
import { discardRest } from "@/server/lib/web/request-stream";
import { toAttachment } from "@/server/store/files/files";
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
 * announced, and `file.not_stored`; throws `errors.broken` when the sender hung up. Nothing is left of it then.
 */
export async function receiveBody(
  { stream, length, name, errors, signal }: FileBody,
  receiving: Receiving,
  caller: Pick<Caller, "accountId" | "actor">,
): Promise<Attachment> {
  await refuseAnnounced({ stream, length }, receiving);
  const bytes = stream.iterator({ destroyOnReturn: false });
  const file = await receiveFile(receiving, caller, { name, bytes, signal }).catch((error: unknown) => {
    throw error instanceof UploadBroken ? errors.broken() : error;
  });
  if (file.state === "failed") await discardRest(stream);
  await refuseFailed(receiving, caller, file);
  return toAttachment(file);
}

/** Refuses a body that says it is too long for one file, with `slack` bytes around it: it is discarded as it arrives. */
export async function refuseAnnounced(
  { stream, length = "0", slack = 0 }: Announced & { slack?: number },
  { fileLimits: { bytesMax } }: Pick<Receiving, "fileLimits">,
): Promise<void> {
  if (Number(length) <= bytesMax + slack) return;
  await discardRest(stream);
  throw new Refusal("file.too_large", { field: "file", detail: `at most ${bytesMax} bytes` });
}
