/**
 * `ROLE=spool`: a program of its own, small and without a database. It stands in front of the web process and keeps what channels
 * deliver while that, or its database, is away (docs/decisions/0118-spool.md).
 */

import { warningsOfProcess } from "@/server/lib/env/configuration-warnings";
import { readEnv } from "@/server/lib/env/env";
import { lockDataDir } from "@/server/lib/postgres/lock";
import { makeDataDir } from "@/server/lib/postgres/place";
import { endOnUncaught, type Life, live } from "@/server/lib/process/lifecycle";
import { log } from "@/server/lib/process/log";
import { StartFailure } from "@/server/lib/process/start-failure";
import { listen } from "@/server/lib/web/listen";
import { openSpool } from "./open-spool";

/** Requests in progress have this long to be answered at the end. */
const DRAIN_MS = 5_000;

live(runSpool);

async function runSpool(life: Life): Promise<void> {
  const env = await life.step("configuration", { start: readEnv });
  const { SPOOL_UPSTREAM: upstream, DATA_DIR: dataDir } = env;
  if (!upstream) throw new StartFailure("the spool needs SPOOL_UPSTREAM: the address of the web process");
  for (const warning of warningsOfProcess(env)) log.warn(warning);
  makeDataDir(dataDir);
  await life.step("lock", { start: () => lockDataDir(dataDir), stop: (lock) => lock.release() });
  const { SPOOL_MAX_BYTES: bytesMax, SPOOL_SECRET: secret, METRICS_TOKEN: metricsToken } = env;
  const spool = await life.step("spool", {
    start: () => openSpool({ dataDir, upstream, bytesMax, secret, metricsToken, log }),
    stop: (opened) => opened.close(),
  });
  const url = await life.step("port", {
    start: () => listen(spool.server, { host: env.HOST, port: env.PORT }),
    stop: () => spool.drain(DRAIN_MS),
  });
  endOnUncaught(life);
  const { origin } = new URL(upstream);
  log.info({ url, upstream: origin }, `Tickline is ready at ${url} as a spool after ${life.ageMs()} ms`);
}
