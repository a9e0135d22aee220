import {
  createCannedReply,
  deleteCannedReply,
  updateCannedReply,
} from "@/server/commands/organising/canned-replies";
import { CANNED_REPLY_CHARS_MAX, SHORT_CODE_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { CHANGE, type ChatwootContext, pathId, type Route } from "@/server/dialects/chatwoot/context";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { listCannedReplies } from "@/server/queries/organising/organising";

export const cannedResponseRoutes: readonly Route[] = [
  ["GET", "/canned_responses", list],
  ["POST", "/canned_responses", create],
  [CHANGE, "/canned_responses/:canned_response_id", update],
  ["DELETE", "/canned_responses/:canned_response_id", destroy],
];

/** With `search`: those whose short code begins with it, then those that have it in the code, then in the text. */
async function list(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw);
  const wanted = (params.text("search") ?? "").trim().toLowerCase();
  const replies = await listCannedReplies(c.var.services.database, c.var.caller);
  const found = replies
    .map((reply) => ({ reply, rank: rankOf(reply, wanted) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank);
  return c.json(found.map(({ reply }) => cannedResponseJson(reply, c.var.caller.accountId)));
}

/** Lower is better; -1 = no match. */
function rankOf({ shortCode, content }: CannedReplyDto, wanted: string): number {
  if (shortCode.startsWith(wanted)) return 0;
  if (shortCode.includes(wanted)) return 1;
  return content.toLowerCase().includes(wanted) ? 2 : -1;
}

async function create(c: ChatwootContext): Promise<Response> {
  const { shortCode, content } = readReply(await readParams(c.req.raw, "canned_response"));
  if (!shortCode) throw invalid("short_code", "can't be blank");
  if (!content) throw invalid("content", "can't be blank");
  const { result } = await c.var.services.run(createCannedReply, c.var.caller, { shortCode, content });
  return c.json(cannedResponseJson(result, c.var.caller.accountId));
}

async function update(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const cannedReplyId = pathId(c, "canned_response_id");
  const given = readReply(await readParams(c.req.raw, "canned_response"));
  const { result } = await services.run(updateCannedReply, caller, {
    cannedReplyId,
    ...(given.shortCode && { shortCode: given.shortCode }),
    ...(given.content && { content: given.content }),
  });
  return c.json(cannedResponseJson(result, caller.accountId));
}

async function destroy(c: ChatwootContext): Promise<Response> {
  await c.var.services.run(deleteCannedReply, c.var.caller, {
    cannedReplyId: pathId(c, "canned_response_id"),
  });
  return c.body(null, 200);
}

function readReply(params: Params) {
  const shortCode = params.text("short_code", SHORT_CODE_CHARS_MAX)?.trim();
  const content = params.text("content", CANNED_REPLY_CHARS_MAX)?.trim();
  if (shortCode && /\s/.test(shortCode)) throw invalid("short_code", "must not contain spaces");
  return { shortCode, content };
}

const cannedResponseJson = (reply: CannedReplyDto, accountId: number) => ({
  id: reply.id,
  account_id: accountId,
  short_code: reply.shortCode,
  content: reply.content,
  created_at: reply.createdAt,
  updated_at: reply.updatedAt,
});
