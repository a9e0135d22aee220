import { z } from "@hono/zod-openapi";
import { discardDeliveries, retryDeliveries } from "@/server/commands/queues/queued-deliveries";
import { discardJob, retryJob } from "@/server/commands/queues/queued-jobs";
import { discardMessageChanges, retryMessageChanges } from "@/server/commands/queues/queued-message-changes";
import { discardSends, retrySends } from "@/server/commands/queues/queued-sends";
import { DELIVERY_QUEUES, LISTED_JOBS } from "@/server/contract/queue/constants";
import {
  discardDeliveriesInput,
  discardJobInput,
  discardMessageChangesInput,
  discardSendsInput,
  retryDeliveriesInput,
  retryJobInput,
  retryMessageChangesInput,
  retrySendsInput,
} from "@/server/contract/queue/inputs";
import { get, post } from "@/server/http/v1/_route/route";
import { idQuery, page } from "@/server/http/v1/inputs";
import {
  pageOf,
  queueChange,
  queuedDelivery,
  queuedJob,
  queuedMessageChange,
  queuedSend,
  queues,
} from "@/server/http/v1/schemas";
import {
  getQueues,
  listJobs,
  listQueuedDeliveries,
  listQueuedMessageChanges,
  listQueuedSends,
} from "@/server/queries/queues/queues";

const tag = "Queues";
const FORBIDDEN = "auth.forbidden";

const lists = [
  get(
    {
      path: "/v1/queues",
      isExpensive: true,
      tag,
      summary: "Report what waits: sends by inbox, deliveries by endpoint, background jobs by kind",
      description: "For an administrator's token. Counts end at 10,000. What nothing waits of is left out.",
      answer: queues,
      refuses: [FORBIDDEN],
    },
    ({ caller, services: { database, now } }) => database.snapshot((db) => getQueues(db, caller, now())),
  ),
  get(
    {
      path: "/v1/queues/sends",
      tag,
      summary:
        "List the messages on their way to the programs behind inboxes, those that are tried next first",
      query: z.strictObject({ ...page, inboxId: idQuery.optional() }),
      answer: pageOf(queuedSend),
      refuses: [FORBIDDEN, "cursor.invalid", "inbox.not_found"],
    },
    ({ caller, query, services: { database, now } }) =>
      database.snapshot((db) => listQueuedSends(db, caller, { ...query, now: now() })),
  ),
  get(
    {
      path: "/v1/queues/message-changes",
      tag,
      summary: "List the edits and deletions of sent messages that wait, those that are tried next first",
      query: z.strictObject({ ...page, inboxId: idQuery.optional() }),
      answer: pageOf(queuedMessageChange),
      refuses: [FORBIDDEN, "cursor.invalid", "inbox.not_found"],
    },
    ({ caller, query, services: { database, now } }) =>
      database.snapshot((db) => listQueuedMessageChanges(db, caller, { ...query, now: now() })),
  ),
  get(
    {
      path: "/v1/queues/deliveries",
      tag,
      summary:
        "List the deliveries that wait, those that are tried next first, or those that failed, newest first",
      query: z.strictObject({
        ...page,
        endpointId: idQuery.optional(),
        state: z.enum(DELIVERY_QUEUES).default("waiting"),
      }),
      answer: pageOf(queuedDelivery),
      refuses: [FORBIDDEN, "cursor.invalid", "endpoint.not_found"],
    },
    ({ caller, query, services: { database, now } }) =>
      database.snapshot((db) => listQueuedDeliveries(db, caller, { ...query, now: now() })),
  ),
  get(
    {
      path: "/v1/queues/jobs",
      tag,
      summary: "List the background jobs of a kind, those that are tried next first",
      query: z.strictObject({ ...page, kind: z.enum(LISTED_JOBS) }),
      answer: pageOf(queuedJob),
      refuses: [FORBIDDEN, "cursor.invalid"],
    },
    ({ caller, query, services: { database } }) => database.snapshot((db) => listJobs(db, caller, query)),
  ),
];

