import { z } from "zod";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** https, or http on this machine: secrets and identities are sent there. No query: paths are appended. */
export const isSafeEndpoint = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, hash } = new URL(text);
  const isEncrypted = protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname));
  return isEncrypted && username === "" && hash === "";
};

const issuer = z
  .string()
  .refine((text) => isSafeEndpoint(text) && new URL(text).search === "", "must be an https:// address");
const bool = z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1");
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean),
);
const claim = z.string().trim().min(1);

/** The variables of single sign-on. */
export const singleSignOnVariables = {
  OIDC_ISSUER: issuer.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  /** How the sign-in page calls the provider. */
  OIDC_NAME: z.string().trim().min(1).max(60).optional(),
  OIDC_SCOPE: z
    .string()
    .regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, "must be names with spaces between them")
    .refine((scope) => scope.split(" ").includes("openid"), "must have openid")
    .default("openid email profile"),
  OIDC_ROLE_CLAIM: claim.optional(),
  OIDC_ADMIN_VALUES: list.default([]),
  OIDC_INBOXES_CLAIM: claim.optional(),
  OIDC_INBOXES_PREFIX: z.string().default(""),
  OIDC_CREATE_MEMBERS: bool.default(false),
  OIDC_ACCOUNT: z.coerce.number("must be the id of an account").int().min(1).default(1),
  PASSWORD_SIGN_IN: z.enum(["on", "off"]).default("on"),
};

type Variables = z.infer<z.ZodObject<typeof singleSignOnVariables>>;

/** Single sign-on with one OpenID provider. */
export type SingleSignOn = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  name: string;
  scope: string;
  /** The claim with a person's groups, and the groups of administrators; null: no claim decides. */
  roles: { claim: string; administrators: readonly string[] } | null;
  /** The claim that names a person's inboxes, and how these values begin; null: no claim decides. */
  inboxes: { claim: string; prefix: string } | null;
  /** Makes members of persons who are none. */
  createsMembers: boolean;
  /** The account of its members. */
  accountId: number;
};

/**
 * The settings of single sign-on, or null when it is off; and why the variables cannot be used together, in one sentence, or
 * null.
 */
export function singleSignOnOf(env: Variables): { singleSignOn: SingleSignOn | null; fault: string | null } {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    const isPart = issuer !== undefined || clientId !== undefined || clientSecret !== undefined;
    return {
      singleSignOn: null,
      fault: isPart ? INCOMPLETE : env.PASSWORD_SIGN_IN === "off" ? NO_WAY : null,
    };
  }
  const fault = faultOfClaims(env);
  const { OIDC_ROLE_CLAIM: role, OIDC_INBOXES_CLAIM: inboxes } = env;
  return {
    fault,
    singleSignOn: {
      issuer,
      clientId,
      clientSecret,
      name: env.OIDC_NAME ?? new URL(issuer).hostname,
      scope: env.OIDC_SCOPE,
      roles: role === undefined ? null : { claim: role, administrators: env.OIDC_ADMIN_VALUES },
      inboxes: inboxes === undefined ? null : { claim: inboxes, prefix: env.OIDC_INBOXES_PREFIX },
      createsMembers: env.OIDC_CREATE_MEMBERS,
      accountId: env.OIDC_ACCOUNT,
    },
  };
}

const INCOMPLETE = "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set together";
const NO_WAY = "PASSWORD_SIGN_IN=off needs OIDC_ISSUER: otherwise nobody could sign in";

function faultOfClaims(env: Variables): string | null {
  if ((env.OIDC_ROLE_CLAIM === undefined) !== (env.OIDC_ADMIN_VALUES.length === 0))
    return "OIDC_ROLE_CLAIM and OIDC_ADMIN_VALUES must be set together";
  if (env.OIDC_INBOXES_PREFIX !== "" && env.OIDC_INBOXES_CLAIM === undefined)
    return "OIDC_INBOXES_PREFIX needs OIDC_INBOXES_CLAIM";
  return null;
}
