import type { CallbackBody, Sender } from "@/server/contract/channel/callback-body";
import type { CallbackFormat } from "@/server/domain/inbox/channel";
import { createOutbound } from "@/server/lib/outbound/post";
import { addressPolicy, cacheResolved, systemResolve } from "@/server/lib/outbound/target";
import { createCallbackSender } from "./callback-sender";

/** For how long resolved names are cached. */
const NAMES_MS = 5_000;
/** Programs such as Evolution API send the message before they answer. */
const ANSWER_MS = 30_000;

/** The sender of API inboxes, with its outbound connections. */
export function openCallbackSender(bodies: Readonly<Record<CallbackFormat, CallbackBody>>): {
  sender: Sender;
  close(): void;
} {
  const outbound = createOutbound({
    policy: addressPolicy(),
    resolve: cacheResolved(NAMES_MS, systemResolve),
    totalMs: ANSWER_MS,
  });
  return { sender: createCallbackSender({ outbound, bodies, now: () => new Date() }), close: outbound.close };
}
