import { STATUS_CODES } from "node:http";
import type { CallbackBody } from "@/server/contract/channel/callback-body";
import type { Sender, SendResult } from "@/server/contract/channel/sender";
import type { CallbackFormat } from "@/server/domain/inbox/callback";
import { outcomeOfStatus, type SendOutcome } from "@/server/domain/message/send";
import { retryAfterMs } from "@/server/domain/webhook/webhook-schedule";
import type { Outbound, Posted } from "@/server/lib/outbound/post";

type Options = {
  outbound: Outbound;
  bodies: Readonly<Record<CallbackFormat, CallbackBody>>;
  now: () => Date;
};

/** Takes messages to the program at their inbox's callback URL. */
export const createCallbackSender = ({ outbound, bodies, now }: Options): Sender => ({
  async send(request) {
    const { callbackUrl, callbackFormat, callbackDeduplicates } = request.inbox;
    const body = bodies[callbackFormat];
    let rendered: Awaited<ReturnType<CallbackBody["render"]>>;
    try {
      rendered = await body.render(request, now());
    } catch (error) {
      return unprepared(error);
    }
    // Without its promise to ignore repetitions, the program must not get a call twice because a connection was stale.
    const once = !callbackDeduplicates;
    const posted = await outbound.post({ ...rendered, url: callbackUrl ?? "", once });
    return {
      outcome: outcomeOf(posted, body, now()),
      durationMs: posted.durationMs,
      status: posted.answered ? posted.status : null,
      address: posted.address,
    };
  },
});

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
