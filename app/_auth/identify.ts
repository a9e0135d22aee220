import { randomUUID } from "node:crypto";
import type { User } from "next-auth";
import { services } from "@/server/commands/_run/services";
import { beginSession } from "@/server/commands/credentials/sessions";
import type { Caller } from "@/server/contract/_shared/caller";
import { isRefusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { outageOf } from "@/server/lib/is-away";
import { log } from "@/server/lib/process/log";
import { logSecurity, type SecurityEvent } from "@/server/lib/process/security-log";
import type { CookieClaims, SessionClaims } from "@/server/queries/credentials/find-caller";

/** The browser of a sign-in. */
export type Browser = { address: string; agent: string };

export const browserOf = (headers: Record<string, unknown> = {}): Browser => ({
  address: textOf(headers["x-forwarded-for"]), // set by our own proxy
  agent: textOf(headers["user-agent"]),
});

const textOf = (header: unknown): string =>
  typeof header === "string" && header !== "" ? header : "unknown";

type Begun = { claims: SessionClaims; browser: Browser; sso?: { authenticatedAt: Date | null } };

/** Starts the session that the cookie will name. `sso`: the identity provider has identified its user. */
export async function begin(caller: Caller, { claims, browser, sso }: Begun): Promise<CookieClaims> {
  const sessionId = randomUUID();
  const { userId, sessionVersion } = claims;
  await services().run(beginSession, caller, { userId, sessionId, ...browser, ...(sso && { sso }) });
  return { userId, sessionVersion, sessionId, signedInAt: Math.floor(Date.now() / 1000) };
}

type Attempt = Browser & { emailHash?: string; method?: "sso" };

/** Signs in, and writes the outcome to the security log. */
export async function identify(attempt: Attempt, check: () => Promise<CookieClaims>): Promise<User> {
  try {
    const claims = await check();
    logSecurity("auth.sign_in", { ...attempt, userId: claims.userId });
    return { id: String(claims.userId), claims };
  } catch (error) {
    if (isRefusal(error)) {
      const event = SECURITY_EVENTS[error.refusal];
      if (event !== null) logSecurity(event ?? "auth.refused", attempt);
      throw new Error(error.refusal); // it becomes `?error=` of the sign-in page, so it is only a code
    }
    const outage = outageOf(error);
    if (!outage) log.error({ err: error }, "sign-in failed");
    throw new Error(outage ?? "server.busy");
  }
}

/** By refusal; others are `auth.refused`, and null is only a step of the sign-in. */
const SECURITY_EVENTS: Partial<Record<RefusalCode, SecurityEvent | null>> = {
  "auth.too_many_attempts": "auth.locked",
  "auth.wrong_code": "auth.code_refused",
  "auth.code_required": null,
  "auth.common_password": null,
};
