/**
 * `npm run restore -- tickline.backup`: puts a backup into an empty database and DATA_DIR. With `--replace` it deletes what
 * is there. Progress is on stderr.
 */
import { resolve } from "node:path";
import { readEnv } from "@/server/lib/env/env";
import { filesFolder, nameOfStore, openFileStore } from "@/server/lib/files/open-file-store";
import { live } from "@/server/lib/process/lifecycle";
import { readBackup, restoreBackup } from "@/server/setup/backup/restore-backup";
import { adoptFileStore } from "@/server/setup/installation/prove-file-store";
import { openDatabase } from "@/server/store/_postgres/db";
import { abortOnSignals, openCliDatabase, printProgress, readArchiveArguments } from "./cli-database";

live(async (life) => {
  const { file, flags } = readArchiveArguments("usage: npm run restore -- <file> [--replace]", ["replace"]);
  const signal = abortOnSignals(life);
  const env = readEnv();
  // Before the database: a mistyped name makes no empty one.
  const backup = await readBackup({ file: resolve(file), signal, onProgress: printProgress });
  const url = await openCliDatabase(life, env, { migrates: false, isExclusive: true });
  const store = openFileStore(env);
  const { createdAt, rows, files, attachments } = await restoreBackup({
    url,
    dataDir: env.DATA_DIR,
    store,
    storeFolder: env.s3 ? null : filesFolder(env.DATA_DIR),
    backup,
    isReplacing: flags.has("replace"),
    signal,
    onProgress: printProgress,
  });
  const database = await life.step("connection", {
    start: () => openDatabase({ url, max: 1 }),
    stop: (opened) => opened.close(),
  });
  await adoptFileStore(database, { files: store, name: nameOfStore(env) });
  if (env.AUTH_SECRET && files.includes("auth-secret"))
    printProgress(
      `AUTH_SECRET is used instead of the archive's auth-secret: what that one encrypted is readable only if both are equal`,
    );
  if (attachments === null)
    printProgress("the archive has no attachments: they were in a bucket (S3_BUCKET) when it was made");
  const copied = attachments ? ` and ${attachments.files} attachments` : "";
  printProgress(
    "nothing leaves the restored copy: webhooks, callbacks, mails, pushes and fetches of files wait until you run `npm run confirm -- outbound`",
  );
  process.stdout.write(
    `restored ${rows} rows${copied} of ${createdAt}; cursors of the event log are answered 410\n`,
  );
  void life.end(0);
});
