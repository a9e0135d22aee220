import type { UploadProblem } from "./upload-state";

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
