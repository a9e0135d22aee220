"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { ChannelHealthDto } from "@/server/contract/channel/channel-dto";
import { ChannelActions } from "./channel-actions";
import { channelFault } from "./channel-fault";
import { NumberHealth } from "./number-health";
import { RefusedMail } from "./refused-mail";
import { useWordsText } from "./use-finding-text";

/** How often the state is read again, in ms: it changes without an event. */
const READ_EVERY_MS = 5_000;
/** The same while the result of an attempt is awaited. */
const READ_CONNECTING_EVERY_MS = 1_000;

const TONES: Record<ChannelHealthDto["state"], string> = {
  connected: "bg-ok",
  connecting: "animate-pulse bg-accent",
  disconnected: "bg-bad",
  off: "bg-faint",
};

/** Whether the channel of an inbox is connected, what came and went last, and a check of its settings. */
export function ChannelState({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.channelState");
  const trpc = useTRPC();
  const times = useTimes();
  const { data: health } = useQuery(
    trpc.inboxes.channelHealth.queryOptions(
      { inboxId: inbox.id },
      {
        refetchInterval: ({ state: { data } }) =>
          data?.state === "connecting" ? READ_CONNECTING_EVERY_MS : READ_EVERY_MS,
      },
    ),
  );
  if (!health) return <p className="text-muted">{t("loading")}</p>;
  const { state, since, error, nextTryAt, lastInAt, lastOutAt } = health;
  return (
    <div className="flex flex-col gap-3">
      <div role="status">
        <p className="flex items-center gap-2.5">
          <span aria-hidden className={cn("size-2 rounded-full", TONES[state])} />
          {t(`state.${state}`, { at: times.moment(since) })}
        </p>
        {error === null ? null : <Failure error={error} />}
        {nextTryAt === null ? null : (
          <p className="mt-1 text-muted text-sm">{t("nextTry", { at: times.moment(nextTryAt) })}</p>
        )}
      </div>
      {lastInAt === null && lastOutAt === null ? null : (
        <p className="text-muted text-sm">
          {[
            lastInAt === null ? null : t("lastIn", { at: times.moment(lastInAt) }),
            lastOutAt === null ? null : t("lastOut", { at: times.moment(lastOutAt) }),
          ]
            .filter((line) => line !== null)
            .join(" · ")}
        </p>
      )}
      <NumberHealth health={health} />
      <RefusedMail inboxId={inbox.id} refused={health.refused} />
      <ChannelActions inbox={inbox} health={health} />
    </div>
  );
}

/** Why there is no connection: in words, where the error has none. */
function Failure({ error }: { error: string }) {
  const t = useTranslations("settings.channelState.fault");
  const wordsText = useWordsText();
  const fault = channelFault(error);
  return (
    <>
      <p className="mt-1 text-bad wrap-anywhere">
        {fault === null ? wordsText(error) : t(fault.kind, { address: fault.address })}
      </p>
      {fault === null ? null : <p className="mt-1 text-muted text-sm wrap-anywhere">{error}</p>}
    </>
  );
}
