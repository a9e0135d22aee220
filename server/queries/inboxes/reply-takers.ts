import type { Caller } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { DiagnosisDto } from "@/server/contract/inbox/diagnosis";
import { type Connection, messageTypesOf } from "@/server/domain/inbox/diagnosis";
import { receivesReplies, replyTakers } from "@/server/domain/inbox/reply-takers";
import type { Db } from "@/server/store/_postgres/db";
import { findCallbackFailure } from "@/server/store/inboxes/inboxes";
import {
  type CoveringEndpoint,
  listCoveringEndpoints,
  listEventReaders,
  readTakerFacts,
} from "@/server/store/inboxes/reply-takers";
import { webhookFormats } from "@/server/store/webhooks/webhook-formats";

type Replies = DiagnosisDto["replies"];
type SubscribedWebhook = NonNullable<Replies["webhooks"]>[number];

/** How lately a program must have read the event log to be shown. */
const READ_WITHIN_MS = 86_400_000;

/** Who takes an inbox's replies out, and what the warnings of a diagnosis need of them. */
export async function readReplyTakers(
  db: Db,
  { accountId, role }: Caller,
  { inbox, now }: { inbox: Pick<InboxDto, "id" | "callbackUrl">; now: Date },
): Promise<{
  replies: Replies;
  connection: Pick<Connection, "takers" | "webhooks" | "isCallbackFailing">;
}> {
  const inboxId = inbox.id;
  const since = new Date(now.getTime() - READ_WITHIN_MS);
  const endpoints = await listCoveringEndpoints(db, accountId, inboxId);
  const readers = await listEventReaders(db, { accountId, inboxId, since, now });
  const failure = await findCallbackFailure(db, accountId, inboxId);
  const webhooks = endpoints.map(toSubscribedWebhook).filter(({ hears }) => hears.length > 0);
  const { channel: _, ...takers } = await readTakerFacts(db, { accountId, inboxId, now });
  const connection = {
    takers,
    webhooks: webhooks.map(({ state, failingSince }) => ({
      isEnabled: state === "enabled",
      isFailing: failingSince !== null,
    })),
    isCallbackFailing: failure !== null,
  };
  const isAgent = role === "agent";
  return {
    connection,
    replies: {
      takers: replyTakers(takers),
      callbackFailingSince: inbox.callbackUrl === null ? null : (failure?.failingSince.toISOString() ?? null),
      webhooks: isAgent ? null : webhooks,
      readers: isAgent
        ? null
        : readers.map(({ readAt, reportedAt, ...reader }) => ({
            ...reader,
            readAt: readAt?.toISOString() ?? null,
            reportedAt: reportedAt?.toISOString() ?? null,
          })),
    },
  };
}

function toSubscribedWebhook({ botName, types, ...endpoint }: CoveringEndpoint): SubscribedWebhook {
  const { format, failingSince, pausedUntil, lastDeliveredAt, lastFailedAt } = endpoint;
  const known: readonly string[] = webhookFormats().get(format)?.types ?? EVENT_TYPES;
  const subscribed = messageTypesOf(types, known);
  const hears = subscribed.filter((type) => known.includes(type.split("/")[0] ?? ""));
  return {
    id: endpoint.id,
    url: endpoint.url,
    format,
    isBot: botName !== null,
    hears,
    isForReplies: receivesReplies({ format, types }),
    state: endpoint.state,
    disabledReason: endpoint.disabledReason,
    failingSince: failingSince?.toISOString() ?? null,
    pausedUntil: pausedUntil?.toISOString() ?? null,
    lastDeliveredAt: lastDeliveredAt?.toISOString() ?? null,
    lastFailedAt: lastFailedAt?.toISOString() ?? null,
  };
}
