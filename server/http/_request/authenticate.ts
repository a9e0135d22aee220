import type { IncomingMessage } from "node:http";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { readTokenCaller } from "@/server/queries/credentials/token-caller";

/** The context of a request in the app. */
export type HttpEnv = {
  Variables: {
    requestId: string;
    /** Services for handlers. */
    services: Services;
    /** Set once the request's token is known. */
    caller?: Caller;
  };
  /** Set by Tickline's own server; absent where Next calls the app. */
  Bindings: { incoming?: IncomingMessage };
};

/**
 * The caller of the request's API token. A browser's session does not count here: these routes have no protection against
 * other sites' forms and need none.
 */
export async function requireTokenCaller(
  services: Pick<Services, "database" | "now">,
  headers: Headers,
): Promise<Caller> {
  const secret = tokenIn((name) => headers.get(name));
  if (!secret) throw new Refusal("auth.required");
  const caller = await readTokenCaller(services, { secret, address: headers.get("x-forwarded-for") });
  if (!caller) throw new Refusal("auth.invalid_token");
  return caller;
}

/** `Authorization: Bearer`, or Chatwoot's header in both spellings: nginx drops underscores by default. */
export const tokenIn = (header: (name: string) => string | null): string | null =>
  /^bearer +(\S+)$/i.exec(header("authorization") ?? "")?.[1] ??
  header("api_access_token") ??
  header("api-access-token");
