import type { Attachment } from "@/server/contract/_shared/dto";
import { problemOf } from "./problem-of";
import { type CopySource, UploadFailed } from "./upload-queue";

/** Copies a file on the server. Throws `UploadFailed` with the server's reason; anything else: it could not be reached. */
export async function copyFile({ copy }: CopySource): Promise<Attachment> {
  try {
    return await copy();
  } catch (error) {
    const status = statusOf(error);
    throw status === null ? error : new UploadFailed(problemOf(status));
  }
}

/** The status in an error of the API client, or null. */
function statusOf(error: unknown): number | null {
  const data = error instanceof Error && "data" in error ? error.data : null;
  if (typeof data !== "object" || data === null || !("httpStatus" in data)) return null;
  return typeof data.httpStatus === "number" ? data.httpStatus : null;
}
