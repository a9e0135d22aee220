import { vapidKeys } from "@/server/lib/crypto/vapid";
import { createOutbound } from "@/server/lib/outbound/post";
import { addressPolicy, cacheResolved, systemResolve } from "@/server/lib/outbound/target";
import { baseUrlFrom } from "@/server/lib/process/base-url";
import type { Env } from "@/server/lib/process/env";
import type { Pushing } from "./send-pushes";

/** For how long resolved names are cached. */
const NAMES_MS = 60_000;
/** Push services answer at once; a lease lasts longer. */
const ANSWER_MS = 10_000;

/** What pushes need: connections to push services, which browsers name, and whom these may write to. */
export function openPush(
  env: Pick<Env, "PUBLIC_URL" | "PORT" | "MAIL_FROM" | "VAPID_SUBJECT">,
): Pick<Pushing, "outbound" | "subject"> {
  vapidKeys(); // a key that is none ends the start
  return {
    outbound: createOutbound({
      policy: addressPolicy(),
      resolve: cacheResolved(NAMES_MS, systemResolve),
      totalMs: ANSWER_MS,
    }),
    subject: env.VAPID_SUBJECT ?? subjectOf(env),
  };
}

/** Some push services refuse a subject that is neither https nor an address. */
function subjectOf(env: Pick<Env, "PUBLIC_URL" | "PORT" | "MAIL_FROM">): string {
  const url = new URL(baseUrlFrom(env));
  if (url.protocol === "https:") return url.origin;
  const [address] = /[^\s<>@]+@[^\s<>@]+/.exec(env.MAIL_FROM ?? "") ?? [];
  return `mailto:${address ?? "tickline@example.com"}`;
}
