/**
 * `npm run confirm -- outbound | file-store | auth-secret`: an operator says that what a start or a restore holds back is
 * intended.
 */
import { provideSecret } from "@/server/lib/crypto/stored-secret";
import { type Env, readEnv } from "@/server/lib/env/env";
import { nameOfStore, openFileStore } from "@/server/lib/files/open-file-store";
import { live } from "@/server/lib/process/lifecycle";
import { StartFailure } from "@/server/lib/process/start-failure";
import { adoptSecret } from "@/server/setup/installation/open-installation";
import { adoptFileStore } from "@/server/setup/installation/prove-file-store";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { releaseOutbound } from "@/server/store/installation/installation";
import { openCliDatabase } from "./cli-database";

const CONFIRMS: Readonly<Record<string, (database: Database, env: Env) => Promise<string>>> = {
  outbound: async (database, { OUTBOUND }) => {
    const isReleased = await releaseOutbound(database);
    const pause = "with OUTBOUND=off, as here, nothing leaves until it is removed from the environment";
    if (isReleased && OUTBOUND === "off") return `The copy is confirmed, but ${pause}.`;
    if (isReleased)
      return "Webhooks, callbacks, mails, pushes and fetches of files leave again within seconds.";
    const noCopy = "Nothing was waiting for it: this is no unconfirmed copy";
    return OUTBOUND === "off" ? `${noCopy}, but ${pause}.` : `${noCopy}.`;
  },
  "file-store": async (database, env) => {
    const name = nameOfStore(env);
    await adoptFileStore(database, { files: openFileStore(env), name });
    return `The files of this installation are in ${name}.`;
  },
  "auth-secret": async (database, env) => {
    provideSecret(env);
    await adoptSecret(database);
    return "The secret of this environment is the installation's. What was sealed with another one stays unreadable.";
  },
};

live(async (life) => {
  const [subject = "", ...more] = process.argv.slice(2);
  const confirm = more.length === 0 ? CONFIRMS[subject] : undefined;
  if (!confirm) throw new StartFailure("usage: npm run confirm -- outbound | file-store | auth-secret");
  const env = readEnv();
  const url = await openCliDatabase(life, env, { isExisting: true });
  const database = await life.step("connection", {
    start: () => openDatabase({ url, max: 1 }),
    stop: (opened) => opened.close(),
  });
  process.stdout.write(`${await confirm(database, env)}\n`);
  void life.end(0);
});
