import { z } from "zod";
import { createTtlCache } from "@/server/lib/async/ttl-cache";
import { isSafeEndpoint } from "./single-sign-on";

const endpoint = z.string().refine(isSafeEndpoint, "must be an https:// address");

/** What is used of a provider's metadata. Source: OpenID Connect Discovery 1.0, section 3. */
const metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  userinfo_endpoint: endpoint.optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).default(["RS256"]),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(["client_secret_basic"]),
});

export type IssuerMetadata = z.infer<typeof metadata>;

const TIMEOUT_MS = 5_000;
const BYTES_MAX = 262_144;
/** Metadata is kept for an hour; a failure is not kept. */
const FRESH_MS = 3_600_000;

const discovered = createTtlCache<IssuerMetadata>({ freshMs: FRESH_MS, keysMax: 10, version: () => 0 });

/**
 * The metadata of an OpenID provider, read from it when it is not known yet. Throws if the provider cannot be reached within
 * five seconds, or its metadata is incomplete or belongs to another issuer.
 */
export async function discoverIssuer(issuer: string): Promise<IssuerMetadata> {
  const found = await discovered(issuer, () => readMetadata(issuer));
  if (!found) throw new Error("the provider has no metadata");
  return found;
}

async function readMetadata(issuer: string): Promise<IssuerMetadata> {
  const url = `${withoutSlash(issuer)}/.well-known/openid-configuration`;
  const response = await fetch(url, {
    headers: { accept: "application/json" },
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const text = await response.text();
  if (text.length > BYTES_MAX) throw new Error(`${url} is too long`);
  const found = metadata.parse(JSON.parse(text));
  if (withoutSlash(found.issuer) !== withoutSlash(issuer))
    throw new Error(`${url} is the metadata of another issuer`);
  return found;
}

/** Providers differ in the slash at the end; the provider's own spelling is used in tokens. */
const withoutSlash = (issuer: string): string => issuer.replace(/\/$/, "");
