import { statfs } from "node:fs/promises";
import { codeOf } from "@/server/lib/process/start-failure";

/** The disk that files share with the database and the log: some of it is never given to files. */
export type DiskReserve = {
  /** Bytes that stay free. */
  bytes: number;
  /** Bytes that are free for this program now, on the fullest of the disks. */
  free(): Promise<number>;
  /**
   * Whether so many more bytes leave the reserve free, beside all that were promised and have not come. If so they are
   * promised: `written` takes from them, and `end` gives back the rest.
   */
  promise(bytes: number): Promise<PromisedBytes | null>;
};
type PromisedBytes = { written(bytes: number): void; end(): void };

/** Watches the disks of these folders; one that is not there yet counts as nothing. */
export function createDiskReserve({
  folders,
  bytes: reserve,
  freeIn = readFree,
}: {
  folders: readonly string[];
  bytes: number;
  freeIn?: (folder: string) => Promise<number>;
}): DiskReserve {
  let promised = 0;
  const free = async () => Math.min(...(await Promise.all(folders.map(freeIn))));
  return {
    bytes: reserve,
    free,
    async promise(bytes) {
      let left = bytes;
      promised += left;
      const take = (some: number) => {
        const taken = Math.min(left, some);
        left -= taken;
        promised -= taken;
      };
      const end = () => take(left);
      try {
        if ((await free()) - promised >= reserve) return { written: take, end };
      } catch (error) {
        end();
        throw error;
      }
      end();
      return null;
    },
  };
}

/** For a program that is not the superuser. A folder that is not there is full of nothing. */
export async function readFree(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return Number.POSITIVE_INFINITY;
    throw error;
  }
}
