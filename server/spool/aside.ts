import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { INBOUND_KINDS } from "./inbound";
import type { SpoolRecord } from "./record";
import { FILE_MODE, FOLDER_MODE, flushFolder } from "./segment-files";

/** Why the core will not have a record. */
export type Reason = { status: number | null; answer: string };

/** Records that the core refused for good, one file each, until an operator removes them or wants them sent again. */
export type Aside = {
  add(record: SpoolRecord, reason: Reason, now: Date): Promise<void>;
  /** Of the last look at the folder. */
  count(): number;
  bytes(): number;
  /** Looks at the folder again: operators change it. */
  refresh(): Promise<void>;
  /** What an operator has moved into the folder `retry`: `keep` puts it in the line, then its file is removed. */
  retry(keep: (record: SpoolRecord) => Promise<void>): Promise<number>;
};

const asideFile = z.object({
  id: z.string().min(1),
  kind: z.enum(INBOUND_KINDS),
  at: z.number(),
  url: z.string(),
  headers: z.array(z.string()),
  keys: z.array(z.string()).min(1),
  body: z.base64(),
});

export async function openAside(folder: string): Promise<Aside> {
  const retryFolder = join(folder, "retry");
  await mkdir(retryFolder, { recursive: true, mode: FOLDER_MODE });
  let files = new Map<string, number>();

  const refresh = async () => {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
    const sizes = names.map(async (name) => {
      const size = files.get(name) ?? (await stat(join(folder, name)).catch(() => null))?.size;
      return [name, size ?? 0] as const;
    });
    files = new Map(await Promise.all(sizes));
  };
  await refresh();
  return {
    async add({ body, ...head }, reason, now) {
      const name = `${head.id}.json`;
      const json = { ...reason, asideAt: now.toISOString(), ...head, body: body.toString("base64") };
      const text = JSON.stringify(json, null, 2);
      const draft = join(folder, `${name}.draft`);
      const file = await open(draft, "w", FILE_MODE);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, join(folder, name));
      await flushFolder(folder);
      files.set(name, Buffer.byteLength(text));
    },
    count: () => files.size,
    bytes: () => [...files.values()].reduce((sum, size) => sum + size, 0),
    refresh,
    async retry(keep) {
      const names = (await readdir(retryFolder)).filter((name) => name.endsWith(".json"));
      for (const name of names) {
        const path = join(retryFolder, name);
        const { body, ...head } = asideFile.parse(JSON.parse(await readFile(path, "utf8")));
        await keep({ ...head, body: Buffer.from(body, "base64") });
        await rm(path);
      }
      return names.length;
    },
  };
}
