import type { Attachment } from "@/server/contract/_shared/dto";

/** Why a file could not be uploaded. */
export type UploadProblem =
  | "too_large"
  | "not_stored"
  | "signed_out"
  | "forbidden"
  | "busy"
  | "over_budget"
  | "full"
  | "offline"
  | "refused";

/** An image of this page as an object URL; its size in CSS pixels is null until the browser has decoded it. */
export type LocalImage = { url: string; width: number | null; height: number | null };

export type UploadState =
  | { kind: "waiting" }
  | { kind: "sending"; percent: number }
  | { kind: "stored"; attachment: Attachment }
  | { kind: "failed"; problem: UploadProblem };

/** A file of a message that is being written. */
export type Upload = {
  key: string;
  name: string;
  bytes: number;
  /** As the browser claims it, until the server has read the content. */
  contentType: string;
  image: LocalImage | null;
  state: UploadState;
};

export type UploadChange =
  | { what: "added"; uploads: readonly Upload[] }
  | { what: "removed" | "began" | "retried"; key: string }
  | { what: "progressed"; key: string; percent: number }
  | { what: "stored"; key: string; attachment: Attachment }
  | { what: "failed"; key: string; problem: UploadProblem }
  /** Files of a message that was not sent come before those that were added since. */
  | { what: "restored"; uploads: readonly Upload[] };

/** The files after a change; the same array if nothing changed. A removed file ignores what its upload reports. */
export function changeUploads(uploads: readonly Upload[], change: UploadChange): readonly Upload[] {
  switch (change.what) {
    case "added":
      return change.uploads.length === 0 ? uploads : [...uploads, ...change.uploads];
    case "restored": {
      const restored = new Set(change.uploads.map(fileIdOf));
      return [...change.uploads, ...uploads.filter((upload) => !restored.has(fileIdOf(upload)))];
    }
    case "removed":
      return uploads.some(({ key }) => key === change.key)
        ? uploads.filter(({ key }) => key !== change.key)
        : uploads;
    case "began":
      return setState(uploads, change.key, { kind: "sending", percent: 0 });
    case "retried":
      return setState(uploads, change.key, { kind: "waiting" });
    case "progressed":
      return setState(uploads, change.key, { kind: "sending", percent: change.percent });
    case "stored":
      return setState(uploads, change.key, { kind: "stored", attachment: change.attachment });
    case "failed":
      return setState(uploads, change.key, { kind: "failed", problem: change.problem });
  }
}

function setState(uploads: readonly Upload[], key: string, state: UploadState): readonly Upload[] {
  const known = uploads.find((upload) => upload.key === key);
  if (!known || isSame(known.state, state)) return uploads;
  return uploads.map((upload) => (upload === known ? { ...upload, state } : upload));
}

const isSame = (a: UploadState, b: UploadState): boolean =>
  a.kind === "sending" && b.kind === "sending" && a.percent === b.percent;

/** The id on the server, or null before it is stored. */
const fileIdOf = ({ state, key }: Upload): number | string =>
  state.kind === "stored" ? state.attachment.id : key;

/** What keeps a message from being sent: failed files need a decision, running uploads need time. */
export function sendingBlockedBy(uploads: readonly Upload[]): "failed" | "running" | null {
  if (uploads.some(({ state }) => state.kind === "failed")) return "failed";
  return uploads.some(({ state }) => state.kind !== "stored") ? "running" : null;
}

/** The stored files, in order. */
export const attachmentsIn = (uploads: readonly Upload[]): Attachment[] =>
  uploads.flatMap(({ state }) => (state.kind === "stored" ? [state.attachment] : []));

/** Whether a retry may help: a file that is too large stays too large. */
export const canRetry = (problem: UploadProblem): boolean =>
  !["too_large", "refused", "forbidden", "over_budget"].includes(problem);
