import { createRun } from "./commands/run";
import { provideServices } from "./commands/services";
import { freescout } from "./dialects/freescout/webhook-format";
import { createApp } from "./http/app";
import type { HttpApp, LiveStreams } from "./http/front";
import { sessionCaller, sessionCallerLately } from "./http/session";
import type { Env } from "./lib/env";
import { log } from "./lib/log";
import { metrics } from "./lib/metrics";
import { provideAddressPolicy } from "./lib/outbound/own-policy";
import type { ProvidedPostgres } from "./lib/postgres/provide";
import { reasonOf } from "./lib/start-failure";
import { provideBesideLog } from "./live/beside-log";
import { createHub, type Hub } from "./live/hub";
import { createTopicChanges, provideTopicChanges } from "./live/topic-changes";
import type { Doorbell } from "./store/bell";
import { type Database, openDatabase } from "./store/db";
import { openDoorbell } from "./store/doorbell";
import { type Alignment, alignEpoch } from "./store/epoch";
import { wakeBulk } from "./worker/bulk/open-bulk";
import { type Relay, startRelay } from "./worker/relay-loop";
import { wakeWebhooks } from "./worker/webhooks/open-webhooks";

/** What the rooms give the process. */
export type Rooms = {
  app: HttpApp;
  live: LiveStreams;
  /** The way of a committed change, to our readers and other processes. */
  relay: { start(): void; stop(): Promise<void> };
  /** Ends the pools. */
  close(): Promise<void>;
};

/** Connections that the relay has to itself, however busy the others are. */
const RELAY_CONNECTIONS = 2;

/** Opens the pools and everything between a request and the log; part of the composition root. */
export async function openRooms(env: Env, { url, directUrl, prepares }: ProvidedPostgres): Promise<Rooms> {
  provideAddressPolicy(env.WEBHOOK_ALLOW_CIDRS);
  let isClosing = false; // then Postgres may be quicker to end a connection than we
  const onIdleError = (error: Error) =>
    isClosing || log.warn({ reason: reasonOf(error) }, "a database connection broke");
  const database = openDatabase({ url, prepares, max: env.DATABASE_CONNECTIONS, onIdleError });
  const relayDatabase = openDatabase({ url: directUrl, max: RELAY_CONNECTIONS, onIdleError });
  tellAlignment(await alignEpoch(database));

  const now = () => new Date();
  const hub = createHub({
    database,
    recognise: sessionCallerLately,
    authenticate: sessionCaller,
    now,
    log,
    tell: (words) => relay.tell(words),
  });
  provideBesideLog(hub);
  const relay = prepareRelay({ bellUrl: env.REDIS_URL ?? directUrl, relayDatabase, now, hub });
  const run = createRun({ database, now, onCommitted: relay.wake });
  provideServices({ database, run, now, mailsLinks: Boolean(env.SMTP_URL), formats: [freescout] });
  return {
    app: createApp(),
    live: hub,
    relay,
    close: async () => {
      isClosing = true;
      await Promise.all([database.close(), relayDatabase.close()]);
    },
  };
}

type RelayParts = {
  bellUrl: string;
  relayDatabase: Database;
  now: () => Date;
  hub: Hub;
};

/** Our relay stamps what is committed, our hub sends it, the doorbell tells other processes. */
function prepareRelay({ bellUrl, relayDatabase, now, hub }: RelayParts) {
  let relay: Relay | undefined;
  let bell: Doorbell | undefined;
  const tell = (words: string) => bell?.tell(words);
  const topics = createTopicChanges(hub, tell);
  provideTopicChanges(topics);
  return {
    tell,
    wake: () => {
      metrics.operations.inc();
      relay?.wake();
    },
    start() {
      const rung = openDoorbell({
        url: bellUrl,
        onRing: () => {
          hub.wake();
          wakeWebhooks();
        },
        onTold: (words) => hub.hear(words) || topics.onTold(words),
        onError: (error) => log.warn({ reason: reasonOf(error) }, "the doorbell's connection broke"),
      });
      bell = rung;
      relay = startRelay({
        database: relayDatabase,
        now,
        followed: hub.followed,
        onStamped: (rows, others) => {
          hub.publish(rows, others);
          rung.ring();
          wakeWebhooks();
          if ([...rows, ...others].some(({ type }) => type === "bulk.started")) wakeBulk();
        },
        onError: (error) => log.warn({ reason: reasonOf(error) }, "the relay could not stamp"),
      });
    },
    async stop() {
      await relay?.stop();
      await bell?.close();
    },
  };
}

function tellAlignment({ kind, origin }: Alignment): void {
  if (origin === null)
    log.warn(
      "this database does not tell its identity: a failover to a copy that lacks events would not be noticed",
    );
  if (kind === "changed")
    log.warn({ origin }, "another Postgres, or restored: every cursor given out is void, readers start anew");
}
