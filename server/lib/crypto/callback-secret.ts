import { deriveKey } from "./seal";
import { webhookSecretOf } from "./webhook-secret";

/** The inbox and how often its secret was changed. */
export type CallbackSecretOf = { inboxId: number; callbackSecretVersion: number };

/**
 * The secret that signs the calls of an inbox's program, in the format of Standard Webhooks. It is derived from AUTH_SECRET:
 * nothing is stored that could be read, and the program's administrator can see it again at any time.
 */
export const callbackSecret = ({ inboxId, callbackSecretVersion }: CallbackSecretOf): string =>
  webhookSecretOf(deriveKey(`tickline callback of inbox ${inboxId}, secret ${callbackSecretVersion}`));
