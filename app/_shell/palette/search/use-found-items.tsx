"use client";

import { CornerUpLeft, MessageSquare, MessagesSquare, Search, StickyNote, UserRound } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { usePush } from "@/app/_lib/leave";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { contactName } from "@/app/_shared/contact/contact-name";
import { useStatusWord } from "@/app/_shared/conversation/marks";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { goTo, openMessage } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, hrefOf, hrefOfMessage, type View } from "@/app/_shared/view/view";
import { hrefOfSearch } from "@/app/_shell/search/search-state";
import type { CommandGroup, CommandItem } from "@/app/_ui/command";
import type {
  FoundContact,
  FoundConversation,
  FoundMessage,
  SearchDto,
} from "@/server/contract/search/search";

export type FoundItem = CommandItem & { go: () => void };

const ICON_PX = 16;
const MESSAGE_ICON = { in: MessageSquare, out: CornerUpLeft } as const;

/** The results as items that open them; a conversation with the number that was typed comes first. */
export function useFoundItems(found: SearchDto | undefined): CommandGroup<FoundItem>[] {
  const t = useTranslations("search.group");
  const contact = useContactItem();
  const conversation = useConversationItem();
  const message = useMessageItem();
  if (!found) return [];
  const contacts = { id: "contacts", label: t("contacts"), items: found.contacts.map(contact) };
  const conversations = {
    id: "conversations",
    label: t("conversations"),
    items: found.conversations.map(conversation),
  };
  const messages = { id: "messages", label: t("messages"), items: found.messages.map(message) };
  const isNumber = found.conversations[0]?.by === "number";
  return [...(isNumber ? [conversations, contacts] : [contacts, conversations]), messages].filter(
    ({ items }) => items.length > 0,
  );
}

/** Leads to the page of all results of what is typed, where they can be filtered. */
export function useAllItem(query: string): FoundItem {
  const push = usePush();
  const t = useTranslations("search");
  return {
    id: "all",
    name: t("all", { query }),
    at: [],
    icon: <Search size={ICON_PX} />,
    go: () => push(hrefOfSearch({ words: query })),
  };
}

function useContactItem() {
  const push = usePush();
  const t = useTranslations("search");
  return ({ contact, name, detail }: FoundContact): FoundItem => ({
    id: `contact ${contact.id}`,
    name: name.text.trim() === "" ? contactName(contact) : name.text,
    at: name.text.trim() === "" ? [] : name.at,
    note: detail ?? plain(contact.email ?? contact.phone ?? contact.identifier),
    detail: contact.isBlocked ? t("blocked") : undefined,
    icon: <UserRound size={ICON_PX} />,
    go: () => push(`/contacts?c=${contact.id}`),
  });
}

function useConversationItem() {
  const statusWord = useStatusWord();
  const messageLine = useMessageLine();
  const go = useGo();
  return ({ conversation, contact, contactName: name }: FoundConversation): FoundItem => {
    const { displayId, status, lastMessage } = conversation;
    return {
      id: `conversation ${conversation.id}`,
      name: name.text.trim() === "" ? contactName(contact) : name.text,
      at: name.text.trim() === "" ? [] : name.at,
      note: plain(lastMessage ? messageLine(lastMessage) : null),
      detail: `#${displayId} · ${statusWord(status)}`,
      icon: <MessagesSquare size={ICON_PX} />,
      go: () => go({ ...FIRST_VIEW, scope: "all", status, selected: displayId }),
    };
  };
}

function useMessageItem() {
  const times = useTimes();
  const now = useNow();
  const t = useTranslations("list");
  const go = useGo();
  return ({ message, displayId, conversationStatus, contact, snippet }: FoundMessage): FoundItem => {
    const Icon = message.kind === "note" ? StickyNote : MESSAGE_ICON[message.direction ?? "in"];
    return {
      id: `message ${message.id}`,
      name: contact.name.trim() || `#${displayId}`,
      at: [],
      note: snippet,
      detail: `#${displayId} · ${times.ago(message.createdAt, now) || t("now")}`,
      icon: <Icon size={ICON_PX} />,
      go: () =>
        go({ ...FIRST_VIEW, scope: "all", status: conversationStatus, selected: displayId }, message.number),
    };
  };
}

/** Within the inbox the URL changes without requesting a page from the server. */
function useGo() {
  const path = usePathname();
  const push = usePush();
  return (view: View, number?: number) => {
    if (path !== "/inbox") return push(number === undefined ? hrefOf(view) : hrefOfMessage(view, number));
    return number === undefined ? goTo(view) : openMessage(view, number);
  };
}

const plain = (text: string | null | undefined) => (text ? { text, at: [] } : undefined);
