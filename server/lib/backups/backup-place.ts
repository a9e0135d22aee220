/** Where scheduled backups lie, by their names. */
export type BackupPlace = {
  /** How an operator knows it. */
  name: string;
  /** The names of complete backups, oldest first. */
  list(): Promise<string[]>;
  /**
   * Stores what `write` makes at the path that it gets. Under the name is all of it or nothing, also when the process is killed.
   * Call it in one process at a time: it removes what an interrupted call left behind.
   */
  store(name: string, write: (path: string) => Promise<void>, signal: AbortSignal): Promise<void>;
  remove(name: string): Promise<void>;
};

const NAME = /^tickline-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.backup$/;

/** `tickline-2026-11-23T02-30-00Z.backup`: names sort by their instants. */
export const backupName = (at: Date): string =>
  `tickline-${at.toISOString().slice(0, 19).replaceAll(":", "-")}Z.backup`;

/** When the backup of this name began; null: this is no scheduled backup. */
export function backupInstant(name: string): Date | null {
  const [, day, hour, minute, second] = NAME.exec(name) ?? [];
  return day === undefined ? null : new Date(`${day}T${hour}:${minute}:${second}Z`);
}

export const isBackupName = (name: string): boolean => NAME.test(name);
