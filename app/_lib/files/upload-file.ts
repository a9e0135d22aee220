import type { Attachment } from "@/server/contract/_shared/dto";
import { postFile } from "./post-file";
import { UploadFailed, type UploadFile } from "./upload-queue";
import type { UploadProblem } from "./upload-state";

/** Uploads a file of a message. Throws `UploadFailed` with the server's reason; anything else: it could not be reached. */
export const uploadFile: UploadFile = async (file, options) => {
  const { status, body } = await postFile(file, options);
  if (status === 201 && isAttachment(body)) return body;
  throw new UploadFailed(problemOf(status));
};

/** Why the server did not store a file, by the status of its answer. */
export function problemOf(status: number): UploadProblem {
  if (status === 413) return "too_large";
  if (status === 401) return "signed_out";
  if (status === 403) return "forbidden";
  if (status === 429) return "busy";
  return status >= 500 || status < 400 ? "not_stored" : "refused";
}

const isAttachment = (body: unknown): body is Attachment =>
  typeof body === "object" && body !== null && "id" in body && "contentType" in body && "state" in body;
