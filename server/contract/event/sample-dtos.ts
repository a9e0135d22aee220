import type {
  AccountDto,
  Actor,
  Cause,
  ContactDto,
  ConversationDto,
  InboxDto,
  MessageDto,
} from "@/server/contract/_shared/dto";
import type { BulkOperationDto, OperationDto } from "@/server/contract/bulk/bulk";
import type { TokenDto } from "@/server/contract/credentials/token";
import type { MemberDto } from "@/server/contract/member/member";
import type { LabelDto } from "@/server/contract/organising/label";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import { toLastMessage } from "./reduce";

/** The resources of sample events: one fictitious account. */

export const AT = "2026-11-20T09:41:00.000Z";
export const versioned = { version: 2, createdAt: "2026-11-02T08:00:00.000Z", updatedAt: AT };
export const ada: Actor = { type: "user", id: 3, name: "Ada Lovelace" };
export const manual: Cause = { rule: "manual" };

export const contact: ContactDto = {
  ...versioned,
  id: 42,
  name: "Li Wen",
  email: "li.wen@example.com",
  phone: "+4915112345678",
  identifier: "crm-9001",
  isBlocked: false,
  isIntegrationOwn: false,
  labels: ["wholesale"],
  companyId: null,
  mergedIntoId: null,
  customAttributes: { plan: "pro" },
  additionalAttributes: {},
};

export const message: MessageDto = {
  ...versioned,
  id: 1207,
  conversationId: 311,
  inboxId: 1,
  number: 5,
  kind: "message",
  direction: "out",
  content: "Your parcel leaves today.",
  contentType: "text",
  contentAttributes: {},
  sender: ada,
  status: "delivered",
  externalError: null,
  attempt: 1,
  unconfirmed: false,
  sourceId: "wamid.HBgLNDkxNTEx",
  clientId: null,
  activity: null,
  sendAfter: null,
  withdrawnAt: null,
  editedAt: null,
  deletedAt: null,
  deletedBy: null,
};

export const conversation: ConversationDto = {
  ...versioned,
  id: 311,
  displayId: 87,
  uuid: "0c1e0b7e-6a52-4d0e-9a3e-6a4e2f6b1c55",
  inboxId: 1,
  contactId: contact.id,
  status: "resolved",
  lifecycle: "live",
  trashedAt: null,
  snoozedUntil: null,
  cause: manual,
  statusChangedAt: AT,
  assigneeId: 3,
  teamId: 5,
  participants: [{ userId: 3, because: "added", since: AT }],
  labels: ["shipping"],
  priority: "high",
  customAttributes: {},
  additionalAttributes: {},
  contactSeenAt: "2026-11-20T09:40:12.000Z",
  agentSeenNumber: 5,
  lastNumber: 5,
  lastMessage: toLastMessage(message),
  lastActivityAt: AT,
  waitingSince: null,
  unreadCount: 0,
  incomingCount: 2,
  answeredCount: 2,
};

export const inbox: InboxDto = {
  ...versioned,
  id: 1,
  name: "Website",
  channel: "api",
  identifier: "x7Kq2mVd",
  callbackUrl: null,
  callbackFormat: "tickline",
  callbackDeduplicates: false,
  messagesStartAs: "pending",
  stuckAfterMinutes: 10,
  retryGapSeconds: 5,
  alertStuckMessages: 1,
  alertDownMinutes: 5,
  maxMessageChars: 150_000,
  postedNotices: ["resolved"],
  noTakerSince: null,
  policy: {
    botEnabled: false,
    botTakesReopened: false,
    startAsPending: true,
    callerStatusWins: true,
    onMessageAfterResolve: "reopen",
  },
  review: null,
  lastAudit: null,
  reviewEveryDays: 90,
  legalHold: false,
  publicApi: false,
};

export const member: MemberDto = {
  ...versioned,
  id: 3,
  name: "Ada Lovelace",
  email: "ada@acme.example",
  role: "agent",
  state: "active",
  availability: "online",
  inboxIds: [1],
  avatarFileId: 512,
};
export const account: AccountDto = {
  ...versioned,
  id: 1,
  name: "Acme",
  purgeAfterDays: 30,
  requiresTwoFactor: false,
  isDemo: false,
  acceptsUrlKeys: true,
  acceptsKnownContacts: true,
  allowedOrigins: [],
  messagesWithoutFlags: "stored",
  logoFileId: null,
  timeZone: "Europe/Berlin",
  language: "en",
};
export const token: TokenDto = {
  ...versioned,
  id: 4,
  userId: 3,
  name: "CRM",
  prefix: "tk_9fQ",
  role: "agent",
  inboxIds: [1],
  isReadOnly: false,
  scopes: [],
  expiresAt: "2027-05-01T00:00:00.000Z",
  revokedAt: null,
};

export const label: LabelDto = {
  ...versioned,
  id: 8,
  name: "shipping",
  colour: "blue",
  description: "Where a parcel is",
  deletedAt: null,
};

export const endpoint: EndpointDto = {
  ...versioned,
  id: 9,
  url: "https://hooks.acme.example/tickline",
  types: ["*"],
  inboxIds: null,
  format: "tickline",
  ordered: false,
  concurrency: 8,
  suppressSelf: false,
  heartbeatMinutes: 5,
  callbackInboxId: null,
  bot: null,
  state: "enabled",
  disabledReason: null,
  failingSince: null,
  previousSecretUntil: null,
  deletedAt: null,
};

export const bulkOperation: BulkOperationDto = {
  ...versioned,
  id: 12,
  operationId: "019a9f3c-5a5e-7b10-9c55-0d1e2f3a4b5c",
  action: "status",
  params: { signal: "resolve" },
  mode: "best_effort",
  state: "running",
  total: 240,
  processed: 100,
  succeeded: 97,
  unchanged: 2,
  failed: 1,
  failures: { "conversation.trashed": 1 },
  errorCode: null,
  requestedBy: ada,
  deadlineAt: "2026-11-20T09:51:00.000Z",
  finishedAt: null,
};

export const operation: OperationDto = {
  ...versioned,
  version: 1,
  id: 13,
  operationId: "019a9f3c-5a5e-7b10-9c55-0d1e2f3a4b5c",
  kind: "bulk",
  subjectId: 12,
  state: "succeeded",
  error: null,
  events: null,
  requestId: null,
  requestedBy: ada,
  startedAt: AT,
  finishedAt: AT,
};
