/**
 * What is not answered yet: calls of both tables, by their names. A call that is answered fails
 * here, so that it is removed from the list with the change that answers it.
 */
export const NOT_YET: ReadonlySet<string> = new Set([
  "sdk agents.create",
  "sdk agents.update",
  "sdk agents.delete",
  "sdk client.contacts.update",
  "sdk client.messages.update",
  "sdk customAttributes.list",
  "sdk customAttributes.create",
  "sdk customAttributes.get",
  "sdk customAttributes.update",
  "sdk customAttributes.delete",
  "sdk webhooks.list",
  "sdk webhooks.create",
  "sdk webhooks.update",
  "sdk webhooks.delete",
  "n8n Agents: Add New Agent To Account",
  "n8n Agents: Update Agent In Account",
  "n8n Agents: Delete Agent From Account",
  "n8n Contacts API: Update A Contact",
  "n8n Messages API: Update A Message",
  "n8n Custom Attributes: Get Account Custom Attribute",
  "n8n Custom Attributes: Add New Custom Attribute To Account",
  "n8n Custom Attributes: Get Details Of A Single Custom Attribute",
  "n8n Custom Attributes: Delete Custom Attribute From Account",
  "n8n Custom Attributes: Update Custom Attribute In Account",
  "n8n Webhooks: List All Webhooks",
  "n8n Webhooks: Create A Webhook",
  "n8n Webhooks: Delete A Webhook",
  "n8n Webhooks: Update A Webhook",
]);

/**
 * Paths that stay out, with the reason in the dialect's README: they are answered 404 in Chatwoot's
 * form.
 */
export const OUT_OF_SCOPE: readonly RegExp[] = [
  /^\/platform\//,
  /^\/survey\//,
  /^\/api\/v2\/accounts\/\d+\/reports/,
  /^\/api\/v1\/accounts\/\d+\/automation_rules/,
  /^\/api\/v1\/accounts\/\d+\/custom_filters/,
  /^\/api\/v1\/accounts\/\d+\/integrations\//,
  /^\/api\/v1\/accounts\/\d+\/portals/,
  /^\/api\/v1\/accounts\/\d+\/contacts\/\d+\/contactable_inboxes$/,
  /^DELETE \/api\/v1\/accounts\/\d+\/contacts\/\d+$/,
];

/** Whether a request stays out. */
export const isOutOfScope = (method: string, path: string): boolean =>
  OUT_OF_SCOPE.some((pattern) => pattern.test(path) || pattern.test(`${method} ${path}`));
