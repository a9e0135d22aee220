import type { Services } from "@/server/commands/_run/services";
import { createRequestLimits, type LimitRequests } from "@/server/http/_limits/request-limits";
import { type AdmitUpgrade, createUpgradeLimits } from "@/server/http/_limits/upgrade-limits";
import { createActionGate } from "@/server/http/actions/action-gate";
import { createActionIds } from "@/server/http/actions/action-ids";
import type { FrontOptions, Pages, Serving } from "@/server/http/front/front";
import { openPages } from "@/server/http/front/pages";
import type { Health } from "@/server/http/health/read-health";
import type { Env } from "@/server/lib/env/env";
import type { Life } from "@/server/lib/process/lifecycle";
import { isDev } from "./configure";
import type { Rooms } from "./open-rooms";

/** Requests in progress have this long to be answered at the end. */
export const HTTP_DRAIN_MS = 5_000;

/** How the server in front of everything answers. Part of the composition root. */
export function frontOptionsOf(env: Env, health: () => Promise<Health>): FrontOptions {
  const { TRUST_PROXY: proxies, PUBLIC_URL: publicUrl, SPOOL_SECRET: spoolSecret } = env;
  return {
    proxies,
    publicUrl,
    spoolSecret,
    isDev,
    health,
    limit: limitOf(env),
    admitUpgrade: admitUpgradeOf(env),
  };
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

/** Begins to load Next, which needs as long as the database's start. `port`: where browsers reach it. */
export function preparePages(env: Env, port: number): Promise<Pages> {
  const preparing = openPages({ isDev, host: env.HOST, port });
  preparing.catch(() => undefined); // awaited later, when the database is up
  return preparing;
}

/** Starts answering requests; a worker has no pages. Stopped first, it drains requests while the database still runs. */
export async function openHttp(
  life: Life,
  front: Pick<Serving, "open" | "drain">,
  rooms: Rooms,
  preparing: Promise<Pages> | undefined,
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
