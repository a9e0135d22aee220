import { z } from "zod";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import type { MemberDto } from "@/server/contract/member/member";
import type { SingleSignOn } from "@/server/lib/auth/single-sign-on";

/** A person as the claims of the identity provider describe them. */
export type SsoPerson = {
  subject: string;
  name: string;
  /** Null unless the provider has verified it. */
  email: string | null;
  /** Absent: no claim decides. */
  role: MemberDto["role"] | undefined;
  inboxes: readonly string[] | undefined;
  /** When the person proved it to the provider; null if it does not say, or not later than now. */
  authenticatedAt: Date | null;
};

type Claims = Readonly<Record<string, unknown>>;

const SUBJECT_CHARS_MAX = 255; // OpenID Connect Core, section 2
const NAME_CHARS_MAX = 100;
/** More groups than a provider sends. */
const VALUES_MAX = 1_000;

const claims = z.object({
  sub: z.string().min(1).max(SUBJECT_CHARS_MAX),
  email: z.email().max(255).optional().catch(undefined),
  email_verified: z.unknown(),
  name: z.string().trim().min(1).optional().catch(undefined),
  preferred_username: z.string().trim().min(1).optional().catch(undefined),
  auth_time: z.number().positive().optional().catch(undefined),
});

/**
 * The person of verified claims, or null without a subject. An email counts only if `email_verified` is the boolean true.
 * A claim that is absent, or neither a text nor a list of texts, decides nothing; an empty list means none.
 */
export function readSsoPerson(
  given: Claims,
  { settings, now }: { settings: Pick<SingleSignOn, "roles" | "inboxes">; now: Date },
): SsoPerson | null {
  refuseBadText(given);
  const parsed = claims.safeParse(given);
  if (!parsed.success) return null;
  const { sub, email, email_verified: isVerified, name, preferred_username: username } = parsed.data;
  return {
    subject: sub,
    name: plain(name ?? username ?? email ?? sub),
    email: isVerified === true && email !== undefined ? email : null,
    role: roleOf(given, settings.roles),
    inboxes: inboxesOf(given, settings.inboxes),
    authenticatedAt: timeOf(parsed.data.auth_time, now),
  };
}

function roleOf(given: Claims, roles: SingleSignOn["roles"]): SsoPerson["role"] {
  const groups = roles ? valuesOf(given, roles.claim) : undefined;
  if (!roles || !groups) return undefined;
  return groups.some((group) => roles.administrators.includes(group)) ? "administrator" : "agent";
}

function inboxesOf(given: Claims, inboxes: SingleSignOn["inboxes"]): SsoPerson["inboxes"] {
  if (!inboxes) return undefined;
  const { claim, prefix } = inboxes;
  return valuesOf(given, claim)
    ?.filter((value) => value.startsWith(prefix))
    .map((value) => value.slice(prefix.length));
}

/** The texts of a claim, by its name or, as in `realm_access.roles`, by its path. */
function valuesOf(given: Claims, claim: string): readonly string[] | undefined {
  const value = Object.hasOwn(given, claim)
    ? given[claim]
    : claim.split(".").reduce(fieldOf, given as unknown);
  const texts = z
    .array(z.string())
    .max(VALUES_MAX)
    .safeParse(typeof value === "string" ? [value] : value);
  return texts.success ? texts.data : undefined;
}

const fieldOf = (from: unknown, name: string): unknown =>
  typeof from === "object" && from !== null && Object.hasOwn(from, name)
    ? Reflect.get(from, name)
    : undefined;

/** The provider does not refuse what lists and mails cannot show. */
const plain = (name: string): string =>
  [...name.replaceAll(UNSHOWN, " ").trim()].slice(0, NAME_CHARS_MAX).join("") || "?";
const UNSHOWN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The clocks may differ: no time later than now. */
const timeOf = (seconds: number | undefined, now: Date): Date | null =>
  seconds === undefined ? null : new Date(Math.min(seconds * 1000, now.getTime()));
