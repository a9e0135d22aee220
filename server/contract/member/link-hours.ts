import type { MailKind } from "./mail";

/** How long a password link of each kind is valid, in hours. */
export const LINK_HOURS: Readonly<Record<MailKind, number>> = { invitation: 72, password: 1 };
