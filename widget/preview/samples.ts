import type {
  WidgetContact,
  WidgetConversation,
  WidgetMember,
  WidgetMessage,
} from "@/server/contract/channel/widget";

/** Of a visitor who has written nothing. */
export const NOBODY: WidgetContact = { name: null, email: null, isIdentified: false };

const EN = {
  member: "Grace",
  question: "Hello! Does the blue kettle come in a larger size?",
  answer: "It does: 1.7 litres, and it is in stock.",
  more: "Would you like me to put one aside?",
  thanks: "Yes, please. Thank you!",
  earlier: "Your parcel left our warehouse this morning.",
};

const ZH: typeof EN = {
  member: "小雅",
  question: "您好！蓝色水壶有更大的尺寸吗？",
  answer: "有的，1.7 升，现在有货。",
  more: "需要为您预留一个吗？",
  thanks: "好的，谢谢！",
  earlier: "您的包裹今早已从仓库发出。",
};

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** The conversation that the preview opens. */
export const CONVERSATION_ID = 1;

export type Samples = { conversations: WidgetConversation[]; messages: Record<number, WidgetMessage[]> };

/** A visitor's conversations in this language, with the first of the members who answer. `now`, in ms. */
export function samplesOf(locale: string, members: readonly WidgetMember[], now: number): Samples {
  const texts = locale.startsWith("zh") ? ZH : EN;
  const member = members[0] ?? { name: texts.member, avatarUrl: null };
  const write = (id: number, more: Pick<WidgetMessage, "text"> & Partial<WidgetMessage>): WidgetMessage => ({
    id,
    conversationId: CONVERSATION_ID,
    clientId: null,
    from: "member",
    member: more.from === "visitor" ? null : member,
    attachments: [],
    status: more.from === "visitor" ? null : "read",
    createdAt: new Date(now - (10 - id) * MINUTE_MS).toISOString(),
    editedAt: null,
    deletedAt: null,
    ...more,
  });
  const current = [
    write(2, { text: texts.question, from: "visitor" }),
    write(3, { text: texts.answer }),
    write(4, { text: texts.more, status: "delivered" }),
    write(5, { text: texts.thanks, from: "visitor" }),
  ];
  const createdAt = new Date(now - DAY_MS).toISOString();
  const earlier = [write(1, { text: texts.earlier, conversationId: 2, createdAt })];
  return {
    conversations: [conversationOf(current, member), { ...conversationOf(earlier, member), unread: 1 }],
    messages: { [CONVERSATION_ID]: current, 2: earlier },
  };
}

/** The conversation of these messages, which has at least one. */
export function conversationOf(
  messages: readonly WidgetMessage[],
  member: WidgetMember | null,
): WidgetConversation {
  const last = messages.at(-1);
  if (!last) throw new Error("a conversation has messages");
  return {
    id: last.conversationId,
    status: "open",
    lastMessage: last,
    unread: 0,
    updatedAt: last.createdAt,
    member,
  };
}
