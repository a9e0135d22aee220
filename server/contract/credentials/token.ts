import { z } from "zod";
import { id, instant, versioned } from "@/server/contract/_shared/dto";
import { name } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { PASSWORD_CHARS } from "./constants";

/**
 * `conversations:purge`: may delete permanently, by DELETE or by a confirmed deletion. `contacts:all`: a token for some inboxes
 * reaches every contact and company of the account, not only those of its inboxes.
 */
export const TOKEN_SCOPES = ["conversations:purge", "contacts:all"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export const TOKEN_ROLES = ["administrator", "agent"] as const;

/** A token has at most the rights that its member has at the time of a request. */
export const tokenDto = z.object({
  ...versioned,
  userId: id,
  /** The agent bot that acts by it, in its own name and in the inboxes that it is linked to. Null and absent = none. */
  botId: id.nullable().optional(),
  name: z.string(),
  /**
   * The first characters, to distinguish tokens. The whole token is shown once and stored as a hash. Empty: chosen by
   * an operator.
   */
  prefix: z.string(),
  role: z.enum(TOKEN_ROLES),
  /** The inboxes that an agent's token may see; null = all of its member's. */
  inboxIds: z.array(id).nullable(),
  /** Every change is refused. */
  isReadOnly: z.boolean(),
  /** What it may do in addition to its role. */
  scopes: z.array(z.enum(TOKEN_SCOPES)),
  /** From then on it is refused; null = never. */
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export type TokenDto = z.infer<typeof tokenDto>;

/** The rights that are chosen when a token is created. */
export type TokenRights = Pick<TokenDto, "role" | "inboxIds" | "isReadOnly" | "scopes" | "expiresAt">;

/** A token with its last use, which is no event: it would be one for every request. */
export type UsedToken = TokenDto & {
  /** Accurate to a minute; null = never. */
  lastUsedAt: string | null;
  lastUsedAddress: string | null;
};

const tokenName = name(SHORT_NAME_CHARS_MAX);

const TOKEN_INBOXES_MAX = 500;

export const createTokenInput = z.object({
  name: tokenName,
  role: z.enum(TOKEN_ROLES).default("agent"),
  /** For the role agent; null = all of the member's. */
  inboxIds: z.array(id).min(1).max(TOKEN_INBOXES_MAX).nullable().default(null),
  isReadOnly: z.boolean().default(false),
  scopes: z.array(z.enum(TOKEN_SCOPES)).max(TOKEN_SCOPES.length).default([]),
  /** Null = it never expires. */
  expiresAt: instant.nullable().default(null),
});

/** A member's session. */
const sessionDto = z.object({
  id: z.uuid(),
  /** The browser's `User-Agent`. */
  agent: z.string(),
  address: z.string(),
  createdAt: instant,
  /** Accurate to some minutes. */
  lastSeenAt: instant,
});
export type SessionDto = z.infer<typeof sessionDto>;

/** A new password. The maximum bounds the work of hashing. */
export const newPassword = z.string().min(PASSWORD_CHARS.min).max(PASSWORD_CHARS.max);
