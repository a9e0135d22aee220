import { z } from "@hono/zod-openapi";
import {
  cancelScheduled,
  changeScheduled,
  scheduleMessage,
  sendScheduledNow,
} from "@/server/commands/messages/scheduled-messages";
import { changeScheduledInput, scheduleMessageInput } from "@/server/contract/message/scheduled-message";
import { del, get, patch, post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { scheduledMessage } from "@/server/http/v1/schemas";
import { listScheduledMessages } from "@/server/queries/messages/list-scheduled";

const tag = "Messages";
const path = "/v1/conversations/{displayId}/scheduled-messages" as const;
const ofConversation = z.object({ displayId: pathId("conversation.not_found") });
const params = z.object({ id: pathId("scheduled_message.not_found") });
const change = ["auth.forbidden", "scheduled_message.not_found"] as const;
/** Of what it is to send. */
const UNFIT = [
  "conversation.trashed",
  "file.attached",
  "file.not_found",
  "file.too_many",
  "message.not_found",
  "message.not_quotable",
  "message.too_long",
] as const;

export const scheduledMessageRoutes = [
  get(
    {
      path,
      tag,
      summary: "List the scheduled messages of a conversation that wait or were not sent",
      params: ofConversation,
      answer: z.object({ data: z.array(scheduledMessage) }),
      refuses: ["conversation.not_found"],
    },
    async ({ caller, params, services }) => ({
      data: await listScheduledMessages(services.database, caller, params),
    }),
  ),
  post(
    {
      path,
      tag,
      summary: "Schedule a message",
      params: ofConversation,
      body: scheduleMessageInput.strict(),
      answer: scheduledMessage,
      status: 201,
      location: (_, { params: { displayId } }) => `/v1/conversations/${displayId}/scheduled-messages`,
      refuses: [...UNFIT, "auth.forbidden", "conversation.not_found", "scheduled_message.too_many"],
    },
    (tx, { params, body }) => scheduleMessage(tx, { conversation: params, ...body }),
  ),
  patch(
    {
      path: "/v1/scheduled-messages/{id}",
      tag,
      summary: "Change a scheduled message; one that was not sent waits again",
      params,
      body: changeScheduledInput.strict(),
      answer: scheduledMessage,
      refuses: [...change, ...UNFIT],
    },
    (tx, { params, body }) => changeScheduled(tx, { scheduledMessageId: params.id, ...body }),
  ),
  post(
    {
      path: "/v1/scheduled-messages/{id}/send-now",
      tag,
      summary: "Send a scheduled message now; `failure` says why it was not sent",
      params,
      answer: scheduledMessage,
      refuses: change,
    },
    (tx, { params }) => sendScheduledNow(tx, { scheduledMessageId: params.id }),
  ),
  del(
    {
      path: "/v1/scheduled-messages/{id}",
      tag,
      summary: "Cancel a scheduled message",
      params,
      answer: scheduledMessage,
      refuses: change,
    },
    (tx, { params }) => cancelScheduled(tx, { scheduledMessageId: params.id }),
  ),
];
