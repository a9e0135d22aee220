import type { Caller } from "@/server/contract/_shared/caller";
import { availabilityWord } from "@/server/dialects/chatwoot/input/member-params";
import { avatarUrl, type Rendering } from "@/server/files/file-url";
import { getProfile, type Profile } from "@/server/queries/members/profile";
import { pubsubToken } from "./cable/pubsub-token";
import { type ChatwootContext, renderingOf } from "./context";

/** The profile of the token's user. The returned token is the request's own: only its hash is stored. */
export async function showProfile(c: ChatwootContext): Promise<Response> {
  const profile = await getProfile(c.var.services.database, c.var.caller);
  return c.json({
    ...profileJson(profile, c.var.token, renderingOf(c)),
    pubsub_token: pubsubOf(c.var.caller),
  });
}

/** What the token's bearer hears on `/cable`. */
const pubsubOf = ({ accountId, tokenId }: Caller): string | null =>
  tokenId === null ? null : pubsubToken({ kind: "token", accountId, tokenId });

export async function showAccount(c: ChatwootContext): Promise<Response> {
  const profile = await getProfile(c.var.services.database, c.var.caller);
  return c.json(accountJson(profile));
}

/** The version of Chatwoot whose API this is; clients test their settings with this route. Nothing of it is secret. */
export const showApi = async (c: ChatwootContext): Promise<Response> =>
  c.json({ version: "4.15.0", timestamp: c.var.services.now().toISOString() });

export const profileJson = (
  { user, role, availability, account }: Profile,
  token: string,
  rendering: Rendering,
) => ({
  access_token: token,
  account_id: account.id,
  available_name: user.name,
  avatar_url: avatarUrl(user, rendering),
  confirmed: true,
  display_name: null,
  message_signature: null,
  email: user.email,
  id: user.id,
  inviter_id: null,
  name: user.name,
  provider: "email",
  role,
  ui_settings: {},
  uid: user.email,
  type: null,
  accounts: [
    {
      id: account.id,
      name: account.name,
      status: "active",
      onboarding_step: null,
      active_at: null,
      role,
      permissions: [role],
      availability: availabilityWord(availability),
      availability_status: availabilityWord(availability),
      auto_offline: false,
    },
  ],
});

export const accountJson = ({ account, role }: Profile) => ({
  id: account.id,
  name: account.name,
  locale: "en",
  domain: null,
  support_email: null,
  status: "active",
  features: {},
  settings: {},
  custom_attributes: {},
  cache_keys: {},
  created_at: account.createdAt,
  role,
});
