import { type RestoreOptions, readBackup, restoreBackup } from "@/server/setup/backup/restore-backup";

/** Restores a backup from a file, as the program does. */
export const restoreFile = async ({ file, ...options }: Omit<RestoreOptions, "backup"> & { file: string }) =>
  restoreBackup({ ...options, backup: await readBackup({ file, ...options }) });
