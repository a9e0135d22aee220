import { requestLimits } from "@/server/channels/request-limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Rate } from "@/server/lib/async/token-bucket";
import { shared } from "@/server/lib/shared";

/** Requests of a network without the inbox's secret. */
const WITHOUT_SECRET: Rate = { perSecond: 1, burst: 30 };
/** Mails of an inbox: a provider that catches up after an outage sends many at once. */
const MAIL: Rate = { perSecond: 50, burst: 1_000 };

const ofNetwork = requestLimits("email", { unauthenticated: WITHOUT_SECRET });
const ofInbox = requestLimits("email", { mail: MAIL }, "server.busy");

/** Counts a request without the inbox's secret. Refuses `request.rate_limited`. */
export const countUnauthenticated = (network: string): void => ofNetwork("unauthenticated", network);

/** Counts a mail of an inbox. Refuses `server.busy`: some providers discard what is answered with 4xx. */
export const countMail = (inboxId: number): void => ofInbox("mail", String(inboxId));

/** Mails that a process reads at one time: each may need several times its bytes. */
const READ_MAX = 4;
const BUSY_S = 5;
const reading = () => shared("emails that webhooks read", () => ({ count: 0 }));

/** Runs `read` if few enough run. Refuses `server.busy`. */
export async function withinReading<T>(read: () => Promise<T>): Promise<T> {
  const now = reading();
  if (now.count >= READ_MAX) throw new Refusal("server.busy", { retryAfterS: BUSY_S });
  now.count += 1;
  try {
    return await read();
  } finally {
    now.count -= 1;
  }
}
