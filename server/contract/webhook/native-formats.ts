import { HEARTBEAT } from "./heartbeat";
import type { WebhookFormat } from "./webhook-format";

/** The event as in `/v1/events`. */
const tickline: WebhookFormat = {
  name: "tickline",
  types: null,
  render: (text) => ({ body: text, headers: {} }),
};

/** The event without its data: the receiver fetches the resource. */
const thin: WebhookFormat = {
  name: "thin",
  types: null,
  render(text, event) {
    if (String(event().type) === HEARTBEAT) return { body: text, headers: {} };
    const { id, type, seq, stampedAt, occurredAt, operationId, actor, inboxId, resource } = event();
    const body = { id, type, seq, stampedAt, occurredAt, operationId, actor, inboxId, resource };
    return { body: JSON.stringify(body), headers: {} };
  },
};

/** The native payload formats; dialects add theirs. */
export const OWN_FORMATS: readonly WebhookFormat[] = [tickline, thin];
