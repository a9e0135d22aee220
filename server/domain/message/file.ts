/** The words for files that every edge uses. */

/** Why a file could not be taken. */
export const FILE_FAILURES = [
  "too_large",
  "too_many",
  "not_stored",
  "interrupted",
  "address_refused",
  "not_reachable",
  "not_found",
] as const;
export type FileFailure = (typeof FILE_FAILURES)[number];

export type FileState = "uploading" | "pending" | "ready" | "failed";

export const FILE_NAME_CHARS_MAX = 255;
/** Unless the configuration says otherwise: of one file, and how many on one message. */
export const FILE_BYTES_MAX = 40 * 1024 * 1024;
export const MESSAGE_FILES_MAX = 10;
export const VISITOR_FILE_BYTES_MAX = 10 * 1024 * 1024;
/** The greatest file in bytes, that of a customer's own upload (absent: the same), and the most files of one message. */
export type FileLimits = { bytesMax: number; visitorBytesMax?: number; perMessage: number };
/**
 * Bytes of files that may come on a day (UTC); null: any number. From one visitor, from all visitors of an inbox, and from
 * everybody in an account.
 */
export type UploadBudgets = { visitor: number | null; inbox: number | null; account: number | null };
export type UploadScope = keyof UploadBudgets;
/** Unless the configuration says otherwise. */
export const UPLOAD_BUDGETS = {
  visitor: 100 * 1024 * 1024,
  inbox: 2 * 1024 * 1024 * 1024,
  account: 20 * 1024 * 1024 * 1024,
} as const satisfies UploadBudgets;
/** Bytes of the disk that files leave free, unless the configuration says otherwise. */
export const DISK_RESERVE = 1024 * 1024 * 1024;
/** The greatest number that the configuration may set. */
export const MESSAGE_FILES_BOUND = 100;
/** Of the picture of a member or an account. */
export const PICTURE_BYTES_MAX = 5 * 1024 * 1024;
/** A file that nothing has is deleted after this. */
export const UNATTACHED_HOURS = 24;

/** Seconds until the day (UTC) of an upload's budgets ends. */
export const budgetEndsInS = (now: Date): number => (DAY_MS - (now.getTime() % DAY_MS)) / 1000;
const DAY_MS = 24 * 3_600_000;

/** How a file is shown. */
export type FileKind = "image" | "audio" | "video" | "file";

/** Raster images that browsers decode without running anything. */
const IMAGES: ReadonlySet<string> = new Set([
  "image/jpeg",
  "image/png",
  "image/apng",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/bmp",
]);

export function fileKind(contentType: string): FileKind {
  if (IMAGES.has(contentType)) return "image";
  if (contentType.startsWith("audio/")) return "audio";
  return contentType.startsWith("video/") ? "video" : "file";
}

/** Whether a browser may show the file in place. Everything else is downloaded. */
export const isInline = (contentType: string): boolean =>
  fileKind(contentType) !== "file" || contentType === "application/pdf";

/** A name without folders and control characters, of at most `FILE_NAME_CHARS_MAX` characters with its extension kept. */
export function fileNameOf(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? "";
  const clean = [...last.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, "").trim()];
  const name = clean.join("");
  if (name === "" || name === "." || name === "..") return "file";
  if (clean.length <= FILE_NAME_CHARS_MAX) return name;
  const extension = [...(/\.[^.]{1,20}$/u.exec(name)?.[0] ?? "")];
  return [...clean.slice(0, FILE_NAME_CHARS_MAX - extension.length), ...extension].join("");
}
