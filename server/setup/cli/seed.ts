/** `npm run db:seed`: gives an empty database its first account and, unless SEED=empty, the demo's data. */
import { readEnv } from "@/server/lib/env/env";
import { live } from "@/server/lib/process/lifecycle";
import { localUrl } from "@/server/lib/web/listen";
import { firstRun, signInNotice } from "@/server/setup/first-run";
import { openCliDatabase, refuseArguments } from "./cli-database";

live(async (life) => {
  refuseArguments("db:seed", ": the variable SEED chooses between demo and empty");
  const env = readEnv();
  const url = await openCliDatabase(life, env);
  const done = await life.step("first run", { start: () => firstRun({ url, env, now: () => new Date() }) });
  const address = env.PUBLIC_URL ?? localUrl({ host: env.HOST, port: env.PORT });
  if (done.kind === "kept")
    process.stdout.write("The database already has an account. Nothing was changed.\n");
  process.stdout.write(signInNotice(done, env, address));
  void life.end(0);
});
