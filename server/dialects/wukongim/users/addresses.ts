import { z } from "zod";
import { UIDS_MAX } from "@/server/contract/wukongim/limits";
import {
  type Route,
  renderingOf,
  requestContextOf,
  type WukongimContext,
} from "@/server/dialects/wukongim/context";
import { uid } from "@/server/dialects/wukongim/input/fields";
import { parseInput, readBody } from "@/server/dialects/wukongim/input/read-body";
import { answerJson } from "@/server/dialects/wukongim/json/answer";
import { SOCKET_PATH } from "@/server/dialects/wukongim/socket/wire/frames";
import { readInboxIdentifier } from "@/server/queries/wukongim/inboxes";

export const addressRoutes: readonly Route[] = [
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

/** Where clients connect with JSON-RPC over WebSocket: one address, with or without TLS. There is none for TCP. */
async function addressesOf(c: WukongimContext): Promise<object> {
  const { services, caller, inboxId } = c.var;
  const identifier = await readInboxIdentifier(services.database, caller.accountId, inboxId);
  const base = renderingOf(requestContextOf(c)).baseUrl.replace(/^http/, "ws");
  const address = `${base}${SOCKET_PATH}?inbox=${encodeURIComponent(identifier)}`;
  const isTls = base.startsWith("wss:");
  return { tcp_addr: "", ws_addr: isTls ? "" : address, wss_addr: isTls ? address : "" };
}
