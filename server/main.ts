/**
 * The composition root: with `open-rooms.ts` the only file that imports every room. Configuration → Postgres → migrations
 * → first-run data → relay → HTTP → worker → ready. A signal stops them in reverse order, so that the relay stamps the
 * events of the last requests.
 */

import { join } from "node:path";
import { openCallbackSender } from "@/server/channels/api/open-callback-sender";
import { createTicklineBody } from "@/server/channels/api/tickline-body";
import type { Services } from "@/server/commands/_run/services";
import { createChatwootBody } from "@/server/dialects/chatwoot/webhooks/callback-body";
import { createRequestLimits, type LimitRequests } from "@/server/http/_limits/request-limits";
import { type AdmitUpgrade, createUpgradeLimits } from "@/server/http/_limits/upgrade-limits";
import { createActionGate } from "@/server/http/actions/action-gate";
import { createActionIds } from "@/server/http/actions/action-ids";
import { type Front, openFront, type Pages } from "@/server/http/front/front";
import { openPages } from "@/server/http/front/pages";
import type { Health } from "@/server/http/health/read-health";
import { provideSecret } from "@/server/lib/crypto/stored-secret";
import { configurationWarnings } from "@/server/lib/env/configuration-warnings";
import { type Env, readEnv } from "@/server/lib/env/env";
import { lockDataDir } from "@/server/lib/postgres/lock";
import { makeDataDir } from "@/server/lib/postgres/place";
import { providePostgres } from "@/server/lib/postgres/provide";
import { endOnUncaught, type Life, live } from "@/server/lib/process/lifecycle";
import { log } from "@/server/lib/process/log";
import { openTracing, provideTracing, type Tracing } from "@/server/lib/process/tracing";
import { baseUrlFrom } from "@/server/lib/web/base-url";
import { replaySinceReview } from "@/server/queries/inboxes/audit-inbox";
import { createScheduledBackups } from "@/server/setup/backup/scheduled-backups";
import { warnOfNeighbours } from "@/server/setup/doctor/check-environment";
import { firstRun, signInNotice } from "@/server/setup/first-run";
import { openInstallation } from "@/server/setup/installation/open-installation";
import { prepareSchema } from "@/server/store/_postgres/migrate";
import { checkRedis } from "@/server/store/_process-bus/redis-bus";
import { createStorageWatch } from "@/server/store/installation/installation";
import { openBulk } from "@/server/worker/bulk/work-bulk";
import { startJobs } from "@/server/worker/jobs/jobs";
import { openMails } from "@/server/worker/mails/send-mails";
import { openPush } from "@/server/worker/push/send-pushes";
import { openSends } from "@/server/worker/sends/open-sends";
import { openWebhooks } from "@/server/worker/webhooks/open-webhooks";
import { openRooms, type Rooms } from "./open-rooms";

const isDev = process.argv.includes("--dev");
const HTTP_DRAIN_MS = 5_000;
const TRACES_WITHIN_MS = 1_000;

live(async (life) => {
  const env = await life.step("configuration", { start: configure });
  if (!env.DATABASE_URL) {
    await life.step("lock", { start: () => lockDataDir(env.DATA_DIR), stop: (lock) => lock.release() });
  }
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector } = env;
  if (collector) await life.step("tracing", { start: () => startTracing(collector), stop: stopTracing });
  let health: () => Promise<Health> = async () => "starting";
  const front = env.servesHttp ? await openPort(life, env, () => health()) : undefined;
  const preparing = preparePages(env, front); // continues while the database starts
  const postgres = await life.step("database", {
    start: () => providePostgres(env),
    stop: (provided) => provided.stop(),
  });
  const { REDIS_URL: redisUrl } = env;
  if (redisUrl) await life.step("redis", { start: () => checkRedis(redisUrl) });
  await life.step("migrations", { start: () => prepareSchema(postgres) });
  const rooms = await life.step("rooms", {
    start: () => openRooms(env, postgres),
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
  if (front) await openHttp(life, front, rooms, preparing);
  endOnUncaught(life);
  if (env.ROLE !== "web") await openWorker(life, env, rooms.services, postgres.ownerUrl);
  const storage = createStorageWatch(rooms.services.database);
  health = async () => {
    if (!(await postgres.isUp())) return "database_down";
    if (await storage.isOut()) return "storage_unavailable";
    return rooms.relay.isDelayed() ? "events_delayed" : "ok";
  };
  if (front)
    await life.step("readiness", {
      start: () => undefined,
      stop: () => front.retire(env.drainMs), // first of all: requests are answered until proxies send them elsewhere
      stopsLaterMs: env.drainMs,
    });
  const url = front && (env.PUBLIC_URL ?? front.url);
  log.info(
    { url, times: life.times() },
    `Tickline is ready${url ? ` at ${url}` : ""} after ${life.ageMs()} ms`,
  );
  void warnOfNeighbours(env, (text) => log.warn(text));
  if (url) process.stdout.write(signInNotice(first, env, url)); // not to the log: it contains a password
});

async function startTracing(collector: string): Promise<Tracing> {
  const tracing = await openTracing(collector);
  provideTracing(tracing);
  return tracing;
}

/** Sends the last spans; a collector that does not answer must not delay the end. */
async function stopTracing(tracing: Tracing): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, TRACES_WITHIN_MS).unref());
  await Promise.race([tracing.stop(), late]);
}

