import type { UploadProblem } from "./upload-state";

/** Why the server did not store a file, by the status of its answer. */
export function problemOf(status: number): UploadProblem {
  if (status === 413) return "too_large";
  if (status === 401) return "signed_out";
  if (status === 403) return "forbidden";
  if (status === 429) return "busy";
  return status >= 500 || status < 400 ? "not_stored" : "refused";
}
