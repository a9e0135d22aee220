import { HEARTBEAT } from "./heartbeat";
import type { WebhookFormat } from "./webhook-format";

/** The event as `/v1/events` has it. */
const tickline: WebhookFormat = {
  name: "tickline",
  types: null,
  render: (text) => ({ body: text, headers: {} }),
};

/** Which event it is, without what it says: the receiver reads the resource itself. */
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

/** The payload formats that speak our own words; dialects bring theirs. */
export const OWN_FORMATS: readonly WebhookFormat[] = [tickline, thin];