const BOUNDED = "Changes at most 500 at a time; with `hasMore`, call it again.";
const SEND_REFUSALS = [
  FORBIDDEN,
  "inbox.not_found",
  "send.in_flight",
  "send.not_found",
  "send.settled",
] as const;
const MESSAGE_CHANGE_REFUSALS = [
  FORBIDDEN,
  "inbox.not_found",
  "message_change.in_flight",
  "message_change.not_found",
  "message_change.settled",
] as const;
const DELIVERY_REFUSALS = [
  FORBIDDEN,
  "delivery.in_flight",
  "delivery.not_found",
  "delivery.settled",
  "endpoint.not_found",
] as const;
const JOB_REFUSALS = [FORBIDDEN, "job.in_flight", "job.not_found"] as const;

const changes = [
  post(
    {
      path: "/v1/queues/sends/retry",
      tag,
      summary: "Try a waiting send now, or those of an inbox",
      description:
        "The next try of a send that may have arrived asks the program about it, or sends it again only where the program " +
        `recognises it. If the program is paused after failures, one call goes through. ${BOUNDED}`,
      body: retrySendsInput,
      answer: queueChange,
      refuses: SEND_REFUSALS,
    },
    (tx, { body }) => retrySends(tx, body),
  ),
  post(
    {
      path: "/v1/queues/sends/discard",
      tag,
      summary: "Discard a waiting send, or those of an inbox: their messages fail",
      description:
        "The message's error says who discarded it; it is not retried automatically. A message that may have arrived becomes " +
        `unconfirmed instead. \`reason\` is written to the audit log. ${BOUNDED}`,
      body: discardSendsInput,
      answer: queueChange,
      refuses: SEND_REFUSALS,
    },
    (tx, { body }) => discardSends(tx, body),
  ),
  post(
    {
      path: "/v1/queues/message-changes/retry",
      tag,
      summary: "Make the waiting change of a sent message now, or those of an inbox",
      description:
        "If the inbox's program is paused after failures, one call goes through. A deletion that can still be undone keeps " +
        `waiting. ${BOUNDED}`,
      body: retryMessageChangesInput,
      answer: queueChange,
      refuses: [...MESSAGE_CHANGE_REFUSALS, "message.held"],
    },
    (tx, { body }) => retryMessageChanges(tx, body),
  ),
  post(
    {
      path: "/v1/queues/message-changes/discard",
      tag,
      summary:
        "Discard the waiting change of a sent message, or those of an inbox: the customer keeps what they have",
      description:
        "Each has the event `message.change_failed`, which says who discarded it. The text in Tickline stays as it is. " +
        `\`reason\` is written to the audit log. ${BOUNDED}`,
      body: discardMessageChangesInput,
      answer: queueChange,
      refuses: MESSAGE_CHANGE_REFUSALS,
    },
    (tx, { body }) => discardMessageChanges(tx, body),
  ),
  post(
    {
      path: "/v1/queues/deliveries/retry",
      tag,
      summary: "Try a waiting delivery now, or those of an endpoint",
      description:
        "If the endpoint is paused after failures, one request goes through. A message within its undo window keeps waiting. " +
        `To send a failed delivery again, replay it. ${BOUNDED}`,
      body: retryDeliveriesInput,
      answer: queueChange,
      refuses: [...DELIVERY_REFUSALS, "endpoint.disabled", "message.held"],
    },
    (tx, { body }) => retryDeliveries(tx, body),
  ),
  post(
    {
      path: "/v1/queues/deliveries/discard",
      tag,
      summary: "Discard a waiting delivery, or those of an endpoint: they are never sent",
      description: `They end as dropped, with who discarded them. \`reason\` is written to the audit log. ${BOUNDED}`,
      body: discardDeliveriesInput,
      answer: queueChange,
      refuses: DELIVERY_REFUSALS,
    },
    (tx, { body }) => discardDeliveries(tx, body),
  ),
  post(
    {
      path: "/v1/queues/jobs/retry",
      tag,
      summary: "Execute a background job now that waits for another try",
      body: retryJobInput.strict(),
      answer: queueChange,
      refuses: JOB_REFUSALS,
    },
    (tx, { body }) => retryJob(tx, body),
  ),
  post(
    {
      path: "/v1/queues/jobs/discard",
      tag,
      summary: "Discard a mail or a push that waits",
      description: "`reason` is written to the audit log.",
      body: discardJobInput.strict(),
      answer: queueChange,
      refuses: JOB_REFUSALS,
    },
    (tx, { body }) => discardJob(tx, body),
  ),
];

export const queueRoutes = [...lists, ...changes];
