/** `npm run db:migrate`: applies the migrations to DATABASE_URL, or to the built-in database of DATA_DIR. */

import { readEnv } from "@/server/lib/env/env";
import { lockDataDir } from "@/server/lib/postgres/lock";
import { makeDataDir } from "@/server/lib/postgres/place";
import { providePostgres } from "@/server/lib/postgres/provide";
import { live } from "@/server/lib/process/lifecycle";
import { prepareSchema } from "@/server/store/_postgres/migrate";
import { refuseArguments } from "./cli-database";

live(async (life) => {
  refuseArguments("db:migrate");
  const env = readEnv();
  if (!env.DATABASE_URL) {
    makeDataDir(env.DATA_DIR);
    await life.step("lock", { start: () => lockDataDir(env.DATA_DIR), stop: (lock) => lock.release() });
  }
  const postgres = await life.step("database", {
    start: () => providePostgres(env),
    stop: (provided) => provided.stop(),
  });
  const applied = await life.step("migrations", { start: () => prepareSchema(postgres) });
  process.stdout.write(applied.length > 0 ? `applied ${applied.join(", ")}\n` : "nothing to apply\n");
  void life.end(0);
});
