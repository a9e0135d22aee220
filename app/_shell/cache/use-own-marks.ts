"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLive } from "@/app/_lib/live/live";
import { useMe } from "@/app/_lib/session/me";
import { serverNow } from "@/app/_lib/times/server-now";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { type Row, rowsOf } from "@/app/_shared/conversation/rows";
import { type CacheWriter, listsOf, type RowList } from "./cache-writer";

/** Rows that enter together are asked for in one request. */
const GATHER_MS = 300;
/** Streams that reconnect together ask within this time. */
const SPREAD_MS = 3_000;
/** The server's limit of one request. */
const IDS_MAX = 100;
/** A conversation as young as this was opened by nobody unless the stream said so. */
const NEW_MS = 60_000;

/**
 * Reads the reader's seen marks of rows that entered a shown list over the stream, which does not carry them; after a broken
 * connection those of all shown rows.
 */
export function useOwnMarks(writer: CacheWriter): void {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const live = useLive();
  const me = useMe();

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isAll = false;
    let wasLive = live.state() === "live";
    const read = async () => {
      timer = undefined;
      const rows = queryClient
        .getQueriesData<RowList>({ ...listsOf(trpc), type: "active" })
        .flatMap(([, list]) => rowsOf(list));
      const ids = idsToRead(rows, { isAll, userId: me.id, now: serverNow() });
      for (const id of ids.young) writer.seen(id, null);
      const wasAll = isAll;
      isAll = false; // a connection that breaks from now on makes it true again
      await readMarks(ids.unknown).catch(() => {
        isAll ||= wasAll;
      });
    };
    const readMarks = async (unknown: readonly number[]) => {
      for (let at = 0; at < unknown.length; at += IDS_MAX) {
        const conversationIds = unknown.slice(at, at + IDS_MAX);
        const marks = await client.conversations.seenMarks.query({ conversationIds });
        for (const id of conversationIds)
          writer.seen(id, marks.find((mark) => mark.conversationId === id) ?? null);
      }
    };
    // What could not be read is read with the next row.
    const schedule = (ms: number) => {
      timer ??= setTimeout(() => void read(), ms);
    };
    const stopFrames = live.onFrame(({ rows, events }) => {
      if ((rows?.enter.length ?? 0) > 0 || events.length > 0) schedule(GATHER_MS);
    });
    const stopState = live.onState(() => {
      const isLive = live.state() === "live";
      if (isLive && !wasLive) {
        isAll = true;
        schedule(Math.random() * SPREAD_MS);
      }
      wasLive = isLive;
    });
    return () => {
      clearTimeout(timer);
      stopFrames();
      stopState();
    };
  }, [queryClient, trpc, client, live, me.id, writer]);
}

type Asked = { isAll: boolean; userId: number; now: number };

/** The conversations whose mark must be read, and those that are too young to have one. The assignee's count needs none. */
export function idsToRead(rows: readonly Row[], { isAll, userId, now }: Asked) {
  const young = new Set<number>();
  const unknown = new Set<number>();
  for (const { conversation, seen } of rows) {
    if (!isAll && (seen !== undefined || conversation.assigneeId === userId)) continue;
    const isYoung = !isAll && now - Date.parse(conversation.createdAt) < NEW_MS;
    (isYoung ? young : unknown).add(conversation.id);
  }
  return { young: [...young], unknown: [...unknown] };
}
