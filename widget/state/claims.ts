import type { WidgetSessionInput } from "@/server/contract/channel/widget";

export type Identity = NonNullable<WidgetSessionInput["identify"]>;
export type Attributes = NonNullable<WidgetSessionInput["attributes"]>;

/** What the page claims of its visitor, for the next session. */
export function createClaims() {
  const none = { identify: null, attributes: {} };
  let claims: { identify: Identity | null; attributes: Attributes } = none;
  return {
    /** Another object after each change. */
    get: () => claims,
    /** Sites also pass numbers as ids, and null for what they do not know. */
    identify({ id, hash, name, email }: Identity) {
      claims = {
        ...claims,
        identify: { id: String(id), hash, ...(name && { name }), ...(email && { email }) },
      };
    },
    add(more: Attributes) {
      claims = { ...claims, attributes: { ...claims.attributes, ...more } };
    },
    /** Takes back what the server has refused: the identity if the code says so, else first the attributes. Returns whether there was something. */
    refuse(code: string): boolean {
      const { identify, attributes } = claims;
      const hasAttributes = Object.keys(attributes).length > 0;
      const isIdentity = identify !== null && (code === "channel.identity_invalid" || !hasAttributes);
      claims = isIdentity ? { identify: null, attributes } : { identify, attributes: {} };
      return isIdentity || hasAttributes;
    },
    clear() {
      claims = none;
    },
  };
}

export type Claims = ReturnType<typeof createClaims>;
