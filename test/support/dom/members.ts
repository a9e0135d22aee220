import { account, inbox } from "@/server/contract/event/sample-dtos";
import type { Answers } from "./network";

/** What the screens of members read, but for the members. */
export const BESIDE_MEMBERS: Answers = {
  "members.lastSeen": () => [],
  "members.mails": () => ({ isOn: false, hasPasswords: true, mails: [] }),
  "twoFactor.members": () => [],
  "twoFactor.requirement": () => ({ requiresTwoFactor: false }),
  "inboxes.list": () => [inbox],
  "account.get": () => ({ ...account, logoFileId: null, timeZone: "UTC", language: "en" }),
};
