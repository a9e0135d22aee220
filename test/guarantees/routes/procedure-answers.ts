/** Procedures whose answer every member of the account may see. */
export const ACCOUNT_WIDE = new Set([
  "cannedReplies.list",
  "labels.list",
  "teams.list",
  "views.list",
  "me.get",
  "account.get",
  "members.list",
  "contacts.list",
  "contacts.get",
  "contacts.update",
  "contacts.merge",
  "contacts.mergedInto",
  "search",
]);

/** Procedures that answer ids and numbers only. */
export const NAMELESS = new Set([
  "labels.uses",
  "files.limits",
  "deletions.retention",
  "conversations.counts",
  "audit.due",
  "members.mails",
  "tokens.knownContacts",
  "tokens.origins",
  "tokens.urlKeys",
  "me.identification",
  "twoFactor.get",
  "twoFactor.members",
  "twoFactor.requirement",
  "demo.get",
  "events.get",
  "webhooks.formats",
  "webhooks.sample",
  "webhooks.troubled",
]);
