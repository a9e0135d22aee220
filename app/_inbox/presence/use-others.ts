"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { usePresenceStore } from "@/app/_lib/live/live";
import { useMe } from "@/app/_lib/session/me";
import { useTRPCClient } from "@/app/_lib/trpc";
import { useMembers } from "@/app/_shared/use-members";
import { CUSTOMER, TYPING_EVERY_MS } from "@/server/contract/live/frame";

type Other = { id: number; name: string };
type Others = {
  viewers: readonly Other[];
  typers: readonly Other[];
  /** What they do, in words; null when no other member is present. */
  text: string | null;
  typingText: string | null;
  /** Who it is, for narrow places. */
  names: string;
};

const NAMED_MAX = 2;

/** The other members at a conversation. A member who types is not listed as viewing. */
export function useOthers(displayId: number): Others {
  const t = useTranslations("presence");
  const format = useFormatter();
  const me = useMe();
  const store = usePresenceStore();
  const { nameOf } = useMembers();
  const present = useSyncExternalStore(
    store.onChange,
    () => store.at(displayId),
    () => null,
  );
  const named = (ids: readonly number[] = []): Other[] =>
    ids.flatMap((id) => {
      const name = id === me.id ? null : id === CUSTOMER ? t("customer") : nameOf(id);
      return name === null ? [] : [{ id, name }];
    });
  const typers = named(present?.typerIds);
  const viewers = named(present?.viewerIds.filter((id) => !present.typerIds.includes(id)));
  const namesOf = (others: readonly Other[]): string => {
    const names = others.slice(0, NAMED_MAX).map(({ name }) => name);
    const rest = others.length - names.length;
    if (rest > 0) names.push(t("more", { count: rest }));
    return format.list(names);
  };
  const describe = (what: "viewing" | "typing", others: readonly Other[]): string | null =>
    others.length === 0 ? null : t(others.length === 1 ? what : `${what}Many`, { names: namesOf(others) });
  const typingText = describe("typing", typers);
  const text = typingText ?? describe("viewing", viewers);
  return { viewers, typers, typingText, text, names: namesOf(typers.length > 0 ? typers : viewers) };
}

type Client = ReturnType<typeof useTRPCClient>;

/**
 * Sends typing to the other members, and to the customer unless it is a note: `note` after each manual edit, `stop` when the text
 * is sent.
 */
export function useTyping(displayId: number) {
  const client = useTRPCClient();
  const typing = useMemo(() => createTyping(client, displayId), [client, displayId]);
  useEffect(() => typing.stop, [typing]);
  return typing;
}

function createTyping(client: Client, displayId: number) {
  let sent: { at: number; isNote: boolean } | null = null;
  const send = (isTyping: boolean, isNote: boolean) => {
    // A failed request sends nothing, and a presence that was sent expires.
    client.presence.type.mutate({ displayId, isTyping, isNote }).catch(() => undefined);
  };
  const stop = () => {
    if (sent) send(false, sent.isNote);
    sent = null;
  };
  const note = (content: string, isNote: boolean) => {
    if (content.trim() === "" || (sent && sent.isNote !== isNote)) stop();
    const at = Date.now();
    if (content.trim() === "" || (sent && at - sent.at < TYPING_EVERY_MS)) return;
    sent = { at, isNote };
    send(true, isNote);
  };
  return { note, stop };
}
