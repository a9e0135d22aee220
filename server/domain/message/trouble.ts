/** What may be wrong with an outgoing message: it failed, or nobody knows whether it was sent. */
export const TROUBLES = ["failed", "unconfirmed"] as const;
export type Trouble = (typeof TROUBLES)[number];
