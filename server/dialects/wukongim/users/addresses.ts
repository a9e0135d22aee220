import { z } from "zod";
import { UIDS_MAX } from "@/server/contract/wukongim/limits";
import type { Route, WukongimContext } from "@/server/dialects/wukongim/context";
import { uid } from "@/server/dialects/wukongim/input/fields";
import { parseInput, readBody } from "@/server/dialects/wukongim/input/read-body";
import { answerJson } from "@/server/dialects/wukongim/json/answer";

export const addressRoutes: readonly Route[] = [
  ["GET", "/route", show],
  ["POST", "/route/batch", showMany],
];

/** There is no address to connect to: clients read over HTTP. */
const ADDRESSES = { tcp_addr: "", ws_addr: "", wss_addr: "" };

async function show(c: WukongimContext): Promise<Response> {
  const user = c.req.query("uid");
  if (user) parseInput(uid, user);
  return answerJson(c, ADDRESSES);
}

async function showMany(c: WukongimContext): Promise<Response> {
  const users = await readBody(c, z.array(uid).max(UIDS_MAX, `has more than ${UIDS_MAX} users`));
  return answerJson(c, [{ uids: users, ...ADDRESSES }]);
}
