import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { assignConversation } from "@/server/commands/conversations/assign";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { setSubject } from "@/server/commands/conversations/set-fields";
import { deleteConversation } from "@/server/commands/deletions/delete-directly";
import { labelConversation } from "@/server/commands/organising/labels";
import { LABEL_CHARS_MAX, LABELS_OF_CONVERSATION_MAX } from "@/server/contract/_shared/limits";
import { labelDto } from "@/server/contract/organising/label";
import { type FreescoutContext, pathId, type Route } from "@/server/dialects/freescout/context";
import { invalid } from "@/server/dialects/freescout/errors";
import { readChange, type Step } from "@/server/dialects/freescout/input/conversation-params";
import {
  given,
  id,
  parseInput,
  readJson,
  readQuery,
  text,
} from "@/server/dialects/freescout/input/read-input";
import { requireUsers } from "@/server/dialects/freescout/json/customer-body";
import { listJson, pageOf, pageOfAll, paging } from "@/server/dialects/freescout/json/paging";
import { showConversation } from "@/server/dialects/freescout/json/show";
import { SPAM } from "@/server/dialects/freescout/json/words";
import { isSameCustomer } from "@/server/dialects/freescout/queries/present-customer";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listLabels } from "@/server/queries/organising/organising";
import { setStatus } from "./set-status";

export const conversationChangeRoutes: readonly Route[] = [
  ["PUT", "/conversations/:id", update],
  ["PUT", "/conversations/:id/tags", replaceTags],
  ["DELETE", "/conversations/:id", destroy],
];

/** One operation, applied in the order of the body's fields. */
async function update(c: FreescoutContext): Promise<Response> {
  const { caller, services } = c.var;
  const { json } = await readJson(c);
  const found = await getConversation(services.database, caller, { conversationId: pathId(c) });
  const { byUser, customerId, steps } = readChange(json);
  const { contactId } = found.conversation;
  if (!(await isSameCustomer(services.database, caller, [customerId ?? contactId, contactId])))
    throw invalid({
      path: "customerId",
      message: "a conversation keeps its customer; merge the customers instead",
    });
  await requireUsers(services.database, caller, [{ id: byUser, path: "byUser" }]);
  const conversationId = found.conversation.id;
  await services.run(changeConversation, caller, { conversationId, steps });
  return answerChanged(c, conversationId);
}

type Change = { conversationId: number; steps: readonly Step[] };

const changeConversation: Command<Change, void> = async (tx, { conversationId, steps }) => {
  const conversation = { conversationId };
  for (const step of steps) {
    if (step.kind === "status") await setStatus(tx, { conversationId, status: step.status });
    else if (step.kind === "move") await moveConversation(tx, { conversation, inboxId: step.inboxId });
    else if (step.kind === "subject") await setSubject(tx, { conversation, subject: step.subject });
    else await assignConversation(tx, { conversation, assigneeId: step.assigneeId });
  }
};

const tagsBody = z.object({ tags: z.array(text(LABEL_CHARS_MAX)).max(LABELS_OF_CONVERSATION_MAX) });

/** A full replacement; missing labels are created. Spam is a status here, so it is not replaced. */
async function replaceTags(c: FreescoutContext): Promise<Response> {
  const { caller, services } = c.var;
  const { tags } = parseInput(tagsBody, (await readJson(c)).json);
  const { conversation } = await getConversation(services.database, caller, { conversationId: pathId(c) });
  await services.run(setTags, caller, { conversationId: conversation.id, tags });
  return answerChanged(c, conversation.id);
}

const setTags: Command<{ conversationId: number; tags: readonly string[] }, void> = async (
  tx,
  { conversationId, tags },
) => {
  const conversation = { conversationId };
  const { labels } = await labelConversation(tx, { conversation, add: [] }); // locks it
  const set = [...tags.filter((tag) => !isSpam(tag)), ...labels.filter(isSpam)];
  await labelConversation(tx, { conversation, set });
};

const isSpam = (label: string): boolean => label.trim().toLowerCase() === SPAM;

/** Permanently, as upstream: trash and purge in one operation with two events. A second time it is not found. */
async function destroy(c: FreescoutContext): Promise<Response> {
  const { caller, services } = c.var;
  const { conversation } = await getConversation(services.database, caller, { conversationId: pathId(c) });
  await services.run(deleteConversation, caller, { conversation: { conversationId: conversation.id } });
  return c.body(null, 204);
}

/** Empty, as documented; the conversation when requested. */
async function answerChanged(c: FreescoutContext, conversationId: number): Promise<Response> {
  const wants = (c.req.header("prefer") ?? "").split(",").map((part) => part.trim().toLowerCase());
  if (!wants.includes("return=representation")) return c.body(null, 204);
  c.header("Preference-Applied", "return=representation");
  return c.json(await showConversation(c, conversationId));
}

const COLOURS = labelDto.shape.colour.options;

export const tagRoutes: readonly Route[] = [["GET", "/tags", list]];

/**
 * The account's labels, or those of one conversation. Their conversations are not counted. A colour is a number in
 * FreeScout: here its place among Tickline's, 0 = gray.
 */
async function list(c: FreescoutContext): Promise<Response> {
  const { caller, services } = c.var;
  const { database } = services;
  const query = readQuery(c, z.object({ ...paging, conversationId: given(id) }));
  const page = pageOf(query);
  const all = await listLabels(database, caller);
  const on =
    query.conversationId === undefined
      ? null
      : (await getConversation(database, caller, { conversationId: query.conversationId })).conversation
          .labels;
  const tags = all.filter(({ name }) => on === null || on.includes(name));
  const items = pageOfAll(tags, page).map(({ id, name, colour }) => ({
    id,
    name,
    counter: null,
    color: COLOURS.indexOf(colour),
  }));
  return c.json(listJson("tags", items, { ...page, total: tags.length }));
}
