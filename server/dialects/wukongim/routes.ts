import { Hono } from "hono";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { retryAfterOf } from "@/server/contract/_shared/refusal";
import { type DirectRoute, urlPattern } from "@/server/lib/web/direct-route";
import { channelRoutes } from "./channels/channels";
import { listRoutes } from "./channels/lists";
import { authenticate, type Route, type WukongimContext, type WukongimEnv } from "./context";
import { channelSetRoutes } from "./conversations/channel-sets";
import { conversationRoutes } from "./conversations/conversations";
import { answerOf, errorAnswer, type WireAnswer } from "./errors";
import { commandRoutes } from "./messages/commands";
import { historyRoutes } from "./messages/history";
import { oneMessageRoutes } from "./messages/one-message";
import { sendRoutes } from "./messages/send";
import { addressRoutes } from "./users/addresses";
import { userRoutes } from "./users/users";

const BASE = "/wukongim";

/** Every route with a token, by its path below `/wukongim`. */
export const WUKONGIM_ROUTES: readonly Route[] = [
  ...sendRoutes,
  ...historyRoutes,
  ...oneMessageRoutes,
  ...commandRoutes,
  ...channelRoutes,
  ...listRoutes,
  ...conversationRoutes,
  ...channelSetRoutes,
  ...userRoutes,
  ...addressRoutes,
];

/** The routes that are marked as direct. */
export const wukongimDirectRoutes: readonly DirectRoute<Services, Caller>[] = WUKONGIM_ROUTES.flatMap(
  ([method, path, , answer]) => {
    const route = `${BASE}${path}`;
    return answer ? [{ methods: [method], pattern: urlPattern(route), route, answer, answerError }] : [];
  },
);

function answerError(error: unknown) {
  const wire = answerOf(error);
  return wire && { status: wire.status, json: wire.body };
}

/** The route without a token: whether the process answers. */
export const HEALTH = "/health";

/**
 * WuKongIM's HTTP API over Tickline's commands and queries. A trailing slash is the same path. Errors unknown to this
 * dialect go on to the app around it.
 */
export function wukongimRoutes(): Hono {
  const app = new Hono<WukongimEnv>();
  app.onError((error, c) => {
    const wire = answerOf(error);
    if (!wire) throw error;
    const retryAfter = retryAfterOf(error, wire.status);
    if (retryAfter) c.header("retry-after", retryAfter);
    return answer(c, wire);
  });
  app.get(`${BASE}${HEALTH}`, (c) => c.json({ status: "ok" }));
  for (const [method, path, handle] of WUKONGIM_ROUTES)
    app.on(method, [`${BASE}${path}`, `${BASE}${path}/`], authenticate, (c) => handle(c));
  app.all(`${BASE}/*`, (c) =>
    answer(c, errorAnswer(404, "There is no such path, or it has another method.")),
  );
  return new Hono().route("/", app);
}

const answer = (c: WukongimContext, { status, body }: WireAnswer): Response => c.json(body, status);
