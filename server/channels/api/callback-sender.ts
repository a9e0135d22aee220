import { STATUS_CODES } from "node:http";
import { SOURCE_ID_CHARS_MAX } from "@/server/contract/_shared/limits";
import {
  type CallbackBody,
  type CallPurpose,
  lookedUp,
  type RenderedCall,
  type Sender,
  type SendRequest,
  type SendResult,
} from "@/server/contract/channel/callback-body";
import type { CallbackFormat } from "@/server/domain/inbox/channel";
import { outcomeOfStatus, type SendOutcome } from "@/server/domain/send/send";
import { retryAfterMs } from "@/server/domain/webhook/webhook-schedule";
import type { Outbound, Posted } from "@/server/lib/outbound/post";

type Options = {
  outbound: Outbound;
  bodies: Readonly<Record<CallbackFormat, CallbackBody>>;
  now: () => Date;
};

/** Takes messages to the program at their inbox's callback URL. */
export const createCallbackSender = ({ outbound, bodies, now }: Options): Sender => {
  async function call(request: SendRequest, purpose: CallPurpose): Promise<SendResult> {
    const { callbackUrl, callbackFormat, callbackDeduplicates } = request.inbox;
    const body = bodies[callbackFormat];
    let rendered: RenderedCall;
    try {
      rendered = await body.render(request, purpose, now());
    } catch (error) {
      return unprepared(error);
    }
    // Without its promise to ignore repetitions, the program must not get a call twice because a connection was stale.
    const once = !callbackDeduplicates;
    const posted = await outbound.post({ ...rendered, url: callbackUrl ?? "", once });
    return {
      outcome: purpose === "lookup" ? answerOf(posted) : outcomeOf(posted, body, now()),
      durationMs: posted.durationMs,
      status: posted.answered ? posted.status : null,
      address: posted.address,
    };
  }
  return {
    send: (request) => call(request, "send"),
    async lookUp(request) {
      const result = await call(request, "lookup");
      const { outcome } = result;
      // Only its answer says that it did not get the message.
      const isUnasked = outcome.kind === "not_sent" && result.status === null;
      return isUnasked ? { ...result, outcome: { kind: "ambiguous", reason: outcome.reason } } : result;
    },
  };
};

/** What a program says about an earlier call; anything but a 2xx says nothing. */
function answerOf(posted: Posted): SendOutcome {
  if (!posted.answered) return { kind: "ambiguous", reason: posted.message };
  const { status, excerpt } = posted;
  if (status >= 200 && status < 300) return lookedUp(excerpt, SOURCE_ID_CHARS_MAX);
  return { kind: "ambiguous", reason: `${status} ${STATUS_CODES[status] ?? ""}`.trim() };
}

/** The program was not called. */
const unprepared = (error: unknown): SendResult => ({
  outcome: {
    kind: "not_sent",
    reason: `The message could not be prepared: ${error instanceof Error ? error.message : String(error)}`,
    retryAfterMs: null,
  },
  durationMs: 0,
  status: null,
  address: null,
});

/** Addresses that Tickline never calls: another try would end the same. */
const NEVER_CALLED = ["refused_address", "refused_url"];

function outcomeOf(posted: Posted, body: CallbackBody, endedAt: Date): SendOutcome {
  if (!posted.answered) {
    const { fault, message, wasConnected } = posted;
    if (NEVER_CALLED.includes(fault)) return { kind: "refused", error: message };
    if (!wasConnected) return { kind: "not_sent", reason: message, retryAfterMs: null };
    return { kind: "ambiguous", reason: message };
  }
  const { status, excerpt, retryAfter } = posted;
  if (status >= 200 && status < 300) return body.accepted(status, excerpt);
  const text = excerpt.replaceAll("\0", "\ufffd").trim();
  const said = body.errorIn(text) ?? (text || null);
  const words = said === null ? `${status} ${STATUS_CODES[status] ?? ""}`.trim() : `${status}: ${said}`;
  return outcomeOfStatus(status, { words, retryAfterMs: retryAfterMs(retryAfter, endedAt.getTime()) });
}
