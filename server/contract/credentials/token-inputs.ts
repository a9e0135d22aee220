import { z } from "zod";
import { id, instant } from "@/server/contract/_shared/dto";
import { name } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { UNFLAGGED_STORAGES } from "@/server/domain/message/storage";
import { TOKEN_ROLES, TOKEN_SCOPES } from "./token";

export const tokenName = name(SHORT_NAME_CHARS_MAX);

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

export const changeUrlKeysInput = z.object({ acceptsUrlKeys: z.boolean() });
/** How messages of WuKongIM's API are kept whose header has no `sync_once`. */
export const changeUnflaggedMessagesInput = z.object({ messagesWithoutFlags: z.enum(UNFLAGGED_STORAGES) });
export const changeKnownContactsInput = z.object({ acceptsKnownContacts: z.boolean() });
