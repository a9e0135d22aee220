import { isRefusal, REFUSALS, Refusal, type RefusalClass } from "@/server/contract/_shared/refusal";
import { SENTENCES } from "@/server/contract/_shared/refusal-sentences";
import { REASONS, type Reason } from "@/server/dialects/wukongim/domain/may-write";
import { outageOf } from "@/server/lib/is-away";

export type WireStatus = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429 | 503;
export type WireAnswer = { status: WireStatus; body: { msg: string; status: number; reason?: number } };

/** An error of this dialect only. */
export class WireError extends Error {
  readonly wire: WireAnswer;

  constructor(wire: WireAnswer) {
    super(wire.body.msg);
    this.name = "WireError";
    this.wire = wire;
  }
}

/** An error in WuKongIM's format. */
export const errorAnswer = (status: WireStatus, msg: string): WireAnswer => ({
  status,
  body: { msg, status },
});

/** A bad request. */
export const invalid = (msg: string): WireError => new WireError(errorAnswer(400, msg));

const REASON_TEXTS: Readonly<Record<Reason, string>> = {
  notSubscriber: "The sender is not in the channel.",
  denied: "The sender is on the channel's blacklist.",
  noChannel: "There is no such channel. Create it with /channel first.",
  notAllowed: "The channel has a whitelist, and the sender is not on it.",
  ban: "The channel is banned.",
  typeUnsupported: "The channel type is not supported.",
  disband: "The channel is disbanded.",
  sendBan: "Sending to the channel is banned.",
  numberTaken:
    "client_msg_no: the sender wrote another message to the channel under this number. Give each message a number of its own.",
};

/** The refusal of a message, with WuKongIM's number of the reason. */
export const refusedFor = (reason: Reason): WireError =>
  new WireError({
    status: 400,
    body: { msg: REASON_TEXTS[reason], status: 400, reason: REASONS[reason] },
  });

/** WuKongIM answers 400 to whatever is wrong with a request; only what a client must distinguish has another status. */
const STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 400,
  gone: 400,
  expired: 400,
  conflict: 400,
  invalid: 400,
  unprocessable: 400,
  too_large: 413,
  unsupported: 415,
  too_many: 429,
  full: 503,
  unavailable: 503,
} as const satisfies Record<RefusalClass, WireStatus>;

function answerRefusal({ refusal: code, field, detail }: Refusal): WireAnswer {
  if (code === "server.maintenance" && detail) return errorAnswer(503, detail);
  const status = STATUS[REFUSALS[code]];
  const text = SENTENCES[code];
  return errorAnswer(status, detail && field ? `${text} ${field}: ${detail}` : text);
}

/** The response to an error, or null when it is a bug. */
export function answerOf(error: unknown): WireAnswer | null {
  if (error instanceof WireError) return error.wire;
  const outage = outageOf(error);
  if (outage) return answerRefusal(new Refusal(outage));
  return isRefusal(error) ? answerRefusal(error) : null;
}
