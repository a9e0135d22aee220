import { DEFAULT_NOTIFICATION_SETTINGS } from "@/server/contract/member/notification-settings";
import { aSubscription } from "@/test/support/scenes/dtos";
import type { OwnedRows, ProcedureCase } from "./procedure-case";

const query = { kind: "query" } as const;
const mutation = { kind: "mutation" } as const;
const nothing = () => undefined;
const pushDevice = ({ pushDeviceId }: OwnedRows) => ({ deviceId: pushDeviceId });
const ofDevice = { foreign: "push_device.not_found", agent: "push_device.not_found" } as const;
const member = ({ memberId }: OwnedRows) => ({ userId: memberId });

/** Procedures of the caller, their sessions and two-factor authentication. */
export const MEMBER: Record<string, ProcedureCase> = {
  "me.get": { ...query, input: nothing, foreign: null, agent: null },
  "me.alertMails": { ...query, input: nothing, foreign: null, agent: null },
  "me.setAlertMails": {
    ...mutation,
    input: () => ({ alertMails: "off" }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "notificationSettings.get": { ...query, input: nothing, foreign: null, agent: null },
  "notificationSettings.set": {
    ...mutation,
    input: () => DEFAULT_NOTIFICATION_SETTINGS,
    foreign: null,
    agent: null,
  },
  "notificationSettings.devices": { ...query, input: nothing, foreign: null, agent: null },
  "notificationSettings.check": {
    ...query,
    input: () => ({ endpoint: "https://push.example.test/a" }),
    foreign: null,
    agent: null,
  },
  "notificationSettings.addDevice": {
    ...mutation,
    input: () => ({ subscription: aSubscription(), locale: "en" }),
    foreign: null,
    agent: null,
  },
  "notificationSettings.testDevice": { ...mutation, input: pushDevice, ...ofDevice },
  "notificationSettings.removeDevice": { ...mutation, input: pushDevice, ...ofDevice },
  "notificationSettings.attend": {
    ...mutation,
    input: () => ({ isHere: true }),
    foreign: null,
    agent: null,
  },
  "tokens.unflaggedMessages": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "tokens.changeUnflaggedMessages": {
    ...mutation,
    input: () => ({ messagesWithoutFlags: "stored" }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "me.setUndoSend": { ...mutation, input: () => ({ seconds: 0 }), foreign: null, agent: null },
  "me.setAvailability": {
    ...mutation,
    input: () => ({ availability: "online" }),
    foreign: null,
    agent: null,
  },
  "me.setAvatar": { ...mutation, input: () => ({ avatarFileId: null }), foreign: null, agent: null },
  "me.replyAssignment": { ...query, input: nothing, foreign: null, agent: null },
  "me.setReplyAssignment": {
    ...mutation,
    input: () => ({ choice: "always" }),
    foreign: null,
    agent: null,
  },
  "me.signatures": { ...query, input: nothing, foreign: null, agent: null },
  "me.setSignature": {
    ...mutation,
    input: (o) => ({ inboxId: o.inboxId, text: "Grace" }),
    foreign: "inbox.not_found",
    agent: "inbox.not_found",
  },
  "account.assignsOnReply": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "account.changeAssignsOnReply": {
    ...mutation,
    input: () => ({ assignsOnReply: true }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "account.get": { ...query, input: nothing, foreign: null, agent: null },
  "members.changeInbox": {
    ...mutation,
    input: (o) => ({ inboxId: o.inboxId, add: [] }),
    foreign: "inbox.not_found",
    agent: "auth.forbidden",
  },
  "members.lastSeen": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "account.update": {
    ...mutation,
    input: () => ({ timeZone: "Europe/Berlin" }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "account.setLogo": {
    ...mutation,
    input: () => ({ logoFileId: null }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "me.update": { ...mutation, input: () => ({ name: "Ada Neumann" }), foreign: null, agent: null },
  "me.sessions": { ...query, input: nothing, foreign: null, agent: null },
  "me.endSession": {
    ...mutation,
    input: ({ sessionId }) => ({ sessionId }),
    foreign: "session.not_found",
    agent: "session.not_found",
  },
  "me.changePassword": {
    ...mutation,
    input: () => ({ current: "their password", password: "their new password" }),
    foreign: null,
    agent: null,
  },
  "me.identification": { ...query, input: nothing, foreign: null, agent: null },
  "me.notices": { ...query, input: nothing, foreign: null, agent: null },
  "me.reauthenticate": {
    ...mutation,
    input: () => ({ password: "their new password" }),
    foreign: null,
    agent: null,
    after: ["me.changePassword"],
  },
  "me.checkAuthentication": { ...mutation, input: nothing, foreign: null, agent: null },
  "twoFactor.confirm": {
    ...mutation,
    input: ({ totpCode }) => ({ code: totpCode }),
    foreign: null,
    agent: null,
  },
  "twoFactor.get": { ...query, input: nothing, foreign: null, agent: null },
  "twoFactor.members": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "twoFactor.renewCodes": {
    ...mutation,
    input: nothing,
    foreign: null,
    agent: null,
    after: ["twoFactor.confirm"],
  },
  "twoFactor.turnOff": {
    ...mutation,
    input: nothing,
    foreign: null,
    agent: null,
    after: ["twoFactor.confirm"],
  },
  "twoFactor.begin": { ...mutation, input: nothing, foreign: null, agent: null },
  "twoFactor.reset": { ...mutation, input: member, foreign: "member.not_found", agent: "auth.forbidden" },
  "twoFactor.requirement": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "twoFactor.require": {
    ...mutation,
    input: () => ({ requiresTwoFactor: false }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "me.endSessions": { ...mutation, input: nothing, foreign: null, agent: null },
};
