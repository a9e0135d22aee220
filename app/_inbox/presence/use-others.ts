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

/** Sends typing to the other members: `note` after each manual edit, `stop` when the text is sent. */
export function useTyping(displayId: number) {
  const client = useTRPCClient();
  const typing = useMemo(() => createTyping(client, displayId), [client, displayId]);
  useEffect(() => typing.stop, [typing]);
  return typing;
}

function createTyping(client: Client, displayId: number) {
  let sentAt: number | null = null;
  const send = (isTyping: boolean) => {
    // A failed request sends nothing, and a presence that was sent expires.
    client.presence.type.mutate({ displayId, isTyping }).catch(() => undefined);
  };
  const stop = () => {
    if (sentAt !== null) send(false);
    sentAt = null;
  };
  const note = (content: string) => {
    if (content.trim() === "") return stop();
    const now = Date.now();
    if (sentAt !== null && now - sentAt < TYPING_EVERY_MS) return;
    sentAt = now;
    send(true);
  };
  return { note, stop };
}
