import { deleteMessage } from "@/server/commands/messages/edit-message";
import { retryMessage } from "@/server/commands/messages/retry-message";
import type { ReceiptOutcome } from "@/server/commands/receipts/record-receipts";
import { maySee } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { isRefusal, isRefusalCode, Refusal } from "@/server/contract/_shared/refusal";
import {
  CHANGE,
  type ChatwootContext,
  pathId,
  type Route,
  viewerOf,
} from "@/server/dialects/chatwoot/context";
import { reportDirectly } from "@/server/dialects/chatwoot/conversations/report-directly";
import { WireError } from "@/server/dialects/chatwoot/errors";
import { readReason, readSignal } from "@/server/dialects/chatwoot/input/conversation-params";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { reachConversation, reachMessage, reachReported } from "@/server/dialects/chatwoot/reach";
import { type StatusUpdate, showMessage, statusUpdateOf, unknownMessage } from "./show";

export const messageStatusRoutes: readonly Route[] = [
  [CHANGE, "/conversations/:conversation_id/messages/:message_id", update, reportDirectly],
  ["POST", "/conversations/:conversation_id/messages/:message_id/retry", retry],
  ["DELETE", "/conversations/:conversation_id/messages/:message_id", remove],
];

/** A report about a message. A stale one returns the unchanged message, with the reason in `status_update`. */
async function update(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const [displayId, messageId] = [pathId(c, "conversation_id"), pathId(c, "message_id")];
  const reached = await reachReported(services.database, caller, { displayId, messageId });
  const { conversation, contact, through, message } = reached;
  if (through.channel !== "api") throw new Refusal("message.status_not_allowed");
  if (!message) throw unknownMessage();
  const params = await readParams(c.req.raw, "message");
  const shown = { conversation, contact };
  const signal = readSignal(params);
  if (signal === null && !maySee(caller, conversation)) throw new Refusal("auth.forbidden");
  if (signal === null) return c.json(await showMessage(viewerOf(c), message, shown));

  const error = readReason(params);
  const [recorded] = await services.receipts.record(caller, [{ messageId, signal, error }]);
  const outcome = settle(recorded, message);
  const json = await showMessage(viewerOf(c), outcome.message, shown);
  return c.json({ ...json, status_update: outcome.statusUpdate });
}

/** The result of the report, and the message with its current tick. */
function settle(
  outcome: ReceiptOutcome | undefined,
  before: MessageDto,
): { message: MessageDto; statusUpdate: StatusUpdate } {
  const {
    result,
    ignored,
    message: row,
  } = outcome ?? {
    result: "message.not_found" as const,
    ignored: null,
    message: null,
  };
  const message = row
    ? {
        ...before,
        status: row.status,
        externalError: row.externalError,
        unconfirmed: row.unconfirmed,
        sourceId: row.sourceId,
      }
    : before;
  if (result === "parked" || result === "message.not_found") throw unknownMessage();
  if (isRefusalCode(result)) throw new Refusal(result);
  return { message, statusUpdate: statusUpdateOf(result, ignored) };
}

/**
 * Begins the next attempt; a message that has not failed is unchanged. An unknown message is 422 here, not 404: upstream
 * answers every failure of a retry so.
 */
async function retry(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { conversation, contact } = await reachConversation(
    services.database,
    caller,
    pathId(c, "conversation_id"),
  );
  const reach = async () =>
    reachMessage(services.database, caller, {
      conversationId: conversation.id,
      messageId: pathId(c, "message_id"),
    });
  const { id: messageId } = await reach().catch(throwUnprocessable);
  await services.run(retryMessage, caller, { messageId }).catch(unlessNothingToRetry);
  return c.json(await showMessage(viewerOf(c), await reach(), { conversation, contact }));
}

/** Deletes a message's text; one that is deleted stays as it is. */
async function remove(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { database } = services;
  const { conversation, contact } = await reachConversation(database, caller, pathId(c, "conversation_id"));
  const ids = { conversationId: conversation.id, messageId: pathId(c, "message_id") };
  const { id: messageId } = await reachMessage(database, caller, ids);
  await services.run(deleteMessage, caller, { messageId }).catch(unlessDeleted);
  const message = await reachMessage(database, caller, ids);
  return c.json(await showMessage(viewerOf(c), message, { conversation, contact }));
}

function unlessDeleted(error: unknown): void {
  if (!isRefusal(error) || error.refusal !== "message.deleted") throw error;
}

function throwUnprocessable(error: unknown): never {
  if (!isRefusal(error)) throw error;
  throw new WireError({ status: 422, body: { error: "Couldn't find the message" } });
}

function unlessNothingToRetry(error: unknown): void {
  const isNothing = isRefusal(error) && ["message.not_failed", "message.no_tick"].includes(error.refusal);
  if (!isNothing) throw error;
}
