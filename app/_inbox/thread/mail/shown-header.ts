import { oneLine } from "@/app/_shared/one-line";
import type { MessageEmail } from "@/server/contract/message/message-email";

const shownAddress = ({ name, address }: MessageEmail["from"]) => ({
  name: oneLine(name),
  address: oneLine(address),
});

/** A header as it is shown: an address beside a name reads as it is. Mails of earlier versions were stored with such characters. */
export const shownHeader = (email: MessageEmail): MessageEmail => ({
  ...email,
  subject: oneLine(email.subject),
  from: shownAddress(email.from),
  to: email.to.map(shownAddress),
  cc: email.cc.map(shownAddress),
  ...(email.bcc && { bcc: email.bcc.map(shownAddress) }),
  ...(email.replyTo && { replyTo: shownAddress(email.replyTo) }),
  ...(email.replyToOthers && { replyToOthers: email.replyToOthers.map(shownAddress) }),
});
