"use client";

import { createTRPCClient, type TRPCClient } from "@trpc/client";
import { useMemo } from "react";
import { newId } from "@/app/_lib/new-id";
import { refusalCodeOf } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { apiLink, isRefused, retryAfterMsOf } from "@/app/_lib/trpc";
import { whenReachable } from "@/app/_lib/when-reachable";
import type { AppRouter } from "@/server/trpc/router";
import { createJournal, findStorage } from "./journal";
import { createOutbox, type Outbox, type OutboxParts, type SendResult } from "./outbox";
import { type Owner, ownerName, type UnsentMessage } from "./records";
import { createUnsentStore, type StoreParts, type TabNews, type UnsentStore } from "./store";

type Client = TRPCClient<AppRouter>;
/** The server's answer to a message. */
export type SentMessage = Awaited<ReturnType<Client["messages"]["send"]["mutate"]>>;

export type PageUnsent = {
  store: UnsentStore;
  outbox: Outbox<SentMessage>;
  /** Its requests are completed even if the page is closed meanwhile. */
  client: Client;
};

/** A request without an answer counts as lost after so many ms. */
const ANSWER_MS = 30_000;
/** A browser completes requests of a closed page up to 64 KiB together. */
const KEEPALIVE_BYTES_MAX = 15_000;

/** A page that loses its network before it has this keeps what is typed in its journal alone, until it is back. */
const loadDatabase = whenReachable(() => import("./database"));

const pages = new Map<string, PageUnsent>();

/** What the member has typed and not sent: one per page and member. */
export function unsentOf(owner: Owner): PageUnsent {
  const name = ownerName(owner);
  const page = pages.get(name) ?? createPage(name);
  pages.set(name, page);
  return page;
}

/** Closes every page: for tests, whose pages share this module. What a closed page still sends goes to its own network, and no other page gets what it writes. */
export function clearPages(): void {
  for (const { store } of pages.values()) store.end();
  pages.clear();
}

function createPage(name: string): PageUnsent {
  const client = createLastingClient();
  const store = createUnsentStore({
    journal: createJournal(findStorage(), name, newId()),
    openDatabase: async () => {
      if (typeof indexedDB === "undefined") throw new Error("the browser has no database");
      return (await loadDatabase()).openUnsentDatabase(name);
    },
    openChannel: channelOf(name),
    now: Date.now,
  });
  const isOnline = () => typeof navigator === "undefined" || navigator.onLine;
  const request = (message: UnsentMessage, { isLate }: { isLate: boolean }) =>
    send(client, message, isLate).then(
      (sent): SendResult<SentMessage> => ({ kind: "sent", sent }),
      (error: unknown) => resultOf(error),
    );
  return { store, client, outbox: createOutbox({ store, request, lock: lockOf(name), isOnline }) };
}

function createLastingClient(): Client {
  const request = globalThis.fetch.bind(globalThis);
  const link = apiLink({
    maxItems: 1,
    fetch(url, given = {}) {
      const { body, signal = null, ...rest } = given;
      const keepalive = typeof body === "string" && body.length < KEEPALIVE_BYTES_MAX;
      return request(url, { ...rest, body, signal, keepalive } as RequestInit);
    },
  });
  return createTRPCClient<AppRouter>({ links: [link] });
}

function send(client: Client, message: UnsentMessage, keepsDraft: boolean): Promise<SentMessage> {
  const {
    kind,
    content,
    clientId,
    displayId,
    draftsSeen,
    files,
    mentionIds = [],
    resolve,
    lastSeenNumber,
    holdMs,
    cannedReplyIds,
    isUnsigned,
    email,
    inReplyTo,
  } = message;
  const fileIds = files.length === 0 ? undefined : files.map(({ id }) => id);
  const written = { displayId, content, clientId, fileIds, keepsDraft, draftsSeen };
  const options = { signal: AbortSignal.timeout(ANSWER_MS) };
  return kind === "note"
    ? client.messages.addNote.mutate({ ...written, mentionIds }, options)
    : client.messages.send.mutate(
        {
          ...written,
          resolve,
          lastSeenNumber,
          holdMs,
          cannedReplyIds,
          isUnsigned,
          inReplyTo,
          email: email ?? undefined,
        },
        options,
      );
}

/** A session that ended, a rate limit and a server in trouble are waited for; another refusal would be repeated. */
function resultOf(error: unknown): SendResult<never> {
  const code = refusalCodeOf(error);
  if (isRefused(error) && code !== "auth.required") return { kind: "refused", code: code ?? "unknown" };
  return { kind: "waiting", afterMs: retryAfterMsOf(error) };
}

function channelOf(name: string): StoreParts["openChannel"] {
  if (typeof BroadcastChannel === "undefined") return null;
  return (onNews) => {
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }: MessageEvent<TabNews>) => onNews(data); // only our own tabs know the name
    return { post: (news) => channel.postMessage(news) };
  };
}

/**
 * One tab at a time sends to a conversation. Without Web Locks (plain http over a network) each page has its own queue: two
 * tabs may send the same message, and the server takes it once.
 */
function lockOf(name: string): OutboxParts<SentMessage>["lock"] {
  const { locks } = (typeof navigator === "undefined" ? {} : navigator) as { locks?: LockManager };
  if (locks) return (displayId, work) => locks.request(`${name} ${displayId}`, work);
  const queues = new Map<number, Promise<void>>();
  return (displayId, work) => {
    const turn = (queues.get(displayId) ?? Promise.resolve()).then(work);
    queues.set(
      displayId,
      turn.catch(() => undefined),
    );
    return turn;
  };
}

/** What the signed-in member has typed and not sent. */
export function useUnsent(): PageUnsent {
  const { accountId, id } = useMe();
  return useMemo(() => unsentOf({ accountId, id }), [accountId, id]);
}