/** Work without a request. */
async function openWorker(life: Life, env: Env, services: Services, ownerUrl: string): Promise<void> {
  await life.step("worker", {
    start: () => startJobs(scheduledJobs(env, services, ownerUrl)),
    stop: (keeping) => keeping.stop(),
  });
  await life.step("bulk operations", {
    start: () => openBulk({ ...services, log }),
    stop: (opened) => opened.stop(),
  });
  await life.step("sends", {
    start: () => openSending(services, env),
    stop: (opened) => opened.stop(),
  });
  await life.step("webhooks", {
    start: () => openWebhooks({ ...services, log, baseUrl: baseUrlFrom(env) }),
    stop: (opened) => opened.stop(),
  });
}

/** Takes messages to the programs behind their inboxes. */
function openSending(services: Services, env: Env): { stop(): Promise<void> } {
  const baseUrl = baseUrlFrom(env);
  const bodies = { tickline: createTicklineBody(baseUrl), chatwoot: createChatwootBody(services, baseUrl) };
  const { sender, close } = openCallbackSender(bodies);
  const sends = openSends({ ...services, log, sender, journalFolder: join(env.DATA_DIR, "sends") });
  return { stop: () => sends.stop().finally(close) };
}

/** The worker's dependencies. */
const scheduledJobs = (env: Env, services: Services, ownerUrl: string) => ({
  ...services,
  log,
  mails: openMails(env),
  push: openPush(env),
  replay: replaySinceReview(services.database),
  backUp: env.backups
    ? createScheduledBackups({
        settings: env.backups,
        url: ownerUrl,
        dataDir: env.DATA_DIR,
        log,
        ...services,
      })
    : undefined,
});

/** Reads the environment, and completes it for Next and next-auth, which read it themselves. */
function configure(): Env {
  const env = readEnv();
  makeDataDir(env.DATA_DIR);
  for (const warning of configurationWarnings(env, {
    isRoot: process.getuid?.() === 0,
    given: Object.keys(process.env),
  }))
    log.warn(warning);
  provideSecret(env);
  Object.assign(process.env, {
    NODE_ENV: isDev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // Without a public URL next-auth follows the Host header, so that any port works.
    ...(env.PUBLIC_URL ? { NEXTAUTH_URL: env.PUBLIC_URL } : { AUTH_TRUST_HOST: "1" }),
  });
  return env;
}

/**
 * Listens before anything else, so that a port in use is detected before any data is changed. Until `open` every request
 * is answered with 503.
 */
function openPort(life: Life, env: Env, health: () => Promise<Health>): Promise<Front> {
  const { HOST: host, PORT: port, TRUST_PROXY: proxies, PUBLIC_URL: publicUrl } = env;
  const limits = { limit: limitOf(env), admitUpgrade: admitUpgradeOf(env) };
  return life.step("port", {
    start: () => openFront({ host, port, proxies, publicUrl, isDev, health, ...limits }),
    stop: (front) => front.drain(HTTP_DRAIN_MS),
  });
}

const limitOf = (env: Env): LimitRequests | undefined =>
  env.RATE_LIMITS
    ? createRequestLimits({
        token: env.RATE_LIMIT_TOKEN,
        session: env.RATE_LIMIT_SESSION,
        address: env.RATE_LIMIT_ADDRESS,
        pages: env.RATE_LIMIT_PAGES,
        refused: env.RATE_LIMIT_REFUSED,
      })
    : undefined;

const admitUpgradeOf = (env: Env): AdmitUpgrade =>
  createUpgradeLimits({
    rate: env.RATE_LIMITS ? env.RATE_LIMIT_SOCKETS : null,
    perAddress: env.RATE_LIMITS ? env.SOCKETS_PER_ADDRESS : null,
    max: env.SOCKETS_MAX,
  });

function preparePages(env: Env, front: Front | undefined): Promise<Pages | undefined> {
  if (!front || env.ROLE === "worker") return Promise.resolve(undefined); // a worker has /health and /metrics only
  const preparing = openPages({ isDev, host: env.HOST, port: Number(new URL(front.url).port) });
  preparing.catch(() => undefined); // awaited later, when the database is up
  return preparing;
}

/** Starts answering requests. Stopped first, it drains requests while the database still runs. */
async function openHttp(
  life: Life,
  front: Front,
  rooms: Rooms,
  preparing: Promise<Pages | undefined>,
): Promise<void> {
  await life.step("pages", {
    start: async () => {
      const pages = await preparing;
      front.open({ ...rooms.http, pages, actions: pages && actionsOf(rooms.services, pages) });
    },
    stop: () => front.drain(HTTP_DRAIN_MS),
  });
}

const actionsOf = (services: Services, pages: Pages) =>
  createActionGate({ services: () => services, hasAction: createActionIds({ isDev }), next: pages.serve });
