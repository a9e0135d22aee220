import type { WidgetSessionInput } from "@/server/contract/channel/widget";

export type Identity = NonNullable<WidgetSessionInput["identify"]>;
export type Attributes = NonNullable<WidgetSessionInput["attributes"]>;

/** What the page claims of its visitor, for the next session. */
export function createClaims() {
  let identify: Identity | null = null;
  let attributes: Attributes = {};
  return {
    get: () => ({ identify, attributes }),
    isEmpty: () => identify === null && Object.keys(attributes).length === 0,
    /** Sites also pass numbers as ids, and null for what they do not know. */
    identify({ id, hash, name, email }: Identity) {
      identify = { id: String(id), hash, ...(name && { name }), ...(email && { email }) };
    },
    add(more: Attributes) {
      attributes = { ...attributes, ...more };
    },
    /** Takes back what the server has refused: the identity if the code says so, else first the attributes. */
    refuse(code: string) {
      if (identify && (code === "channel.identity_invalid" || Object.keys(attributes).length === 0))
        identify = null;
      else attributes = {};
    },
    clear() {
      identify = null;
      attributes = {};
    },
  };
}

export type Claims = ReturnType<typeof createClaims>;
