"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useReasonText } from "@/app/_shared/message/message-tick";
import type { TickStatus } from "@/app/_ui/display/tick";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { ownReasonOf } from "@/server/contract/channel/callback-body";
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
  const reasonText = useQuotedReason();
  const times = useTimes();
  return ({ state, route, error, receiver, at }) => {
    if (route === "sender" && (state === "waiting" || state === "told" || state === "failed")) {
      const step = state === "waiting" && error ? "retrying" : state;
      return t(`sender.why.${step}`, { error: reasonText(error), time: at ? times.near(at) : "" });
    }
    switch (state) {
      case "waiting":
        return error ? t("why.retrying", { error }) : t("why.waiting");
      case "failed":
        return t("why.failed", { error: error ?? t("noAnswer") });
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

/** Returns a function for why a change was not made: Tickline's own reasons in the reader's language, others' words quoted. */
function useQuotedReason(): (error: string | null) => string {
  const t = useTranslations("thread.reach");
  const reasonText = useReasonText();
  return (error) => {
    if (error === null) return t("noAnswer");
    return ownReasonOf(error) ? reasonText(error) : t("quoted", { words: error });
  };
}

const FIRST_MS = 3_000;
const LAST_MS = 60_000;

/**
 * How long to wait before a webhook's answer, which is no event of the log, is asked for again, after so many times: it comes
 * within seconds, or its delivery is tried again minutes later.
 */
export const againMs = (times: number): number => Math.min(FIRST_MS * 2 ** Math.max(times - 1, 0), LAST_MS);

type Change = NonNullable<ChangeReachDto["change"]>;

/** The tick of an edited message. `first`: it is that of the version that the customer has, not of the edit. */
type EditTick = { of: "edit" | "first" | "both"; status: TickStatus };

/**
 * The tick of an edit: what is known of the text that is shown. `status`: the message's own, which was earned by the first
 * version. Null: nothing is known of the edit yet. `seenAt`: when the customer last read the conversation.
 */
export function tickOfEdit(
  change: Change | null,
  status: TickStatus,
  seenAt: string | null,
): EditTick | null {
  if (!change) return null;
  switch (change.state) {
    case "unsent":
    case "own":
      return { of: "both", status };
    case "shown":
      return { of: "edit", status: seenAt !== null && seenAt >= change.madeAt ? "read" : "sent" };
    case "waiting":
      return { of: "edit", status: "pending" };
    case "told":
      return { of: "edit", status: "sent" };
    case "failed":
      return { of: "edit", status: "failed" };
    case "kept":
    case "unknown":
      return { of: "first", status };
  }
}

/** What a change that is made now would do: nothing to say if the customer has nothing yet. */
export const nextOf = (next: ChangeReachDto["next"]): "shown" | "sender" | "told" | "none" | null =>
  next === "unsent" ? null : next === "shown" || next === "none" || next === "sender" ? next : "told";

type NextHintProps = { message: Pick<MessageDto, "id">; change: "edit" | "delete"; className?: string };

/** Says what the customer will see of a change, before it is made; nothing while they have nothing. */
export function NextHint({ message, change, className }: NextHintProps) {
  const t = useTranslations("thread.reach.next");
  const reach = useChangeReach(message);
  const next = reach && nextOf(reach.next);
  return next ? <span className={className}>{t(`${change}.${next}`)}</span> : null;
}
