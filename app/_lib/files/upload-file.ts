import type { Attachment } from "@/server/contract/_shared/dto";
import { UploadFailed, type UploadFile } from "./upload-queue";
import type { UploadProblem } from "./upload-state";

const URL = "/api/files";

/** Uploads a file as the body of a request. `fetch` does not report how much is sent. */
export const uploadFile: UploadFile = (file, { signal, onProgress }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (problem: UploadProblem) => reject(new UploadFailed(problem));
    request.open("POST", `${URL}?name=${encodeURIComponent(file.name)}`);
    request.responseType = "json";
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress(total === 0 ? 0 : Math.floor((loaded / total) * 100));
    request.onload = () => {
      const { status } = request;
      const body: unknown = request.response;
      if (status === 201 && isAttachment(body)) resolve(body);
      else fail(problemOf(status));
    };
    request.onerror = () => fail("offline");
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });

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
