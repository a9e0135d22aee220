"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { useMemo } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useNow } from "@/app/_lib/times/use-now";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { useInbox } from "@/app/_shared/use-account";
import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import { CANNED_USES_MAX } from "@/server/contract/_shared/limits";
import { cannedValues, fillIn } from "@/server/contract/organising/fill-in";
import type { Suggestion } from "./suggest";

const NONE: readonly Suggestion[] = [];

type CannedRepliesOptions = {
  conversation: Pick<ConversationDto, "displayId" | "inboxId" | "customAttributes">;
  contact: ContactDto;
};

/** The canned replies for this conversation's inbox, filled in. */
export function useCannedReplies({ conversation, contact }: CannedRepliesOptions): readonly Suggestion[] {
  const { displayId, inboxId, customAttributes } = conversation;
  const trpc = useTRPC();
  const client = useTRPCClient();
  const me = useMe();
  const locale = useLocale();
  const inbox = useInbox(inboxId)?.name ?? "";
  // The conversation may stay open past midnight.
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(useNow());
  const { data } = useQuery({
    ...trpc.cannedReplies.list.queryOptions(),
    staleTime: Number.POSITIVE_INFINITY, // events invalidate it
  });
  return useMemo(() => {
    const facts = { displayId, customAttributes };
    const values = cannedValues({
      contact,
      conversation: facts,
      agent: me,
      inbox,
      account: me.account,
      date,
    });
    const offered = data?.filter((one) => one.visibility !== "inboxes" || one.inboxIds.includes(inboxId));
    return (
      offered?.map(({ id, shortCode, title, folder, content, files, uses }) => {
        const insert = fillIn(content, values);
        const copies = files.map(({ id: fileId, name, bytes: size, contentType: type }) => {
          const copy = () => client.cannedReplies.copyFile.mutate({ cannedReplyId: id, fileId });
          return { name, size, type, copy };
        });
        return {
          key: String(id),
          label: shortCode,
          title,
          folder,
          detail: toLine(insert),
          insert,
          files: copies,
          uses,
        };
      }) ?? NONE
    );
  }, [client, data, contact, displayId, customAttributes, me, inbox, inboxId, date]);
}

const toLine = (text: string): string => text.replaceAll(/\s+/g, " ");

type Used = Pick<Suggestion, "key" | "insert">;

/** The canned replies that unsent texts of this page were written with, by conversation. */
const used = new Map<number, readonly Used[]>();

/** A canned reply was inserted into a conversation's text. */
export function addUsed(displayId: number, replies: readonly Used[]): void {
  used.set(displayId, [...(used.get(displayId) ?? []), ...replies]);
}

/**
 * Takes the canned replies that a text is sent with: those of which it still has at least one piece. One that was deleted
 * again, or replaced, was not sent.
 */
export function takeUsed(displayId: number, content: string): Used[] {
  const taken = (used.get(displayId) ?? []).filter(({ insert }) =>
    insert.split(/[\s\p{P}]+/u).some((piece) => piece !== "" && content.includes(piece)),
  );
  used.delete(displayId);
  const byKey = new Map(taken.map((reply) => [reply.key, reply]));
  return [...byKey.values()].slice(0, CANNED_USES_MAX);
}
