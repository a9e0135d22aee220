import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { seal, unseal } from "@/server/lib/crypto/seal";
import { endpointsOf, type OauthSettings } from "./oauth-settings";

/** Who signs in to which inbox's mailbox. */
export type SignIn = { accountId: number; inboxId: number; userId: number };

const PURPOSE = "mailbox sign-in";
const VERIFIER_BYTES = 32;
/** For passwords, second factors and questions of the provider. */
const VALID_MS = 15 * 60_000;

const stateSchema = z.object({
  accountId: z.number(),
  inboxId: z.number(),
  userId: z.number(),
  /** Proves that the tokens go to whoever requested the code (RFC 7636). */
  verifier: z.string(),
  at: z.number(),
});
export type SignInState = z.infer<typeof stateSchema>;

/** The address at the provider where a person signs in to a mailbox. It returns to `redirectUri` with a code and the sealed state. */
export function authorizationUrl(
  oauth: OauthSettings,
  signIn: SignIn,
  { redirectUri, user, now }: { redirectUri: string; user: string | undefined; now: Date },
): string {
  const verifier = randomBytes(VERIFIER_BYTES).toString("base64url");
  const state: SignInState = { ...signIn, verifier, at: now.getTime() };
  const { authorizationUrl: base, scope } = endpointsOf(oauth);
  const url = new URL(base);
  const params = {
    response_type: "code",
    client_id: oauth.clientId,
    redirect_uri: redirectUri,
    ...(scope !== "" && { scope }),
    state: seal(JSON.stringify(state), PURPOSE),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    access_type: "offline", // Google issues a refresh token only with it
    prompt: "consent", // and only with this one again
    ...(user !== undefined && { login_hint: user }),
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url.href;
}

/** The state that a provider returned; null if this installation did not make it. `isExpired`: too late for its code. */
export function readState(sealed: string, now: Date): { state: SignInState; isExpired: boolean } | null {
  const text = unseal(sealed, PURPOSE);
  if (text === null) return null;
  const state = stateSchema.parse(JSON.parse(text));
  return { state, isExpired: now.getTime() - state.at > VALID_MS };
}
