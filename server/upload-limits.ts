import {
  DISK_RESERVE,
  FILE_BYTES_MAX,
  type FileLimits,
  MESSAGE_FILES_MAX,
  UPLOAD_BUDGETS,
  VISITOR_FILE_BYTES_MAX,
} from "@/server/domain/message/file";
import type { Env } from "@/server/lib/env/env";
import { createDiskReserve, type DiskReserve } from "@/server/lib/files/disk-reserve";
import { filesFolder } from "@/server/lib/files/open-file-store";
import { metrics } from "@/server/lib/process/metrics";
import type { UploadLimits } from "@/server/store/files/upload-usage";

/** The limits of one message's files by the environment. */
export const fileLimitsOf = (env: Env): FileLimits => ({
  bytesMax: env.FILE_BYTES_MAX ?? FILE_BYTES_MAX,
  visitorBytesMax: env.VISITOR_FILE_BYTES_MAX ?? VISITOR_FILE_BYTES_MAX,
  perMessage: env.MESSAGE_FILES_MAX ?? MESSAGE_FILES_MAX,
});

/** The limits of all uploads together by the environment. */
export function uploadLimitsOf(env: Env): UploadLimits {
  const { visitor, inbox, account } = UPLOAD_BUDGETS;
  return {
    budgets: {
      visitor: unlessZero(env.UPLOAD_BYTES_VISITOR ?? visitor),
      inbox: unlessZero(env.UPLOAD_BYTES_INBOX ?? inbox),
      account: unlessZero(env.UPLOAD_BYTES_ACCOUNT ?? account),
    },
    disk: diskReserveOf(env),
  };
}

const unlessZero = (bytes: number): number | null => (bytes === 0 ? null : bytes);

/** Of the disks that this process fills: with files unless they are in a bucket, and with the built-in database. */
function diskReserveOf({ s3, DATA_DIR, DATABASE_URL, DISK_RESERVE: bytes }: Env): DiskReserve | null {
  const folders = [...(s3 ? [] : [filesFolder(DATA_DIR)]), ...(s3 && DATABASE_URL ? [] : [DATA_DIR])];
  return folders.length === 0 ? null : createDiskReserve({ folders, bytes: bytes ?? DISK_RESERVE });
}

/** Shows the disk in the metrics. */
export const watchDisk = ({ disk }: UploadLimits): void =>
  metrics.resources.watchDisk(disk && (async () => ({ free: await disk.free(), reserve: disk.bytes })));
