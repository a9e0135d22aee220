import { z } from "zod";
import { acknowledgeCommands } from "@/server/commands/command-messages/acknowledge-commands";
import { type Route, requestContextOf, type WukongimContext } from "@/server/dialects/wukongim/context";
import { invalid } from "@/server/dialects/wukongim/errors";
import { channelFor } from "@/server/dialects/wukongim/input/channel-ids";
import { count, uid } from "@/server/dialects/wukongim/input/fields";
import { readBody } from "@/server/dialects/wukongim/input/read-body";
import { readCustomer } from "@/server/dialects/wukongim/input/read-place";
import { answerJson, answerOk } from "@/server/dialects/wukongim/json/answer";
import { commandJson } from "@/server/dialects/wukongim/json/message-json";
import { messageReader } from "@/server/dialects/wukongim/json/show-messages";
import { readConversationNames } from "@/server/dialects/wukongim/queries/conversation-names";
import { listCommandMessagesOf } from "@/server/queries/command-messages/list-command-messages";

export const commandRoutes: readonly Route[] = [
  ["POST", "/message/sync", syncCommands],
  ["POST", "/message/syncack", acknowledge],
];

const LIMIT = { default: 200, max: 1_000 };

const syncParams = z.object({ uid, message_seq: count, limit: count });

/** The command messages that wait for a user, after a number of their queue. */
async function syncCommands(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, syncParams);
  const customer = await readCustomer(c, body.uid);
  if (!customer) return answerJson(c, []);
  const { services, caller, inboxId } = c.var;
  const { data } = await listCommandMessagesOf(services.database, caller, {
    ...customer,
    inboxId,
    after: Math.min(body.message_seq, NUMBER_MAX),
    limit: Math.min(body.limit || LIMIT.default, LIMIT.max),
    now: services.now(),
  });
  const commands = data.map(({ command }) => command);
  const reader = await messageReader(requestContextOf(c), commands);
  const names = await readConversationNames(services.database, caller.accountId, {
    contactId: customer.contactId,
    conversationIds: [...new Set(commands.map(({ conversationId }) => conversationId))],
  });
  return answerJson(
    c,
    data.map((one) => {
      const name = names.get(one.command.conversationId);
      return commandJson(one, channelFor(name ?? UNNAMED, body.uid), reader);
    }),
  );
}

/** A conversation that was deleted in the meantime. */
const UNNAMED = { sourceId: "", peerUid: null };

/** Numbers of a queue are 32-bit integers. */
const NUMBER_MAX = 2 ** 31 - 1;

const ackParams = z.object({ uid, last_message_seq: count });

/** The user has the command messages of this inbox up to a number; those of other inboxes wait for other clients. */
async function acknowledge(c: WukongimContext): Promise<Response> {
  const { uid: user, last_message_seq: seq } = await readBody(c, ackParams);
  if (seq === 0) throw invalid("last_message_seq: must be greater than 0");
  const customer = await readCustomer(c, user);
  if (!customer) return answerOk(c);
  const { services, caller, inboxId } = c.var;
  const input = { ...customer, inboxId, upTo: Math.min(seq, NUMBER_MAX) };
  await services.run(acknowledgeCommands, caller, input);
  return answerOk(c);
}
