import { z } from "@hono/zod-openapi";
import { cancelRetry, retryMessage } from "@/server/commands/messages/retry-message";
import {
  dismissMessage,
  markDelivered,
  undismissMessage,
} from "@/server/commands/messages/undelivered-messages";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { id } from "@/server/contract/_shared/dto";
import { name as line } from "@/server/contract/_shared/fields";
import { MESSAGE_NUMBER_MAX } from "@/server/contract/_shared/limits";
import { dismissMessageInput } from "@/server/contract/message/inputs";
import { ERROR_TEXT_MAX, TROUBLES } from "@/server/contract/message/undelivered";
import { get, getDirectly, post } from "@/server/http/v1/_route/route";
import {
  ALONE_SINCE,
  idQuery,
  isAloneSince,
  page,
  pathId,
  UPDATED_SINCE,
  updatedSince,
  whole,
} from "@/server/http/v1/inputs";
import { message, pageOf } from "@/server/http/v1/schemas";
import { listChangedMessages } from "@/server/queries/events/list-changed";
import { getMessage } from "@/server/queries/messages/get-message";
import { listUndelivered } from "@/server/queries/messages/list-undelivered";
import { getMessageWithHtml } from "@/server/queries/messages/with-html";
import { announce, createMessage, locationOf, sharedMessage, withTemplate } from "./create-message";
import { FORM, NEW_REFUSES, newMessage, newMessageAnswer, STORAGE } from "./new-message";
import { readThreadPage } from "./read-thread-page";

const tag = "Messages";

const ofConversation = z.object({ displayId: pathId("conversation.not_found") });
const byMessage = z.object({ id: pathId("message.not_found") });

/** What every change of an undelivered message refuses. */
const OF_UNDELIVERED = [
  "message.not_found",
  "message.deleted",
  "message.not_failed",
  "message.no_tick",
  "conversation.trashed",
] as const;

/** One of two lists: what has changed, or what was not delivered. */
const listed = z
  .strictObject({
    updatedSince,
    trouble: z
      .enum([...TROUBLES, "any"])
      .optional()
      .openapi({
        description:
          "Only messages that failed, that are unconfirmed, or `any` of the two; or those that are `overdue`.",
      }),
    error: line(ERROR_TEXT_MAX).optional().openapi({
      description:
        "Only failed messages whose `externalError` contains this text, in any case; `…` stands for any text, as in the errors of `/v1/health`.",
    }),
    inboxId: idQuery.optional().openapi({ description: "Only messages that this inbox carried." }),
    ...page,
  })
  .refine((query) => query.updatedSince || query.trouble || query.error, {
    path: ["updatedSince"],
    error: "is required, or `trouble`, or `error`",
  })
  .refine(isAloneSince, ALONE_SINCE)
  .refine(({ trouble, error }) => !error || (trouble !== "unconfirmed" && trouble !== "overdue"), {
    path: ["error"],
    error: "is only allowed for failed messages",
  });

