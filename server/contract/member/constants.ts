import type { MailKind } from "./member";

export { REPLY_ASSIGNMENTS } from "@/server/domain/member/assign-on-reply";

/** How long a password link of each kind is valid, in hours. */
export const LINK_HOURS: Readonly<Record<MailKind, number>> = { invitation: 72, password: 1 };

/** What operators have begun and not ended, as a member is told. */
export type NoticesDto = {
  /** Changes are refused, with the operator's text; null: they are made. */
  maintenance: { text: string } | null;
  /** Nothing leaves the installation; told to administrators. */
  isOutboundOff: boolean;
};
