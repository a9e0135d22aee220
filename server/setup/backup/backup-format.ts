import { z } from "zod";
import { databaseDescription } from "@/server/store/backup/dump-database";

/** Raised when a reader of the earlier format could not read the new one. */
const FORMAT = 1;

/** The first part of a backup. */
export const DESCRIPTION = "backup.json";

/**
 * A backup is an archive with a description, the rows of each table in pieces (`tables/message/000001.copy.gz`: the
 * text format of COPY, compressed), files of DATA_DIR (`files/auth-secret`) and the bytes of attachments by their keys
 * (`attachments/…`).
 */
export const backupDescription = z.object({
  format: z.literal(FORMAT, "is of another format"),
  createdAt: z.iso.datetime(),
  database: databaseDescription,
  /** Paths below DATA_DIR, with slashes. */
  files: z.array(z.string().regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/)),
  /** Where the bytes of attachments are: parts of the archive, or in a bucket, which it says nothing more about. */
  attachments: z.enum(["archive", "bucket"]).default("archive"),
});
export type BackupDescription = z.infer<typeof backupDescription>;

/** The files of DATA_DIR that a backup contains if they exist: secrets that the database alone cannot replace. */
export const BACKED_UP_FILES = ["auth-secret", "demo-token"] as const;

export const describeBackup = (
  now: Date,
  contents: Pick<BackupDescription, "database" | "files" | "attachments">,
): BackupDescription => ({ format: FORMAT, createdAt: now.toISOString(), ...contents });

export const tablePrefix = (table: string): string => `tables/${table}/`;
export const piecePart = (table: string, number: number): string =>
  `${tablePrefix(table)}${String(number).padStart(6, "0")}.copy.gz`;
export const filePart = (file: string): string => `files/${file}`;
const ATTACHMENTS = "attachments/";
export const attachmentPart = (key: string): string => ATTACHMENTS + key;
/** The key of a part with an attachment's bytes; null: it is another part. */
export const attachmentKey = (part: string): string | null =>
  part.startsWith(ATTACHMENTS) ? part.slice(ATTACHMENTS.length) : null;

/** `1.2 GB` */
export function formatBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"] as const;
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