export const messageRoutes = [
  get(
    {
      path: "/v1/messages",
      tag,
      summary: "List messages changed since an instant, or messages that were not delivered",
      description: `${UPDATED_SINCE} With \`trouble\` or \`error\`, lists the outgoing messages that failed or are unconfirmed and are not dismissed, or with \`trouble=overdue\` those that were sent and are not delivered in time, newest first, in conversations that are not in the trash. Such a page may be short or empty too: continue until \`nextCursor\` is null.`,
      query: listed,
      answer: pageOf(message).extend({
        noReportsFrom: z.array(id).optional().openapi({
          description:
            "With `trouble=overdue`: inboxes whose deliveries nobody reports. None of their messages becomes overdue.",
        }),
      }),
      refuses: ["cursor.invalid"],
    },
    async ({ caller, query: { updatedSince, ...query }, services: { database } }) => {
      if (updatedSince) return listChangedMessages(database, caller, { ...query, updatedSince });
      const { noReportsFrom, ...found } = await listUndelivered(database, caller, query);
      const of = query.trouble === "overdue" ? { noReportsFrom } : {};
      return { ...found, ...of, data: found.data.map((one) => one.message) };
    },
  ),
  getDirectly(
    {
      path: "/v1/conversations/{displayId}/messages",
      tag,
      summary: "List the messages of a conversation, in order of number",
      description:
        "Without parameters, returns the newest page; `nextCursor` leads to the previous one. With `after`, returns the messages after that number, oldest first.",
      params: ofConversation,
      query: z.strictObject({ after: whole(0, MESSAGE_NUMBER_MAX).optional(), ...page }),
      answer: pageOf(message),
      refuses: ["conversation.not_found", "cursor.invalid"],
    },
    ({ caller, params, query, services }) =>
      readThreadPage(services.database, caller, { conversation: params, ...query }),
  ),
  post(
    {
      path: "/v1/conversations/{displayId}/messages",
      tag,
      summary: "Send a message, add a note, deliver a customer's message, or post a system message",
      description: `${STORAGE} ${FORM}`,
      params: ofConversation,
      body: newMessage,
      takes: "attach",
      answer: newMessageAnswer,
      status: 201,
      location: locationOf,
      direct: true,
      committed: announce,
      prepare: withTemplate,
      refuses: NEW_REFUSES,
    },
    createMessage,
    { shared: sharedMessage },
  ),
  get(
    {
      path: "/v1/messages/{id}",
      tag,
      summary: "Get a message",
      params: byMessage,
      answer: message,
      refuses: ["message.not_found"],
    },
    ({ caller, params, services }) => getMessageWithHtml(services.database, caller, params.id),
  ),
  post(
    {
      path: "/v1/messages/{id}/withdraw",
      tag,
      summary: "Withdraw one of your own messages before it is sent",
      params: byMessage,
      answer: message,
      refuses: ["message.not_found", "message.already_left", "message.not_yours", "conversation.trashed"],
    },
    async (tx, { caller, params }) => {
      const row = await withdrawMessage(tx, { messageId: params.id });
      return getMessage(tx, caller, row.id);
    },
  ),
  post(
    {
      path: "/v1/messages/{id}/retry",
      tag,
      summary: "Send a failed or unconfirmed message again, as its next attempt",
      params: byMessage,
      answer: message,
      refuses: OF_UNDELIVERED,
    },
    async (tx, { caller, params }) => {
      const row = await retryMessage(tx, { messageId: params.id });
      return getMessage(tx, caller, row.id);
    },
  ),
  post(
    {
      path: "/v1/messages/{id}/cancel-retry",
      tag,
      summary: "Cancel the automatic retry of a failed message",
      description:
        "The message stays failed, and is not sent again automatically until `POST /v1/messages/{id}/retry`. Changes nothing if no retry is planned.",
      params: byMessage,
      answer: message,
      refuses: ["message.not_found", "conversation.trashed"],
    },
    async (tx, { caller, params }) => {
      const row = await cancelRetry(tx, { messageId: params.id });
      return getMessage(tx, caller, row.id);
    },
  ),
  post(
    {
      path: "/v1/messages/{id}/mark-delivered",
      tag,
      summary: "State that a failed, unconfirmed or overdue message has arrived",
      description: "Records a receipt `delivered` with the reason `stated`.",
      params: byMessage,
      answer: message,
      refuses: OF_UNDELIVERED,
    },
    async (tx, { caller, params }) => {
      await markDelivered(tx, { messageId: params.id });
      return getMessage(tx, caller, params.id);
    },
  ),
  post(
    {
      path: "/v1/messages/{id}/dismiss",
      tag,
      summary: "Dismiss a failed or unconfirmed message: nobody needs to see to it",
      params: byMessage,
      body: dismissMessageInput.strict(),
      answer: message,
      refuses: OF_UNDELIVERED,
    },
    async (tx, { caller, params, body }) => {
      const row = await dismissMessage(tx, { messageId: params.id, ...body });
      return getMessage(tx, caller, row.id);
    },
  ),
  post(
    {
      path: "/v1/messages/{id}/undismiss",
      tag,
      summary: "Take the dismissal of a message back",
      params: byMessage,
      answer: message,
      refuses: OF_UNDELIVERED,
    },
    async (tx, { caller, params }) => {
      const row = await undismissMessage(tx, { messageId: params.id });
      return getMessage(tx, caller, row.id);
    },
  ),
];
