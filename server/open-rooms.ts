import { createRun } from "@/server/commands/_run/run";
import { provideServices, type Services } from "@/server/commands/_run/services";
import { createCable } from "@/server/dialects/chatwoot/cable/cable";
import { createChatwootFormat } from "@/server/dialects/chatwoot/webhooks/webhook-format";
import { createFreescoutFormat } from "@/server/dialects/freescout/webhooks/loading-format";
import { createWukongimSocket, type WukongimSocket } from "@/server/dialects/wukongim/socket/socket";
import { provideTcpPort } from "@/server/dialects/wukongim/socket/tcp/tcp-port";
import { keptData } from "@/server/dialects/wukongim/store/kept-data";
import { createWukongimFormats } from "@/server/dialects/wukongim/webhooks/webhook-formats";
import { type AnswerCors, createCors } from "@/server/http/_request/cors";
import { createApp } from "@/server/http/app";
import { createFileServer } from "@/server/http/files/serve-file";
import { createDirect, type ServeDirectly } from "@/server/http/front/direct";
import type { FileStreams, HttpApp, LiveStreams, Sockets } from "@/server/http/front/front";
import { joinSockets } from "@/server/http/front/join-sockets";
import { provideWaitLimits, type WaitLimits } from "@/server/http/v1/events/await-events";
import { announceCredentials, lastCredentials, learnCredentials } from "@/server/lib/auth/known-credentials";
import type { Env } from "@/server/lib/env/env";
import { openFileStore } from "@/server/lib/files/open-file-store";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { provideAddressPolicy } from "@/server/lib/outbound/target";
import type { ProvidedPostgres } from "@/server/lib/postgres/provide";
import { log } from "@/server/lib/process/log";
import { baseUrlFrom } from "@/server/lib/web/base-url";
import type { CallerNews } from "@/server/lib/web-processes/messages";
import { notifyMembers, provideEphemeralEvents } from "@/server/live/hub/account-signal";
import { createHub, type Hub } from "@/server/live/hub/hub";
import { createOriginReader } from "@/server/queries/credentials/allowed-origins";
import { readSessionCaller, readSessionCallerLately } from "@/server/queries/credentials/session-caller";
import type { Database } from "@/server/store/_postgres/db";
import { createDisplayIds } from "@/server/store/conversations/display-ids";
import { createExpensiveLimit } from "@/server/store/credentials/rate-limit";
import { announceSettings, dropOwnSettings } from "@/server/store/credentials/settings-cache";
import { type Alignment, alignEpoch } from "@/server/store/events/log/epoch";
import { openPools, shareOfConnections } from "./open-pools";
import { openRelay, type PortShare, type Relaying } from "./open-relay";
import { fileLimitsOf, uploadLimitsOf, watchDisk } from "./upload-limits";

/** What the process gets from the rooms. */
export type Rooms = {
  /** Answers requests, except pages. */
  http: {
    app: HttpApp;
    direct: ServeDirectly;
    cors: AnswerCors;
    live: LiveStreams;
    files: FileStreams;
    sockets: Sockets;
  };
  /** The sockets of WuKongIM's devices, for connections over TCP too. */
  wukongim: Pick<WukongimSocket, "accept" | "flush">;
  services: Services;
  /** Carries committed changes to this process's streams and to other processes. */
  relay: Relaying;
  /** Ends the pools. */
  close(): Promise<void>;
};

