import type { Attachment } from "@/server/contract/_shared/dto";
import { copyFile } from "./copy-file";
import { postFile } from "./post-file";
import { problemOf } from "./problem-of";
import { UploadFailed, type UploadFile } from "./upload-queue";

/**
 * Uploads a file of a message, or copies it. Throws `UploadFailed` with the server's reason; anything else: it could not be
 * reached.
 */
export const uploadFile: UploadFile = async (file, options) => {
  if (!(file instanceof File)) return copyFile(file);
  const { status, body } = await postFile(file, options);
  if (status === 201 && isAttachment(body)) return body;
  throw new UploadFailed(problemOf(status, body));
};

const isAttachment = (body: unknown): body is Attachment =>
  typeof body === "object" && body !== null && "id" in body && "contentType" in body && "state" in body;
