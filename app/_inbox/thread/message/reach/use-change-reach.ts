"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { ChangeReachDto } from "@/server/contract/message/message-facts";

/** How far the last change of a message has come, and what a change would do now; undefined while it is loading. */
export function useChangeReach({ id: messageId }: Pick<MessageDto, "id">): ChangeReachDto | undefined {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.messages.changeReach.queryOptions({ messageId }),
    refetchInterval: ({ state }) =>
      state.data?.change?.state === "waiting" ? againMs(state.dataUpdateCount) : false,
  });
  return data;
}

/** When the customer last read the conversation; null = never, or not known. */
export function useContactSeenAt(displayId: number): string | null {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.conversations.get.queryOptions({ displayId }),
    select: ({ conversation }) => conversation.contactSeenAt,
  });
  return data ?? null;
}

/** Returns a function that says what the customer sees of an edit, and how that is known. */
export function useWhyReach(): (change: NonNullable<ChangeReachDto["change"]>) => string {
  const t = useTranslations("thread.reach");
  const times = useTimes();
  return ({ state, route, error, receiver, at }) => {
    const reason = error ?? t("noAnswer");
    switch (state) {
      case "waiting":
        return error ? t("why.retrying", { error }) : t("why.waiting");
      case "failed":
        return t("why.failed", { error: reason });
      case "told":
        return t(route === "log" ? "why.read" : "why.told", {
          receiver: receiver ?? "",
          time: at ? times.near(at) : "",
        });
      default:
        return t(`why.${state}`);
    }
  };
}

const FIRST_MS = 3_000;
const LAST_MS = 60_000;

/**
 * How long to wait before a webhook's answer, which is no event of the log, is asked for again, after so many times: it comes
 * within seconds, or its delivery is tried again minutes later.
 */
export const againMs = (times: number): number => Math.min(FIRST_MS * 2 ** Math.max(times - 1, 0), LAST_MS);
