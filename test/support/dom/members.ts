import { account, inbox } from "@/server/contract/event/sample-dtos";
import type { Answers } from "./network";

/** The answers that the screens of members need, without the members themselves. */
export const MEMBERS_SCREEN: Answers = {
  "members.lastSeen": () => [],
  "members.mails": () => ({ isOn: false, hasPasswords: true, mails: [] }),
  "twoFactor.members": () => [],
  "twoFactor.requirement": () => ({ requiresTwoFactor: false }),
  "inboxes.list": () => [inbox],
  "account.get": () => ({ ...account, logoFileId: null, timeZone: "UTC", language: "en" }),
};
