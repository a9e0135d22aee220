/**
 * `npm run backup -- tickline.backup`: the database and the secrets of DATA_DIR in one file, while Tickline runs or not.
 * Progress is on stderr.
 */
import { resolve } from "node:path";
import { readEnv } from "@/server/lib/process/env";
import { live } from "@/server/lib/process/lifecycle";
import { formatBytes } from "@/server/setup/backup/backup-format";
import { writeBackup } from "@/server/setup/backup/write-backup";
import { abortOnSignals, printProgress, readArchiveArguments } from "./archive-arguments";
import { openCliDatabase } from "./cli-database";

live(async (life) => {
  const { file } = readArchiveArguments("usage: npm run backup -- <file>");
  const signal = abortOnSignals(life);
  const env = readEnv();
  const url = await openCliDatabase(life, env, { migrates: false });
  const { bytes, rows } = await writeBackup({
    url,
    dataDir: env.DATA_DIR,
    file: resolve(file),
    now: new Date(),
    signal,
    onProgress: printProgress,
  });
  if (env.AUTH_SECRET)
    printProgress("AUTH_SECRET is not in the archive: keep it, a restored database needs it");
  process.stdout.write(`${file}: ${rows} rows, ${formatBytes(bytes)}, compared with its digests\n`);
  void life.end(0);
});