/** Opens the pools and everything between a request and the log; part of the composition root. */
export async function openRooms(env: Env, postgres: ProvidedPostgres, port: PortShare): Promise<Rooms> {
  provideAddressPolicy(env.WEBHOOK_ALLOW_CIDRS);
  provideChannelHosts(env.CHANNEL_ALLOW_CIDRS);
  provideTcpPort(env.WUKONGIM_TCP_PORT ?? null);
  shareCallers(port);
  const connections = connectionsOf(env, port);
  const { database, relayDatabase, displayIdDatabase, close } = openPools(connections, postgres);
  if (port.as !== "web") logAlignment(await alignEpoch(database));

  const uploads = uploadLimitsOf(env);
  watchDisk(uploads);
  const now = () => new Date();
  const broadcast = (words: string) => relay.broadcast(words);
  const hub = openHub(database, now, broadcast);
  const baseUrl = baseUrlFrom(env);
  const cable = createCable({ services: { database, now }, baseUrl, broadcast });
  const wukongim = createWukongimSocket({ database, now, services: () => services, baseUrl, broadcast });
  const sockets = [cable, wukongim];
  const busUrl = env.REDIS_URL ?? postgres.directUrl;
  const relay = openRelay({ busUrl, relayDatabase, now, hub, sockets }, port);
  const run = createRun({
    database,
    now,
    onCommitted: relay.wake,
    onAnnounced: notifyMembers,
    connections,
    drawDisplayId: createDisplayIds(displayIdDatabase),
  });
  const services = provideServices({
    database,
    run,
    now,
    mailsLinks: Boolean(env.SMTP_URL),
    countExpensive: createExpensiveLimit(env.RATE_LIMITS ? env.RATE_LIMIT_EXPENSIVE : null, {
      database,
      isShared: Boolean(env.DATABASE_URL) || port.as !== "alone",
    }),
    singleSignOn: env.singleSignOn,
    hasPasswords: env.PASSWORD_SIGN_IN === "on",
    files: openFileStore(env),
    fileLimits: fileLimitsOf(env),
    uploads,
    dialectData: [keptData],
    formats: formatsOf({ services: { database, now }, baseUrl, onlineDevices: wukongim.onlineDevices }),
  });
  return {
    http: { ...openHttpRoom(env, services, hub), sockets: joinSockets(sockets) },
    wukongim,
    services,
    relay,
    close,
  };
}

/** Of the pool for requests. */
const connectionsOf = ({ DATABASE_CONNECTIONS: max, WEB_THREADS: webs }: Env, port: PortShare): number =>
  port.as === "web" ? shareOfConnections(max, webs) : max;

function openHub(database: Database, now: () => Date, broadcast: (text: string) => void): Hub {
  const hub = createHub({
    database,
    recognise: (headers) => readSessionCallerLately(database, headers),
    authenticate: (headers) => readSessionCaller(database, headers),
    now,
    log,
    broadcast,
  });
  provideEphemeralEvents(hub);
  return hub;
}

/** The webhooks of the dialects. */
const formatsOf = (parts: Parameters<typeof createWukongimFormats>[0]) => [
  createFreescoutFormat(parts.services),
  createChatwootFormat(parts.services, parts.baseUrl),
  ...createWukongimFormats(parts),
];

function openHttpRoom(env: Env, services: Services, live: Hub): Omit<Rooms["http"], "sockets"> {
  provideWaitLimits(waitLimitsOf(env));
  return {
    app: createApp({ services: () => services }),
    direct: createDirect(() => services),
    cors: createCors(createOriginReader(() => services.database)),
    live,
    files: createFileServer(() => services),
  };
}

const waitLimitsOf = (env: Env): WaitLimits =>
  env.RATE_LIMITS
    ? { token: env.STREAMS_PER_TOKEN, account: env.STREAMS_PER_ACCOUNT }
    : { token: Number.POSITIVE_INFINITY, account: Number.POSITIVE_INFINITY };

function logAlignment({ kind, origin }: Alignment): void {
  if (origin === null)
    log.warn(
      "this database does not report its identity: a failover to a copy that lacks events would not be detected",
    );
  if (kind === "changed")
    log.warn(
      { origin },
      "the database was replaced or restored: all issued cursors are invalid, consumers start again",
    );
}

/** Credentials of others that a web process gets when it begins. */
const CREDENTIALS_MAX = 10_000;

/**
 * Lets the processes of one port remember the same of callers: whose credential a request has, before it is authenticated, and
 * that rights have changed.
 */
function shareCallers(port: PortShare): void {
  if (port.as === "alone") return;
  if (port.as === "main")
    port.webs.follow({
      onCallers: learn,
      knownCallers: () => ({ kind: "credentials", known: lastCredentials(CREDENTIALS_MAX) }),
    });
  else port.main.follow({ receiveCallers: learn });
  const { send } = port.as === "main" ? port.webs : port.main;
  announceSettings(() => send({ kind: "settings" }));
  announceCredentials((known) => send({ kind: "credentials", known: [known] }));
}

function learn(news: CallerNews): void {
  if (news.kind === "settings") dropOwnSettings();
  else learnCredentials(news.known);
}
