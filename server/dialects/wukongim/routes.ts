import { Hono } from "hono";
import { z } from "zod";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { retryAfterOf } from "@/server/contract/_shared/refusal";
import { channelRoutes } from "@/server/dialects/wukongim/channels/channels";
import { listRoutes } from "@/server/dialects/wukongim/channels/lists";
import { channelSetRoutes } from "@/server/dialects/wukongim/conversations/channel-sets";
import { conversationRoutes } from "@/server/dialects/wukongim/conversations/conversations";
import { UIDS_MAX } from "@/server/dialects/wukongim/domain/limits";
import { uid } from "@/server/dialects/wukongim/input/fields";
import { parseInput, readBody } from "@/server/dialects/wukongim/input/read-body";
import { answerJson } from "@/server/dialects/wukongim/json/answer";
import { commandRoutes } from "@/server/dialects/wukongim/messages/commands";
import { historyRoutes } from "@/server/dialects/wukongim/messages/history";
import { oneMessageRoutes } from "@/server/dialects/wukongim/messages/one-message";
import { sendRoutes } from "@/server/dialects/wukongim/messages/send";
import { readInboxIdentifier } from "@/server/dialects/wukongim/queries/inboxes";
import { tcpPort } from "@/server/dialects/wukongim/socket/tcp/tcp-port";
import { SOCKET_PATH } from "@/server/dialects/wukongim/socket/wire/requests";
import { userRoutes } from "@/server/dialects/wukongim/users/users";
import { type DirectRoute, urlPattern } from "@/server/lib/web/direct-route";
import {
  authenticate,
  type Route,
  renderingOf,
  requestContextOf,
  type WukongimContext,
  type WukongimEnv,
} from "./context";
import { answerOf, errorAnswer, type WireAnswer } from "./errors";

const addressRoutes: readonly Route[] = [
  ["GET", "/route", show],
  ["POST", "/route/batch", showMany],
];

async function show(c: WukongimContext): Promise<Response> {
  const user = c.req.query("uid");
  if (user) parseInput(uid, user);
  return answerJson(c, await addressesOf(c));
}

async function showMany(c: WukongimContext): Promise<Response> {
  const users = await readBody(c, z.array(uid).max(UIDS_MAX, `has more than ${UIDS_MAX} users`));
  return answerJson(c, [{ uids: users, ...(await addressesOf(c)) }]);
}

/** Where clients connect: over WebSocket one address, with or without TLS, and over TCP if the installation has a port. */
async function addressesOf(c: WukongimContext): Promise<object> {
  const { services, caller, inboxId } = c.var;
  const identifier = await readInboxIdentifier(services.database, caller.accountId, inboxId);
  const base = renderingOf(requestContextOf(c)).baseUrl.replace(/^http/, "ws");
  const address = `${base}${SOCKET_PATH}?inbox=${encodeURIComponent(identifier)}`;
  const isTls = base.startsWith("wss:");
  const port = tcpPort();
  const tcpAddress = port === null ? "" : `${new URL(base).hostname}:${port}`;
  return { tcp_addr: tcpAddress, ws_addr: isTls ? "" : address, wss_addr: isTls ? address : "" };
}

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
