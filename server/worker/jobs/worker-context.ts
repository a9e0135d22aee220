import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import type { FileLimits } from "@/server/domain/message/file";
import type { ChannelFile } from "@/server/files/file-source";
import type { FileStore } from "@/server/lib/files/file-store";
import type { Download } from "@/server/lib/outbound/download";
import type { Database } from "@/server/store/_postgres/db";
import type { UploadLimits } from "@/server/store/files/upload-usage";
import type { SettingsAudit } from "@/server/worker/audits/audits";
import type { Mailing } from "@/server/worker/mails/send-mails";
import type { Pushing } from "@/server/worker/push/send-pushes";

/** The dependencies of jobs that make commands of due rows. */
export type DueContext = Pick<WorkerContext, "database" | "run" | "now" | "log"> & {
  /** A backlog takes longer than a process has to end. */
  stopping?: AbortSignal | undefined;
};

/** The dependencies of jobs. */
export type WorkerContext = {
  database: Database;
  run: Run;
  now: () => Date;
  log: Pick<Logger, "error">;
  files: FileStore;
  fileLimits: FileLimits;
  uploads: UploadLimits;
  /** Throws `DownloadFailed`, or the signal's reason. */
  fetchFromChannel: (accountId: number, file: ChannelFile, signal: AbortSignal) => Promise<Download>;
  replay: SettingsAudit["replay"];
  /** Writes a backup if one is due. Absent = none are scheduled. */
  backUp?: ((stopping: AbortSignal) => Promise<void>) | undefined;
  /** Absent = links are not mailed. */
  mails?: Pick<Mailing, "mailer" | "baseUrl"> | undefined;
  /** Absent = nothing is pushed. */
  push?: Pick<Pushing, "outbound" | "subject"> | undefined;
};
