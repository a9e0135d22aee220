import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { codeOf, reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { writeWhole } from "./folders";

/** Numbers for new files. None is used twice, also when all files are removed and the process starts anew. */
export type SegmentNumbers = { next(): Promise<number> };

/** The file has a number that all used ones are below. It is written once for so many numbers. */
const RESERVED = 1_000;
const DIGITS = /^\d{1,10}\n$/;

/** `used`: the greatest number in the names of the folder. */
export async function openSegmentNumbers(
  folder: string,
  { used, log }: { used: number; log: Logger },
): Promise<SegmentNumbers> {
  const path = join(folder, "next-number");
  let last = Math.max(used, (await readReserved(path, log)) - 1);
  let reserved = 0;
  return {
    async next() {
      if (last + 1 >= reserved) {
        const wanted = last + 1 + RESERVED;
        await writeWhole(path, `${wanted}\n`);
        reserved = wanted;
      }
      last += 1;
      return last;
    },
  };
}

async function readReserved(path: string, log: Logger): Promise<number> {
  try {
    const text = await readFile(path, "utf8");
    if (DIGITS.test(text)) return Number(text);
    log.error(
      { path },
      "the number of the next file is damaged: it is counted from the files that are there",
    );
    return 0;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return 0;
    throw new StartFailure(`the spool cannot read ${path}: ${reasonOf(error)}`);
  }
}
