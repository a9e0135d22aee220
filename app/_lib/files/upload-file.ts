import { memberHeaders } from "@/app/_lib/session/page-member";
import type { Attachment } from "@/server/contract/_shared/dto";
import { type CopySource, UploadFailed, type UploadFile } from "./upload-queue";
import type { UploadProblem } from "./upload-state";

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

/** Why the server did not store a file, by the status of its answer, and by the refusal in its body where there is one. */
export function problemOf(status: number, body?: unknown): UploadProblem {
  if (status === 413) return "too_large";
  if (status === 401) return "signed_out";
  if (status === 403) return "forbidden";
  if (status === 429) return codeIn(body) === "file.over_budget" ? "over_budget" : "busy";
  if (status === 507) return "full";
  return status >= 500 || status < 400 ? "not_stored" : "refused";
}

const read = (from: unknown, name: string): unknown =>
  typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined;
const codeIn = (body: unknown): unknown => read(read(body, "error"), "code");

type PostOptions = { signal?: AbortSignal; onProgress?: (percent: number) => void };

/**
 * Sends a file as the body of a request, and returns the answer, whatever its status. Rejects with the signal's reason, or
 * when the server could not be reached. `fetch` does not report how much is sent.
 */
export const postFile = (
  file: File,
  { signal, onProgress }: PostOptions = {},
): Promise<{ status: number; body: unknown }> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/files?name=${encodeURIComponent(file.name)}`);
    request.responseType = "json";
    request.setRequestHeader("content-type", "application/octet-stream");
    for (const [name, value] of Object.entries(memberHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress?.(total === 0 ? 0 : Math.floor((loaded / total) * 100));
    request.onload = () => resolve({ status: request.status, body: request.response });
    request.onerror = () => reject(new TypeError("the server could not be reached"));
    request.onabort = () => reject(signal?.reason);
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
