"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, type RefObject, useMemo, useState } from "react";
import { useMe } from "@/app/_lib/session/me";
import { typeText } from "@/app/_lib/type-text";
import { useMembers } from "@/app/_shared/use-members";
import type { MemberDto } from "@/server/contract/member/member";
import { bestOf, type Sign, type Suggestion, triggerAt } from "./suggest";

type SuggestionsOptions = {
  content: string;
  field: RefObject<HTMLTextAreaElement | null>;
  /** The suggestions after each trigger; a trigger without any is ignored. */
  all: Readonly<Record<Sign, readonly Suggestion[]>>;
  /** Called with what was chosen, after its text was inserted. */
  onChosen: (suggestion: Suggestion) => void;
};

const SHOWN_MAX = 40;

/** Offers suggestions after a trigger in the text. Arrows move, Enter and Tab choose, Escape dismisses. */
export function useSuggestions({ content, field, all, onChosen }: SuggestionsOptions) {
  const [caret, setCaret] = useState(0);
  /** The position of a dismissed trigger. */
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [moved, setMoved] = useState(0);
  const trigger = triggerAt(content, Math.min(caret, content.length));
  const isRequested = trigger !== null && trigger.from !== dismissed;
  const shown = isRequested ? bestOf(all[trigger.sign], trigger.query, SHOWN_MAX) : [];
  const active = shown.length === 0 ? 0 : Math.min(moved, shown.length - 1);

  const choose = (suggestion: Suggestion | undefined) => {
    if (!trigger || !suggestion) return;
    if (!field.current) return;
    const { from, query } = trigger;
    typeText(field.current, { from, to: from + 1 + query.length }, suggestion.insert);
    setCaret(from + suggestion.insert.length);
    setMoved(0);
    onChosen(suggestion);
  };
  const noteCaret = () => {
    const at = field.current?.selectionStart ?? 0;
    if (at !== caret) setMoved(0);
    setCaret(at);
    if (dismissed !== null && triggerAt(content, at)?.from !== dismissed) setDismissed(null);
  };
  /** Whether the suggestions handled the key. */
  const onKey = (event: KeyboardEvent): boolean => {
    if (shown.length === 0 || event.metaKey || event.ctrlKey || event.shiftKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setMoved((active + step + shown.length) % shown.length);
    else if (event.key === "Enter" || event.key === "Tab") choose(shown[active]);
    else if (event.key === "Escape") setDismissed(trigger?.from ?? null);
    else return false;
    event.preventDefault();
    return true;
  };
  return {
    sign: trigger?.sign ?? "/",
    isSearch: trigger?.query !== "",
    shown,
    active,
    choose,
    onKey,
    noteCaret,
  };
}

/** The other members who may see an inbox: as members, and as suggestions after an `@`. */
export function useMentionable(inboxId: number): { members: MemberDto[]; suggestions: Suggestion[] } {
  const t = useTranslations("user.availabilities");
  const me = useMe();
  const { members } = useMembers();
  return useMemo(() => {
    const others = members.filter(
      ({ id, state, role, inboxIds }) =>
        id !== me.id && state === "active" && (role === "administrator" || inboxIds.includes(inboxId)),
    );
    return {
      members: others,
      suggestions: others.map(({ id, name, email, availability }) => ({
        key: String(id),
        label: name,
        detail: availability === "away" ? `${email} · ${t("away")}` : email,
        insert: `@${name} `,
        memberId: id,
      })),
    };
  }, [members, me.id, inboxId, t]);
}
