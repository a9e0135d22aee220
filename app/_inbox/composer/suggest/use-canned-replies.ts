"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { useMemo } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { useInbox } from "@/app/_shared/use-inbox";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { cannedValues, fillIn } from "@/server/contract/organising/fill-in";
import type { Suggestion } from "./suggest";

const NONE: readonly Suggestion[] = [];

type CannedRepliesOptions = { displayId: number; inboxId: number; contact: ContactDto };

/** The canned replies for this conversation's inbox, filled in. */
export function useCannedReplies({
  displayId,
  inboxId,
  contact,
}: CannedRepliesOptions): readonly Suggestion[] {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const me = useMe();
  const locale = useLocale();
  const inbox = useInbox(inboxId)?.name ?? "";
  const { data } = useQuery({
    ...trpc.cannedReplies.list.queryOptions(),
    staleTime: Number.POSITIVE_INFINITY, // events invalidate it
  });
  return useMemo(() => {
    const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format();
    const values = cannedValues({ contact, agent: me, displayId, inbox, account: me.account, date });
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
  }, [client, data, contact, me, displayId, inbox, inboxId, locale]);
}

const toLine = (text: string): string => text.replaceAll(/\s+/g, " ");
