/**
 * `npm run backup -- tickline.backup`: the database, the secrets of DATA_DIR and the attachments in one file, while
 * Tickline runs or not. Progress is on stderr.
 */
import { resolve } from "node:path";
import { readEnv } from "@/server/lib/env/env";
import { openFileStore } from "@/server/lib/files/open-file-store";
import { live } from "@/server/lib/process/lifecycle";
import { formatBytes } from "@/server/setup/backup/backup-format";
import { writeBackup } from "@/server/setup/backup/write-backup";
import { openDatabase } from "@/server/store/_postgres/db";
import { recordBackup } from "@/server/store/installation/installation";
import { abortOnSignals, openCliDatabase, printProgress, readArchiveArguments } from "./cli-database";

live(async (life) => {
  const { file, flags } = readArchiveArguments(
    "usage: npm run backup -- <file> [--allow-missing] [--without-bucket]",
    ["allow-missing", "without-bucket"],
  );
  const signal = abortOnSignals(life);
  const env = readEnv();
  const url = await openCliDatabase(life, env, { migrates: false, isExisting: true });
  const { bytes, rows, attachments } = await writeBackup({
    url,
    dataDir: env.DATA_DIR,
    store: env.s3 && flags.has("without-bucket") ? null : openFileStore(env),
    file: resolve(file),
    onMissing: flags.has("allow-missing") ? () => undefined : undefined, // they are counted below
    now: new Date(),
    signal,
    onProgress: printProgress,
  });
  const database = await life.step("connection", {
    start: () => openDatabase({ url, max: 1 }),
    stop: (opened) => opened.close(),
  });
  await recordBackup(database, new Date());
  if (env.AUTH_SECRET)
    printProgress("AUTH_SECRET is not in the archive: keep it, a restored database needs it");
  if (attachments === null)
    printProgress("attachments are in the bucket, not in the archive: keep copies of the bucket, too");
  if (attachments?.deleted)
    printProgress(`${attachments.deleted} attachments were deleted meanwhile and are not in the archive`);
  if (attachments?.lost)
    printProgress(`warning: ${attachments.lost} attachments have no bytes and are not in the archive`);
  const files = attachments ? `${attachments.files} attachments, ` : "";
  process.stdout.write(`${file}: ${rows} rows, ${files}${formatBytes(bytes)}, compared with its digests\n`);
  void life.end(0);
});
