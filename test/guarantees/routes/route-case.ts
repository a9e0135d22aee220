/** In the names and texts of everything of the first account: no answer to anybody else may hold it. */
export const MARK = "Perlhuhn";

/** What the first account has, and nobody else may reach. */
export type Owned = {
  accountId: number;
  userId: number;
  inboxId: number;
  /** The inbox's public name. */
  identifier: string;
  contactId: number;
  /** Another contact. */
  twinId: number;
  /** How the inbox knows the contact. */
  sourceId: string;
  displayId: number;
  /** The same conversation, as the whole installation numbers it. */
  conversationId: number;
  /** The operation that labelled the conversation. */
  operationId: string;
  /** The operation that changed the contact. */
  contactOperationId: string;
  /** A failed message going out. */
  messageId: number;
  /** One that has not left yet. */
  heldId: number;
  /** A team of the account. */
  teamId: number;
  /** A shared view of the account. */
  viewId: number;
  /** A label of the account. */
  labelId: number;
  /** A receiver of webhooks in FreeScout's format, and what it is owed. */
  endpointId: number;
  deliveryId: number;
  /** What the account's first member is told of. */
  notificationId: number;
  /** A change of many conversations, whose label is called so. */
  bulkId: number;
  /** Another, which was cancelled. */
  cancelledBulkId: number;
  /** What confirms the erasure of a contact, and the operation of another's. */
  deletionToken: string;
  deletionId: string;
  /** The last change of the inbox's policy. */
  changeId: number;
};

/** One call that names something of an account. */
export type RouteCase = {
  to: (owned: Owned) => string;
  body?: (owned: Owned) => object;
  /** The status for a member of another account; null: nothing is named, and nothing of the first may be in the answer. */
  foreign: number | null;
  /** Where the refusal stands in a good answer. */
  refusedWithin?: string;
  /** The owner's own answer holds `MARK`: it lists what they have. */
  lists?: true;
};

/** `METHOD pattern` → its calls; a route that takes ids in several places has one for each. */
export type RouteTable = Record<string, RouteCase | readonly RouteCase[]>;

export const named = (to: (owned: Owned) => string, body?: (owned: Owned) => object): RouteCase => ({
  to,
  ...(body && { body }),
  foreign: 404,
});
export const unnamed = (to: string, body?: object): RouteCase => ({
  to: () => to,
  ...(body && { body: () => body }),
  foreign: null,
});

export const list = (to: string): RouteCase => ({ ...unnamed(to), lists: true });
