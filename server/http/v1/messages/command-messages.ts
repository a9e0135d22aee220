import { z } from "@hono/zod-openapi";
import { acknowledgeCommands } from "@/server/commands/messages/command-messages";
import { MESSAGE_NUMBER_MAX } from "@/server/contract/_shared/limits";
import { formatPosition } from "@/server/contract/event/cursor";
import {
  acknowledgedCommands,
  queuedCommandDto,
  sentCommandDto,
} from "@/server/contract/message/command-message";
import { acknowledgeCommandsInput } from "@/server/contract/message/inputs";
import { get, post } from "@/server/http/v1/_route/route";
import { page, pathId, whole } from "@/server/http/v1/inputs";
import { pageOf } from "@/server/http/v1/schemas";
import { positionOf } from "@/server/queries/_shared/page";
import { listCommandMessages, listCommandMessagesOf } from "@/server/queries/messages/command-messages";

const tag = "Messages";
const ofContact = z.object({ id: pathId("contact.not_found") });

export const commandMessageRoutes = [
  get(
    {
      path: "/v1/contacts/{id}/command-messages",
      tag,
      summary: "List the command messages that wait for a contact, in order of their numbers",
      description:
        "Neither acknowledged nor expired. `after` is a number of this queue. Acknowledge what the contact has: it is not listed again.",
      params: ofContact,
      query: z.strictObject({
        after: whole(0, MESSAGE_NUMBER_MAX).optional(),
        limit: page.limit,
      }),
      answer: z.object({ data: z.array(queuedCommandDto), hasMore: z.boolean(), asOf: z.string() }),
      refuses: ["contact.not_found"],
    },
    ({ caller, params, query, services: { database, now } }) =>
      listCommandMessagesOf(database, caller, { contactId: params.id, ...query, now: now() }),
  ),
  post(
    {
      path: "/v1/contacts/{id}/command-messages/acknowledge",
      tag,
      summary: "Say that a contact has its command messages up to a number",
      params: ofContact,
      body: acknowledgeCommandsInput.strict(),
      answer: acknowledgedCommands,
      refuses: ["auth.forbidden", "contact.not_found"],
    },
    (tx, { params, body }) => acknowledgeCommands(tx, { contactId: params.id, ...body }),
  ),
  get(
    {
      path: "/v1/conversations/{displayId}/command-messages",
      tag,
      summary: "List the command messages of a conversation, with how many recipients have each",
      description:
        "The newest page, in order of age, until they expire; `nextCursor` leads to the previous one. They are in no history.",
      params: z.object({ displayId: pathId("conversation.not_found") }),
      query: z.strictObject(page),
      answer: pageOf(sentCommandDto),
      refuses: ["conversation.not_found", "cursor.invalid"],
    },
    async ({ caller, params: conversation, query: { cursor, limit }, services: { database, now } }) => {
      const [before] = positionOf(cursor, ["number"]) ?? [];
      const found = await listCommandMessages(database, caller, {
        conversation,
        before: before === undefined ? null : Number(before),
        limit,
        now: now(),
      });
      const [oldest] = found.data;
      const nextCursor = found.hasMore && oldest ? formatPosition([oldest.id]) : null;
      return { data: found.data, nextCursor, asOf: found.asOf };
    },
  ),
];
