/**
 * The composition root, with the files beside it: the only ones that import every room. Configuration → Postgres → migrations
 * → first-run data → relay → HTTP → worker → ready. A signal stops them in reverse order, so that the relay stamps the
 * events of the last requests. With WEB_THREADS above 1, HTTP is in web processes, which this one starts and ends.
 */

import { fileURLToPath } from "node:url";
import type { Health } from "@/server/http/health/read-health";
import type { Env } from "@/server/lib/env/env";
import { lockDataDir } from "@/server/lib/postgres/lock";
import { type ProvidedPostgres, providePostgres } from "@/server/lib/postgres/provide";
import { endOnUncaught, type Life, live } from "@/server/lib/process/lifecycle";
import { log } from "@/server/lib/process/log";
import { StartFailure } from "@/server/lib/process/start-failure";
import { endWithMain } from "@/server/lib/web-processes/main-link";
import { webNumber } from "@/server/lib/web-processes/web-number";
import { warnOfNeighbours } from "@/server/setup/doctor/check-environment";
import { firstRun, signInNotice } from "@/server/setup/first-run";
import { openInstallation } from "@/server/setup/installation/open-installation";
import { prepareSchema } from "@/server/store/_postgres/migrate";
import { checkRedis } from "@/server/store/_process-bus/redis-bus";
import { createStorageWatch } from "@/server/store/installation/installation";
import { configure, traceIfConfigured } from "./configure";
import { connectionsOfAll } from "./open-pools";
import { openPort, type Port, webThreadsOf } from "./open-port";
import { openRooms } from "./open-rooms";
import { openTcp } from "./open-tcp";
import { openWorker } from "./open-worker";
import { runWebProcess } from "./web-process";

const program = fileURLToPath(import.meta.url);

if (webNumber === null) live(runMainProcess);
else live(runWebProcess, endWithMain);

async function runMainProcess(life: Life): Promise<void> {
  const env = await life.step("configuration", { start: configure });
  if (env.ROLE === "spool") throw new StartFailure("ROLE=spool is a program of its own: run it by npm start");
  if (!env.DATABASE_URL) {
    await life.step("lock", { start: () => lockDataDir(env.DATA_DIR), stop: (lock) => lock.release() });
  }
  await traceIfConfigured(life, env);
  let health: () => Promise<Health> = async () => "starting";
  const port = env.servesHttp ? await openPort(life, env, { health: () => health(), program }) : undefined;
  const postgres = await prepareDatabase(life, env);
  const rooms = await life.step("rooms", {
    start: () => openRooms(env, postgres, port?.share ?? { as: "alone" }),
    stop: (opened) => opened.close(),
  });
  await life.step("installation", {
    start: () => openInstallation(env, rooms.services),
    stop: (opened) => opened.stop(),
  });
  const first = await life.step("first run", {
    start: () => firstRun({ url: postgres.ownerUrl, env, now: () => new Date() }),
  });
  await life.step("relay", { start: () => rooms.relay.start(), stop: () => rooms.relay.stop() });
  await port?.open(rooms, postgres);
  if (port) await openTcp(life, env, rooms);
  endOnUncaught(life);
  if (env.ROLE !== "web") await openWorker(life, env, rooms.services, postgres.ownerUrl);
  const storage = createStorageWatch(rooms.services.database);
  health = async () => {
    if (!(await postgres.isUp())) return "database_down";
    if (await storage.isOut()) return "storage_unavailable";
    if (rooms.relay.isDelayed()) return "events_delayed";
    return port && !(await port.isComplete()) ? "web_process_down" : "ok";
  };
  if (port) await openReadiness(life, env, port);
  const url = port && (env.PUBLIC_URL ?? port.url);
  log.info(
    { url, times: life.times() },
    `Tickline is ready${url ? ` at ${url}` : ""} after ${life.ageMs()} ms`,
  );
  void warnOfNeighbours(env, (text) => log.warn(text));
  if (url) process.stdout.write(signInNotice(first, env, url)); // not to the log: it contains a password
}

/** Provides the database, with the schema of this release. */
async function prepareDatabase(life: Life, env: Env): Promise<ProvidedPostgres> {
  const webs = webThreadsOf(env);
  const connections = webs > 1 ? connectionsOfAll(env.DATABASE_CONNECTIONS, webs) : 0;
  const postgres = await life.step("database", {
    start: () => providePostgres(env, { connections }),
    stop: (provided) => provided.stop(),
  });
  const { REDIS_URL: redisUrl } = env;
  if (redisUrl) await life.step("redis", { start: () => checkRedis(redisUrl) });
  await life.step("migrations", { start: () => prepareSchema(postgres) });
  return postgres;
}

/** Stopped first of all: requests are answered until proxies send them elsewhere. */
async function openReadiness(life: Life, { drainMs }: Env, port: Port): Promise<void> {
  await life.step("readiness", {
    start: () => undefined,
    stop: () => port.retire(drainMs),
    stopsLaterMs: drainMs,
  });
}
