import { z } from "zod";
import {
  type RequestContext,
  requestContextOf,
  type WukongimContext,
} from "@/server/dialects/wukongim/context";
import { answerDirectly } from "@/server/dialects/wukongim/direct";
import { count, flag, orZero, uid } from "@/server/dialects/wukongim/input/fields";
import { readBody } from "@/server/dialects/wukongim/input/read-body";
import { answerJson } from "@/server/dialects/wukongim/json/answer";
import { showText } from "@/server/dialects/wukongim/json/show-messages";
import { reportTaken } from "@/server/dialects/wukongim/messages/report-taken";
import { readChangedText } from "@/server/dialects/wukongim/queries/conversations";
import { JsonText } from "@/server/lib/json-text";

const PAGE_MAX = 500;
const SEQS_CHARS_MAX = 100_000;

const whole = z.union([z.number().int().min(0), z.bigint().min(0n)]).transform((value) => BigInt(value));

const syncParams = z.object({
  uid,
  version: orZero(whole, 0n),
  last_msg_seqs: orZero(z.string().max(SEQS_CHARS_MAX), ""),
  msg_count: count,
  only_unread: flag,
  exclude_channel_types: orZero(z.array(z.number().int()).max(100), []),
  page: count,
  page_size: count,
});
type Sync = z.output<typeof syncParams>;

/**
 * Answers with the conversations of a user that changed after `version`, or whose newest message they lack, the newest first, with their
 * newest messages. Like WuKongIM, nothing without `msg_count`. A version that this database has not given yet, of another server
 * or of a database before its restore, counts as none.
 */
export const answerConversations = async (c: WukongimContext): Promise<Response> =>
  answerJson(c, await syncConversations(requestContextOf(c), await readBody(c, syncParams)));

/** The same in front of the app. */
export const answerConversationsDirectly = answerDirectly(syncParams, syncConversations);

async function syncConversations(c: RequestContext, body: Sync): Promise<JsonText<object[]>> {
  if (body.msg_count === 0) return new JsonText("[]");
  const { services, caller, inboxId } = c.var;
  const { text, pending } = await readChangedText(services.database, caller.accountId, {
    uid: body.uid,
    inboxId,
    version: body.version,
    onlyUnread: body.only_unread,
    known: readLastSeqs(body.last_msg_seqs),
    withoutTypes: body.exclude_channel_types,
    each: body.msg_count,
    ...pageOf(body),
  });
  reportTaken(c, { pending, readerUid: body.uid });
  return new JsonText(showText(c, text));
}

/** `id:type:seq|…`; an id may contain colons. What is no such triple is ignored. */
function readLastSeqs(text: string): ReadonlyMap<string, number> {
  const triples = text.split("|").flatMap((part) => {
    const [, channel, seq] = /^(.+:\d{1,3}):(\d{1,10})$/s.exec(part) ?? [];
    return channel !== undefined ? [[channel, Number(seq)] as const] : [];
  });
  return new Map(triples);
}

function pageOf({ page, page_size: size }: Sync): { limit: number; skip: number } {
  const limit = Math.min(size || PAGE_MAX, PAGE_MAX);
  return { limit, skip: Math.max(page - 1, 0) * limit };
}
