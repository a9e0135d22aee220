import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import type { IssuerMetadata } from "@/server/lib/auth/discover-issuer";
import type { SingleSignOn } from "@/server/lib/auth/single-sign-on";

/** The provider's name in next-auth's addresses: the redirect address ends with it. */
export const SSO_PROVIDER = "oidc";

const REQUEST_TIMEOUT_MS = 10_000;
/** The user must prove it again, even if the provider remembers them. */
const AGAIN = { prompt: "login", max_age: 0 };

type Claims = Record<string, unknown>;

/** next-auth's configuration of an OpenID provider, by its metadata. `isAgain`: the user confirms a sensitive action. */
export function ssoProvider(
  settings: SingleSignOn,
  metadata: IssuerMetadata,
  { isAgain }: { isAgain: boolean },
): OAuthConfig<Claims> {
  const { userinfo_endpoint: userinfoUrl } = metadata;
  return {
    id: SSO_PROVIDER,
    name: settings.name,
    type: "oauth",
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    issuer: metadata.issuer,
    authorization: {
      url: metadata.authorization_endpoint,
      params: { scope: settings.scope, ...(isAgain ? AGAIN : {}) },
    },
    token: { url: metadata.token_endpoint },
    userinfo: {
      ...(userinfoUrl && { url: userinfoUrl }),
      /** Both together: many providers report email and groups in one of them only. The ID token is signed, so it wins. */
      request: async ({ tokens, client }) => {
        const ofToken = claimsOf(tokens.id_token);
        if (!userinfoUrl || !tokens.access_token) return ofToken;
        const info: Claims = await client.userinfo(tokens.access_token);
        if (info["sub"] !== ofToken["sub"]) throw new Error("the userinfo is of somebody else");
        return { ...info, ...ofToken };
      },
    },
    jwks_endpoint: metadata.jwks_uri,
    client: {
      id_token_signed_response_alg: algorithmOf(metadata),
      token_endpoint_auth_method: methodOf(metadata),
    },
    httpOptions: { timeout: REQUEST_TIMEOUT_MS },
    profile: (claims) => ({ id: String(claims["sub"]) }),
  };
}

const claimSet = z.record(z.string(), z.unknown());

/** The claims of an ID token whose signature the client has checked. */
const claimsOf = (idToken = ""): Claims =>
  claimSet.parse(JSON.parse(Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString()));

const ASYMMETRIC = /^(RS|PS|ES)(256|384|512)$|^EdDSA$/;

/** RS256, which every provider should have, or else the first with a key pair. */
function algorithmOf({ id_token_signing_alg_values_supported: supported }: IssuerMetadata): string {
  return supported.includes("RS256") ? "RS256" : (supported.find((name) => ASYMMETRIC.test(name)) ?? "RS256");
}

function methodOf({ token_endpoint_auth_methods_supported: supported }: IssuerMetadata) {
  const isByBody = supported.includes("client_secret_post") && !supported.includes("client_secret_basic");
  return isByBody ? "client_secret_post" : "client_secret_basic";
}
