import { z } from "zod";
import { name, text } from "@/server/contract/_shared/fields";
import {
  CONTENT_CHARS_MAX,
  EMAIL_CHARS_MAX,
  NAME_CHARS_MAX,
  SHORT_NAME_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { id } from "@/server/contract/_shared/primitives";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import type { MessageStatus } from "@/server/domain/message/tick";

/**
 * The public API of the website widget, below `/channels/widget/{identifier}`. The inputs are schemas, which the server parses;
 * the answers are types, which the widget's browser program imports without their schemas.
 */

/** The bounds of what a page knows of its visitor. */
export const WIDGET_ATTRIBUTES_MAX = 50;
const ATTRIBUTE_CHARS_MAX = 1_000;
/** The site's own id of a visitor, as it signs it. */
export const WIDGET_IDENTITY_CHARS_MAX = NAME_CHARS_MAX;
const TOKEN_CHARS_MAX = 500;
const LOCALE_CHARS_MAX = 35;
const PAGE_CHARS_MAX = 2_048;
/** Files of one message of a visitor. */
export const WIDGET_FILES_MAX = 10;

const scalar = z.union([text(0, ATTRIBUTE_CHARS_MAX), z.number(), z.boolean(), z.null()]);
const isBounded = (values: object): boolean => Object.keys(values).length <= WIDGET_ATTRIBUTES_MAX;

/** What a page knows of its visitor, by name. */
export const widgetAttributes = z
  .record(text(1, SHORT_NAME_CHARS_MAX), scalar)
  .refine(isBounded, { error: `must have at most ${WIDGET_ATTRIBUTES_MAX} names` });

const visitorName = name(NAME_CHARS_MAX);
const visitorEmail = z.email().max(EMAIL_CHARS_MAX);

/** `hash`: HMAC-SHA256 of `id` with the inbox's identity secret, in hexadecimal. */
const identity = z.strictObject({
  id: text(1, WIDGET_IDENTITY_CHARS_MAX),
  hash: z.string().max(128),
  name: visitorName.optional(),
  email: visitorEmail.optional(),
});

export const widgetSessionInput = z.strictObject({
  /** The token of an earlier session. One that is not valid any more begins a new visitor. */
  visitor: z.string().max(TOKEN_CHARS_MAX).nullish(),
  identify: identity.nullish(),
  attributes: widgetAttributes.nullish(),
  /** The page's language, BCP 47. */
  locale: z.string().max(LOCALE_CHARS_MAX).nullish(),
  /** The page's address. */
  page: z.string().max(PAGE_CHARS_MAX).nullish(),
});

export const widgetMessageInput = z.strictObject({
  /** Made by the browser. A repeated one is answered with the stored message. */
  clientId: z.uuid(),
  /** Null: the visitor's newest conversation that is not resolved, or a new one. */
  conversationId: id.nullable().default(null),
  /** With files it may be empty. */
  text: text(0, CONTENT_CHARS_MAX).default(""),
  fileIds: z.array(id).min(1).max(WIDGET_FILES_MAX).optional(),
  /** The answers to the questions before the first message, by the question's `key`. */
  answers: z.record(text(1, SHORT_NAME_CHARS_MAX), text(0, ATTRIBUTE_CHARS_MAX)).refine(isBounded).optional(),
});

/** Each is a message of the conversation: it and all before it. */
export const widgetReceiptsInput = z
  .strictObject({ conversationId: id, delivered: id.optional(), read: id.optional() })
  .refine(({ delivered, read }) => delivered !== undefined || read !== undefined, {
    error: "needs delivered or read",
  });

export const widgetTypingInput = z.strictObject({ conversationId: id, isTyping: z.boolean() });

export const widgetContactInput = z.strictObject({
  name: visitorName.optional(),
  email: visitorEmail.optional(),
  attributes: widgetAttributes.optional(),
});

export const widgetTranscriptInput = z.strictObject({ conversationId: id, email: visitorEmail });

export type WidgetSessionInput = z.input<typeof widgetSessionInput>;
export type WidgetMessageInput = z.input<typeof widgetMessageInput>;
export type WidgetReceiptsInput = z.input<typeof widgetReceiptsInput>;
export type WidgetTypingInput = z.input<typeof widgetTypingInput>;
export type WidgetContactInput = z.input<typeof widgetContactInput>;
export type WidgetTranscriptInput = z.input<typeof widgetTranscriptInput>;

export const WIDGET_POSITIONS = ["left", "right"] as const;
/** The question before the first message while nobody is online. */
export const WIDGET_OFFLINE_FORMS = ["off", "email"] as const;
export const WIDGET_QUESTION_KINDS = ["text", "name", "email", "choice"] as const;

/** A question before the first message. The answers to `name` and `email` become the contact's. */
export type WidgetQuestion = {
  key: string;
  /** Empty: the widget's own words for an email. */
  label: string;
  kind: (typeof WIDGET_QUESTION_KINDS)[number];
  isRequired: boolean;
  /** Of `choice`; else empty. */
  options: string[];
};

/** The look and the words of the widget. Texts are of the session's `locale` where the inbox has them. */
export type WidgetConfig = {
  /** The version of this, for its `locale`. A page passes it as `config` of `events` to get a later one when there is one. */
  version: string;
  title: string;
  welcome: string;
  /** `#rrggbb`. */
  color: string;
  position: (typeof WIDGET_POSITIONS)[number];
  questions: WidgetQuestion[];
  /** Shown while no member is online. */
  offlineText: string;
  openingHoursText: string;
  /** Whether a member of the inbox is online now. */
  isOnline: boolean;
  /** Some members of the inbox, to show who answers. */
  members: WidgetMember[];
  /** The inbox's texts for the session's `locale` in place of the widget's own, by the widget's names of them. */
  texts: Record<string, string>;
  fileBytesMax: number;
  filesMax: number;
  /** Whether `transcript` can mail a conversation. */
  hasTranscripts: boolean;
};

export type WidgetMember = { name: string; avatarUrl: string | null };

/** Name and email as known, or as the visitor entered them. */
export type WidgetContact = { name: string | null; email: string | null; isIdentified: boolean };

export type WidgetSession = {
  /** The token for `Authorization: Bearer`, to be kept by the page. */
  visitor: string;
  contact: WidgetContact;
  config: WidgetConfig;
  /** Where `events` begins: lists that are read after this answer miss nothing that comes later. */
  cursor: string;
  /** Messages of members that the visitor has not read, over all conversations. */
  unread: number;
};

export type WidgetAttachment = {
  id: number;
  name: string;
  contentType: string;
  bytes: number;
  /** Null while the file is not ready, and for one that could not be read. */
  url: string | null;
  thumbnailUrl: string | null;
  width: number | null;
  height: number | null;
};

/** A part of a member's text: plain, or within an element. */
export type WidgetPiece = string | { tag: "b" | "i" | "s" | "code"; pieces: WidgetPiece[] };

export type WidgetMessage = {
  id: number;
  conversationId: number;
  /** The visitor's own id of it; null for messages of others. */
  clientId: string | null;
  from: "visitor" | "member" | "system";
  member: WidgetMember | null;
  text: string;
  /** The text with its marks; absent if it has none. */
  pieces?: WidgetPiece[];
  attachments: WidgetAttachment[];
  /** Of a member's message; null for the visitor's own and for system messages. */
  status: MessageStatus | null;
  createdAt: string;
  editedAt: string | null;
  /** A deleted message has no text and no attachments. */
  deletedAt: string | null;
};

export type WidgetConversation = {
  id: number;
  status: ConversationStatus;
  lastMessage: WidgetMessage | null;
  unread: number;
  updatedAt: string;
  /** The member who answers; null while there is none. */
  member: WidgetMember | null;
};

export type WidgetConversations = { data: WidgetConversation[] };
/** Oldest first. `before`: pass it to read the messages before these; null = there are none. */
export type WidgetMessages = { data: WidgetMessage[]; before: string | null };
export type WidgetFile = WidgetAttachment;

/** A member types. It ends by itself after 7 s. */
export type WidgetTyping = { conversationId: number; isTyping: boolean; member: WidgetMember | null };

/**
 * An event, as the data of a server-sent event (whose id is the cursor) and in the list of a long poll. `reset`: events were
 * left out, or a conversation was deleted permanently; lists must be read again. A message or conversation is whole and replaces the earlier
 * one.
 */
export type WidgetEvent = { cursor: string } & (
  | { type: "message"; data: WidgetMessage }
  | { type: "conversation"; data: WidgetConversation }
  | { type: "contact"; data: WidgetContact }
  | { type: "config"; data: WidgetConfig }
  | { type: "typing"; data: WidgetTyping }
  | { type: "reset"; data: null }
);

/** The answer to a long poll. `cursor`: where the next one begins, also when nothing happened. */
export type WidgetEvents = { cursor: string; data: WidgetEvent[] };

/** What the preview of an inbox's settings can show: `first` is before the first message, `offline` the same while nobody is online. */
export type WidgetScene = "launcher" | "home" | "thread" | "first" | "offline";

/** What the settings screen posts to the preview's frame. */
export type WidgetPreview = {
  config: WidgetConfig;
  scene: WidgetScene;
  locale: string;
  theme: "light" | "dark";
};
