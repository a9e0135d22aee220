import { requestLimits } from "@/server/channels/request-limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Rate } from "@/server/lib/async/token-bucket";
import { shared } from "@/server/lib/shared";

const RATES = {
  /** Requests of a network without the inbox's secret. */
  unauthenticated: { perSecond: 1, burst: 30 },
  /** Mails of an inbox: a provider that caught up after an outage sends many at once. */
  mail: { perSecond: 50, burst: 1_000 },
} as const satisfies Record<string, Rate>;

/** Counts a request. Refuses `request.rate_limited` with the time of the next one. */
export const countRequest: (limit: keyof typeof RATES, key: string) => void = requestLimits("email", RATES);

/** Mails that a process reads at one time: each may need several times its bytes. */
const READ_MAX = 4;
const BUSY_S = 5;
const reading = () => shared("emails that webhooks read", () => ({ count: 0 }));

/** Runs `read` if few enough run; refuses `server.busy`, which providers answer by trying again. */
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
