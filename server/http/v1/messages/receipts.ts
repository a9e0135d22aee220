import { z } from "@hono/zod-openapi";
import { type ReceiptOutcome, recordReceipts } from "@/server/commands/receipts/record-receipts";
import { id, messageStatus } from "@/server/contract/_shared/dto";
import { isRefusalCode, REFUSAL_CODES } from "@/server/contract/_shared/refusal";
import { SENTENCES } from "@/server/contract/_shared/refusal-sentences";
import { formatPosition } from "@/server/contract/event/cursor";
import { NOT_RETRIED } from "@/server/contract/message/constants";
import {
  earlierSend,
  explainIgnored,
  ignoredUpdate,
  recordReceiptsInput,
  sendTryDto,
} from "@/server/contract/message/receipt";
import { given } from "@/server/http/v1/_route/read-body";
import { get, post } from "@/server/http/v1/_route/route";
import { page, pathId } from "@/server/http/v1/inputs";
import { pageOf, receipt } from "@/server/http/v1/schemas";
import { positionOf, readAsOf } from "@/server/queries/_shared/page";
import { getTickTimeline } from "@/server/queries/messages/get-message";

const tag = "Receipts";
const _PATH = "/v1/receipts";

const result = z.object({
  /** `applied`, `stale`, `parked` (unknown source id), `no_tick`, or a refusal's code. */
  result: z.enum(["applied", "stale", "parked", "no_tick", ...REFUSAL_CODES]),
  messageId: id.optional(),
  /** The message's status after all receipts of the request. */
  status: messageStatus.nullable().optional(),
  /** The refusal in words. */
  error: z.string().optional(),
  /** Why it was ignored: of `stale` and of `message.not_found`. */
  reason: ignoredUpdate.shape.reason.optional(),
  /** Of `too_soon`: from when on such a report would count. */
  countsFrom: ignoredUpdate.shape.countsFrom,
  /** With `reason`: what to do. */
  next: z.string().optional(),
});

const timeline = pageOf(receipt).extend({
  attempts: z.array(
    z.object({
      number: z.number().int(),
      sourceId: z.string().nullable(),
      outcome: z.string().nullable(),
      startedAt: z.string(),
      /** Begun by receipts: the integrator sent the message again by itself. */
      isByReceipt: z.boolean(),
    }),
  ),
  /** When repeated reports among the receipts were removed; null: they were not. */
  rolledUpAt: z.string().nullable(),
  /** The calls of the program behind the inbox; in the first page. */
  tries: z.array(sendTryDto),
  /** The earlier message of the conversation that a pending one waits for; null: it waits for none. */
  waitsFor: earlierSend.nullable(),
  /** Why a failed message is not sent again automatically; null: it is, or that is unknown, as of older failures. */
  notRetried: z.enum(NOT_RETRIED).nullable(),
});

const newReceipts = recordReceiptsInput.strict();

export const receiptRoutes = [
  post(
    {
      path: "/v1/receipts",
      tag,
      summary: "Report the delivery status of messages",
      description:
        "Handled in one transaction; each receipt has its own result, in the order sent, and a refused receipt fails alone. Receipts may arrive in any order and more than once: a receipt that does not advance the status is `stale`, and `reason` says why.",
      body: newReceipts,
      answer: z.object({ results: z.array(result) }),
      confirms: "never", // each tick has its own event
      direct: true,
    },
    async (tx, { body }) => toAnswer(await recordReceipts(tx, { receipts: body.receipts.map(given) })),
    {
      unkeyed: async ({ caller, body, services }) =>
        toAnswer(await services.receipts.record(caller, body.receipts.map(given))),
    },
  ),
  get(
    {
      path: "/v1/messages/{id}/receipts",
      tag,
      summary:
        "Get the delivery history of a message: its attempts, every call to send it, and every receipt in order of arrival",
      params: z.object({ id: pathId("message.not_found") }),
      query: z.strictObject(page),
      answer: timeline,
      refuses: ["message.not_found", "cursor.invalid"],
    },
    async ({ caller, params, query: { cursor, limit }, services }) => {
      const [after] = positionOf(cursor, ["number"]) ?? [0];
      return services.database.snapshot(async (db) => {
        const found = await getTickTimeline(db, caller, {
          messageId: params.id,
          after: Number(after),
          limit,
          now: services.now(),
        });
        const last = found.receipts.at(-1);
        return {
          attempts: found.attempts,
          tries: found.tries,
          waitsFor: found.waitsFor,
          rolledUpAt: found.rolledUpAt,
          notRetried: found.notRetried,
          data: found.receipts,
          nextCursor: found.hasMore && last ? formatPosition([last.id]) : null,
          asOf: await readAsOf(db, caller.accountId),
        };
      });
    },
  ),
];

const toAnswer = (outcomes: readonly ReceiptOutcome[]) => ({ results: outcomes.map(toResult) });

function toResult({ message, ...outcome }: ReceiptOutcome): z.infer<typeof result> {
  const about = message && { messageId: message.id, status: message.status };
  const error = isRefusalCode(outcome.result) && { error: SENTENCES[outcome.result] };
  return { result: outcome.result, ...about, ...error, ...explainIgnored(outcome) };
}
