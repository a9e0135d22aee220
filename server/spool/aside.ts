import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Logger } from "pino";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { DamagedFiles } from "./damaged-files";
import { filesIn, makeFolder, removeDrafts, removeFile, sumOf, writeWhole } from "./folders";
import { findInbound, orderOf } from "./inbound";
import { recordAside, type SpoolRecord } from "./record";

/** Why the core will not have a record. */
export type Reason = { status: number | null; answer: string };

/**
 * Records that the core refused for good, one file each, until an operator removes them or wants them sent again. Those of senders whom
 * the core does not know make room for others: while the core is away, anybody can have requests kept.
 */
export type Aside = {
  add(record: SpoolRecord, reason: Reason, now: Date): Promise<void>;
  /** Of the last look at the folder. */
  count(): number;
  /** Of the last look, with those that are to be sent again. */
  bytes(): number;
  /** Looks at the folder again: operators change it. */
  refresh(): Promise<void>;
  /**
   * What an operator has moved into the folder `retry`, in the order of its arrival: `keep` puts it in the line, then its file is
   * removed. A file that is no record is moved to the damaged ones.
   */
  retry(parts: Retrying): Promise<{ kept: number; damaged: number }>;
};

type Retrying = { keep(record: SpoolRecord): Promise<void>; damaged: DamagedFiles; log: Logger };

type Options = {
  /** Beyond so many bytes the oldest of unknown senders are dropped. */
  bytesMax: number;
  onDrop(): void;
};

export async function openAside(folder: string, { bytesMax, onDrop }: Options): Promise<Aside> {
  const retryFolder = join(folder, "retry");
  for (const one of [folder, retryFolder]) {
    await makeFolder(one);
    await removeDrafts(one);
  }
  let files = new Map<string, number>();
  let retried = new Map<string, number>();

  const refresh = async () => {
    files = await filesIn(folder, files);
    retried = await filesIn(retryFolder);
  };
  await refresh();

  async function makeRoom(): Promise<void> {
    while (sumOf(files) > bytesMax) {
      const oldest = [...files.keys()].filter((name) => OF_UNKNOWN.test(name)).sort()[0];
      if (oldest === undefined) return;
      files.delete(oldest);
      await removeFile(join(folder, oldest));
      onDrop();
    }
  }

  return {
    async add(record, reason, now) {
      const { body, keys: _, under: __, ...head } = record;
      const json = { ...reason, asideAt: now.toISOString(), ...head, body: body.toString("base64") };
      const text = JSON.stringify(json, null, 2);
      const name = nameOf(record, reason);
      await writeWhole(join(folder, name), text);
      files.set(name, Buffer.byteLength(text));
      await makeRoom();
    },
    count: () => files.size,
    bytes: () => sumOf(files) + sumOf(retried),
    refresh,
    async retry({ keep, damaged, log }) {
      const count = { kept: 0, damaged: 0 };
      for (const name of [...(await filesIn(retryFolder)).keys()].sort()) {
        if (!name.endsWith(".json")) continue;
        const path = join(retryFolder, name);
        const bytes = await readIfPossible(path, log);
        if (bytes === null) continue;
        const record = parsedOf(bytes, { path, log });
        if (record === null) {
          await damaged.moveIn(path);
          count.damaged += 1;
          continue;
        }
        await keep(record);
        await removeFile(path);
        count.kept += 1;
      }
      await refresh();
      return count;
    },
  };
}

/** Names are in the order of arrival. */
const nameOf = ({ id, at }: SpoolRecord, { status }: Reason): string =>
  `${String(Math.trunc(at)).padStart(14, "0")}-${id}.${status ?? "none"}.json`;

/** A wrong signature or token, or a path that nobody has. */
const OF_UNKNOWN = /\.(?:401|403|404)\.json$/;

/** Null: it cannot be read for now, which must not hold up the others. */
async function readIfPossible(path: string, log: Logger): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    log.error({ path, reason: reasonOf(error) }, "a file that is to be sent again cannot be read");
    return null;
  }
}

/** Null: it is no record, which is logged without its content. */
function parsedOf(bytes: Buffer, { path, log }: { path: string; log: Logger }): SpoolRecord | null {
  try {
    const { body: base64, ...head } = recordAside.parse(JSON.parse(bytes.toString()));
    const inbound = findInbound("POST", head.url);
    if (inbound === null) throw new Error("its path is not kept");
    const body = Buffer.from(base64, "base64");
    return { ...head, ...orderOf(inbound, body), body };
  } catch (error) {
    const reason = error instanceof SyntaxError ? "it is no JSON" : reasonOf(error);
    log.error(
      { file: basename(path), reason },
      "a file that is to be sent again is no request of the spool: it is set apart",
    );
    return null;
  }
}
