import { z } from "zod";
import { changeListed } from "@/server/dialects/wukongim/commands/channel-settings";
import type { Route, WukongimContext } from "@/server/dialects/wukongim/context";
import type { SenderList } from "@/server/dialects/wukongim/domain/channel";
import { invalid } from "@/server/dialects/wukongim/errors";
import { channelId, channelTypeText } from "@/server/dialects/wukongim/input/fields";
import { readBody, readQuery } from "@/server/dialects/wukongim/input/read-body";
import { answerJson, answerOk } from "@/server/dialects/wukongim/json/answer";
import { readListed } from "@/server/dialects/wukongim/queries/channels";
import { channelOnlyParams, listParams } from "./channel-params";

const LISTS = { blacklist: "deny", whitelist: "allow" } as const satisfies Record<string, SenderList>;

/** Who may not write to a channel, and who alone may. The lists of a channel of type 1 are the receiver's. */
export const listRoutes: readonly Route[] = [
  ["GET", "/channel/whitelist", showAllowed],
  ...Object.entries(LISTS).flatMap(([name, list]): Route[] => [
    ["POST", `/channel/${name}_add`, (c) => change(c, list, "add")],
    ["POST", `/channel/${name}_set`, (c) => change(c, list, "set")],
    ["POST", `/channel/${name}_remove`, (c) => change(c, list, "remove")],
    ["POST", `/channel/${name}_remove_all`, (c) => clear(c, list)],
  ]),
];

/** Who alone may write, as WuKongIM answers it: its ids of rows are not Tickline's, so each is 0. */
async function showAllowed(c: WukongimContext): Promise<Response> {
  const query = readQuery(c, z.object({ channel_id: channelId, channel_type: channelTypeText }));
  const of = { ...refIn(c, query), list: LISTS.whitelist };
  const uids = await readListed(c.var.services.database, c.var.caller.accountId, of);
  return answerJson(
    c,
    uids.map((uid) => ({ id: 0, uid })),
  );
}

type Verb = "add" | "set" | "remove";

async function change(c: WukongimContext, list: SenderList, verb: Verb): Promise<Response> {
  const body = await readBody(c, listParams);
  if (body.uids.length === 0 && verb !== "set") throw invalid("uids: must not be empty");
  await c.var.services.run(changeListed, c.var.caller, {
    channel: refIn(c, body),
    list,
    isReset: verb === "set",
    ...(verb === "remove" ? { remove: body.uids } : { add: body.uids }),
  });
  return answerOk(c);
}

async function clear(c: WukongimContext, list: SenderList): Promise<Response> {
  const channel = refIn(c, await readBody(c, channelOnlyParams));
  await c.var.services.run(changeListed, c.var.caller, { channel, list, isReset: true });
  return answerOk(c);
}

const refIn = (c: WukongimContext, body: { channel_type: number; channel_id: string }) => ({
  inboxId: c.var.inboxId,
  channelType: body.channel_type,
  channelId: body.channel_id,
});
