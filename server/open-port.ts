import { openFront } from "@/server/http/front/front";
import { openSharedPort } from "@/server/http/front/shared-port";
import { renderMetrics } from "@/server/http/health/metrics-page";
import type { Health } from "@/server/http/health/read-health";
import type { Env } from "@/server/lib/env/env";
import type { ProvidedPostgres } from "@/server/lib/postgres/provide";
import type { Life } from "@/server/lib/process/lifecycle";
import { log } from "@/server/lib/process/log";
import { startWebProcesses, type WebProcesses } from "@/server/lib/web-processes/web-processes";
import { isDev } from "./configure";
import type { PortShare } from "./open-relay";
import type { Rooms } from "./open-rooms";
import { frontOptionsOf, HTTP_DRAIN_MS, openHttp, preparePages } from "./open-web";

/** Where this process listens, and who answers there. */
export type Port = {
  url: string;
  share: PortShare;
  /** Starts answering requests. Stopped first, it drains them while the database still runs. */
  open(rooms: Rooms, postgres: ProvidedPostgres): Promise<void>;
  /** Whether nobody is missing who answers. */
  isComplete(): Promise<boolean>;
  /** Not ready any more, while everything is still answered for `ms`: proxies learn to send requests elsewhere. */
  retire(ms: number): Promise<void>;
};

type PortOptions = {
  health: () => Promise<Health>;
  /** The file of this program, for web processes. */
  program: string;
};

/** So many web processes; 1: this process answers itself. */
export const webThreadsOf = (env: Env): number => (isDev || env.ROLE === "worker" ? 1 : env.WEB_THREADS);

/** What a web process has to end after its requests: spans and connections to the database. */
const WEB_STOP_MS = HTTP_DRAIN_MS + 2_000;

/**
 * Listens before anything else, so that a port in use is detected before any data is changed. Until `open` every request is
 * answered with 503. Part of the composition root.
 * @throws StartFailure it cannot listen.
 */
export const openPort = (life: Life, env: Env, options: PortOptions): Promise<Port> =>
  webThreadsOf(env) > 1 ? openForWebs(life, env, options) : openForThis(life, env, options);

/** Browsers reconnect together after a restart; nothing does so to a worker. */
const listenersOf = (env: Env): number => (isDev || env.ROLE === "worker" ? 1 : 16);
const addressOf = ({ HOST: host, PORT: port }: Env) => ({ host, port });
const portOf = (url: string): number => Number(new URL(url).port);

async function openForThis(life: Life, env: Env, { health }: PortOptions): Promise<Port> {
  const front = await life.step("port", {
    start: () =>
      openFront({ ...addressOf(env), ...frontOptionsOf(env, health), listeners: listenersOf(env) }),
    stop: (opened) => opened.drain(HTTP_DRAIN_MS),
  });
  const { url, retire } = front;
  // A worker has /health and /metrics only. Loading goes on while the database starts.
  const preparing = env.ROLE === "worker" ? undefined : preparePages(env, portOf(url));
  const open = (rooms: Rooms) => openHttp(life, front, rooms, preparing);
  return { url, share: { as: "alone" }, open, isComplete: async () => true, retire };
}

async function openForWebs(life: Life, env: Env, { health, program }: PortOptions): Promise<Port> {
  let webs: WebProcesses | undefined;
  const front = await life.step("port", {
    start: () =>
      openSharedPort(
        { ...addressOf(env), ...frontOptionsOf(env, health) },
        (socket) => webs?.pass(socket) ?? false,
      ),
    stop: (opened) => opened.drain(HTTP_DRAIN_MS),
  });
  const onLost = () => {
    log.fatal("no web process could be started for a minute: shutting down");
    void life.end(1);
  };
  const started = await life.step("fork", {
    start: () =>
      startWebProcesses({
        count: env.WEB_THREADS,
        program: { file: program, env: { ...process.env, PORT: String(portOf(front.url)) } },
        log,
        onLost,
      }),
    stop: (running) => running.stop(WEB_STOP_MS),
  });
  webs = started;
  return {
    url: front.url,
    share: { as: "main", webs: started },
    open: (rooms, { isUp: _isUp, stop: _stop, ...addresses }) =>
      life.step("web processes", {
        start() {
          started.follow({
            answer: async (question) =>
              question === "health" ? health() : renderMetrics(() => rooms.services, started.collect),
          });
          return started.begin(addresses);
        },
        async stop() {
          await Promise.all([front.drain(HTTP_DRAIN_MS), started.stop(WEB_STOP_MS)]);
        },
      }),
    isComplete: started.areAllReady,
    retire(ms) {
      started.send({ kind: "retire" });
      return front.retire(ms);
    },
  };
}
