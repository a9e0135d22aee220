import { z } from "zod";
import { LoginRefused } from "@/server/channels/email/imap/login-refused";
import { channelPolicy } from "@/server/lib/outbound/channel-host";
import { createOutbound } from "@/server/lib/outbound/post";
import { systemResolve } from "@/server/lib/outbound/target";
import { endpointsOf, type OauthSettings } from "./oauth-settings";

const TOTAL_MS = 8_000;
const ANSWER_BYTES = 64 * 1024;
/** Where a provider states no lifetime (RFC 6749, 5.1). */
const LIFETIME_S = 300;
/** A longer lifetime is a fault of the provider. */
const LIFETIME_MAX_S = 24 * 3_600;

/** `refreshToken`: null where the answer has none: the last one, if any, stays valid. */
export type Tokens = { accessToken: string; expiresInMs: number; refreshToken: string | null };

/** What a client exchanges for tokens (RFC 6749, 4.1.3 and 6; RFC 7636). */
export type Grant =
  | { grant_type: "refresh_token"; refresh_token: string }
  | { grant_type: "authorization_code"; code: string; redirect_uri: string; code_verifier: string };

const issued = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(LIFETIME_S),
  refresh_token: z.string().min(1).optional().catch(undefined),
});
/** Errors of a provider that is in trouble: some send them with 400. */
const PASSING: ReadonlySet<string> = new Set(["temporarily_unavailable", "server_error"]);

const refused = z.object({ error: z.string(), error_description: z.string().optional() });

/**
 * Requests tokens from the settings' provider. Throws `LoginRefused` with the provider's words where another try would end the same,
 * such as after the access was revoked; else why there was no answer.
 */
export async function requestTokens(oauth: OauthSettings, grant: Grant): Promise<Tokens> {
  const { tokenUrl } = endpointsOf(oauth);
  const { clientId, clientSecret } = oauth;
  const client = { client_id: clientId, ...(clientSecret !== undefined && { client_secret: clientSecret }) };
  const outbound = createOutbound({
    policy: channelPolicy(),
    resolve: systemResolve,
    totalMs: TOTAL_MS,
    keptBytes: ANSWER_BYTES,
  });
  const posted = await outbound
    .post({
      url: tokenUrl,
      body: Buffer.from(new URLSearchParams({ ...grant, ...client }).toString()),
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      once: true, // a code, and with some providers a refresh token, is valid once
    })
    .finally(outbound.close);
  if (!posted.answered) throw new Error(`The provider was not reached: ${posted.message}`);
  const json = jsonOf(posted.excerpt);
  if (posted.status === 200) return tokensOf(json);
  const { error, error_description: text } = refused.safeParse(json).data ?? {};
  const words = `The provider refused the sign-in: ${text ?? error ?? `status ${posted.status}`}`;
  const isFinal = error !== undefined && !PASSING.has(error) && posted.status < 500 && posted.status !== 429;
  throw isFinal ? new LoginRefused(withAdvice(words, error)) : new Error(words);
}

/** `invalid_grant`: the person or an administrator revoked the access, changed the password, or did not use it for long. */
const withAdvice = (words: string, error: string): string =>
  error === "invalid_grant" ? `${words} The access was revoked or has expired: sign in again.` : words;

function tokensOf(json: unknown): Tokens {
  const read = issued.safeParse(json);
  if (!read.success) throw new Error("The provider's answer has no access token.");
  const { access_token: accessToken, expires_in: seconds, refresh_token: refreshToken = null } = read.data;
  return { accessToken, expiresInMs: Math.min(seconds, LIFETIME_MAX_S) * 1_000, refreshToken };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy answers in another format
  }
}
