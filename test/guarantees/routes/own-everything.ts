import type { Api } from "@/test/support/clients/api";
import {
  OF_CONTACT,
  OF_CONVERSATION,
  ownContact,
  ownConversation,
  type Party,
  type TokenTenant,
} from "./own-conversation";
import { type Base, FURTHER, ownFurther, ownWukongim } from "./own-further";
import type { Owned, RouteCase } from "./route-case";

/** A fresh inbox, contact, conversation and failed message of an account, and everything else, all named by `name`. */
export async function ownEverything(api: Api, tenant: TokenTenant, name: string): Promise<Party> {
  await ownWukongim(api, tenant, name);
  const scene = await ownConversation(api, tenant, name);
  return { ...scene.owned, ...(await ownFurther(scene)) };
}

/**
 * The same, but only what a call names is fresh: the rest is that of `kept`. Everything is some fifty requests, and half of the
 * calls name neither a contact nor a conversation.
 */
export async function ownNamedBy(
  { to, body }: RouteCase,
  { api, tenant, name, kept }: { api: Api; tenant: TokenTenant; name: string; kept: Party },
): Promise<Party> {
  const named = new Set<PropertyKey>();
  const watched = new Proxy<Owned>(kept, {
    get: (owned, key, receiver) => {
      named.add(key);
      return Reflect.get(owned, key, receiver);
    },
  });
  to(watched);
  body?.(watched);
  const further = FURTHER.filter(([names]) => names.some((key) => named.has(key)));
  const needs = (what: Base, keys: readonly PropertyKey[]) =>
    keys.some((key) => named.has(key)) || further.some(([, , needed]) => needed === what);
  const scene = needs("conversation", OF_CONVERSATION)
    ? await ownConversation(api, tenant, name)
    : {
        api,
        tenant,
        name,
        owned: { ...kept, ...(needs("contact", OF_CONTACT) && (await ownContact(api, tenant, name))) },
      };
  const owned: Party = { ...kept, ...scene.owned };
  for (const [, make] of further) Object.assign(owned, await make(scene));
  return owned;
}

/** Calls a route with the ids of `owned`, in the headers of every edge. */
export async function callRoute(
  api: Api,
  route: string,
  { to, body }: RouteCase,
  owned: Owned,
  token: string | null,
) {
  const response = await fetch(`${api.url}${to(owned)}`, {
    method: route.slice(0, route.indexOf(" ")),
    headers: {
      ...(token !== null && {
        authorization: `Bearer ${token}`,
        api_access_token: token,
        "x-freescout-api-key": token,
        token,
      }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body(owned)) }),
  });
  return { status: response.status, text: await response.text() };
}
