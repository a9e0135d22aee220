import { QueryClient } from "@tanstack/react-query";
import { createTRPCClient } from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { Row } from "@/app/_shared/conversation/rows";
import { FIRST_VIEW } from "@/app/_shared/view/view";
import { createCacheWriter } from "@/app/_shell/cache/cache-writer";
import { conversationsOfView } from "@/app/_shell/cache/queries";
import type { ContactDto, ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import * as sample from "@/server/contract/event/sample-dtos";
import type { Attachment } from "@/server/contract/file/attachment";
import type { MemberDto } from "@/server/contract/member/member";
import type { PushSubscription } from "@/server/contract/member/notification-settings";
import type { TeamDto } from "@/server/contract/organising/team";
import type { AppRouter } from "@/server/trpc/router";

const AT = "2026-01-01T12:00:00.000Z";
/** Fields that differ from the sample. */
const versioned = { id: 1, version: 1, createdAt: AT, updatedAt: AT };

/** A contact as screens get it. */
export const aContact = (more: Partial<ContactDto> = {}): ContactDto => ({
  ...sample.contact,
  ...versioned,
  name: "Zoë",
  email: null,
  phone: null,
  identifier: null,
  isBlocked: false,
  isIntegrationOwn: false,
  labels: [],
  companyId: null,
  mergedIntoId: null,
  customAttributes: {},
  additionalAttributes: {},
  ...more,
});

/** An open conversation as screens get it. */
export const aConversation = (more: Partial<ConversationDto> = {}): ConversationDto => ({
  ...sample.conversation,
  ...versioned,
  displayId: more.id ?? 1,
  uuid: "00000000-0000-4000-8000-000000000000",
  inboxId: 1,
  contactId: 1,
  status: "open",
  lifecycle: "live",
  trashedAt: null,
  snoozedUntil: null,
  cause: { rule: "default_open" },
  statusChangedAt: AT,
  assigneeId: null,
  teamId: null,
  labels: [],
  priority: null,
  participants: [],
  customAttributes: {},
  additionalAttributes: {},
  contactSeenAt: null,
  agentSeenNumber: 0,
  lastNumber: 1,
  lastMessage: null,
  lastActivityAt: AT,
  waitingSince: null,
  unreadCount: 0,
  incomingCount: 0,
  answeredCount: 0,
  ...more,
});

/** A customer's message as screens get it. */
export const aMessage = (more: Partial<MessageDto> = {}): MessageDto => ({
  ...sample.message,
  ...versioned,
  conversationId: 1,
  inboxId: 1,
  number: 1,
  kind: "message",
  direction: "in",
  content: "Hello",
  contentType: "text",
  contentAttributes: {},
  sender: { type: "contact", id: 1, name: "Zoë" },
  status: null,
  externalError: null,
  attempt: 0,
  unconfirmed: false,
  sourceId: null,
  clientId: null,
  activity: null,
  sendAfter: null,
  withdrawnAt: null,
  editedAt: null,
  deletedAt: null,
  deletedBy: null,
  ...more,
});

/** A stored image that was not inspected yet, as screens get it. */
export const anAttachment = (more: Partial<Attachment> = {}): Attachment => ({
  id: 1,
  name: "photo.jpg",
  contentType: "image/jpeg",
  bytes: 10,
  sha256: "0",
  width: null,
  height: null,
  durationMs: null,
  hasPreview: false,
  state: "ready",
  failure: null,
  ...more,
});

/** A member as the API shows it. */
export const aMember = (fields: Partial<MemberDto>): MemberDto => ({
  id: 1,
  version: 1,
  name: "Jonas Weber",
  email: "jonas@example.com",
  role: "agent",
  state: "active",
  availability: "online",
  inboxIds: [],
  createdAt: "2026-11-22T09:00:00.000Z",
  updatedAt: "2026-11-22T09:00:00.000Z",
  ...fields,
});

export const aTeam = (more: Partial<TeamDto> = {}): TeamDto => ({
  ...versioned,
  name: "Returns",
  memberIds: [],
  deletedAt: null,
  ...more,
});

/** A browser's subscription, with the keys of RFC 8291's example. */
export const aSubscription = (endpoint = "https://push.example.test/a"): PushSubscription => ({
  endpoint,
  keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
});

/** A query cache with one list of open conversations, and what writes it. */
export function cachedList() {
  const queryClient = new QueryClient();
  const trpc = createTRPCOptionsProxy<AppRouter>({ queryClient, client: createTRPCClient({ links: [] }) });
  const { queryKey } = conversationsOfView(trpc, { ...FIRST_VIEW, scope: "all" });
  const pages = () => queryClient.getQueryData(queryKey)?.pages;
  return {
    queryClient,
    trpc,
    writer: createCacheWriter(queryClient, trpc, 1),
    /** Replaces the list by one page. */
    fill(data: Row[]): void {
      const page = { data, nextCursor: null, asOf: "e:1" };
      queryClient.setQueryData(queryKey, { pages: [page], pageParams: [null] });
    },
    /** The versions of the listed conversations. */
    listed: () => pages()?.flatMap(({ data }) => data.map((row) => row.conversation.version)),
  };
}

export const aRow = (version: number, status: "open" | "resolved"): Row => ({
  conversation: aConversation({ id: 1, version, status }),
  contact: aContact(),
});
