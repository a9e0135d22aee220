"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { ChannelFinding, ChannelHealthDto } from "@/server/contract/channel/channel-dto";
import { useFindingText } from "./use-finding-text";

/** Checks the channel's settings on request, and lists what was found; connects it now, where it keeps a connection. */
export function ChannelActions({ inbox, health }: { inbox: InboxDto; health: ChannelHealthDto }) {
  const t = useTranslations("settings.channelState");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const cache = useQueryClient();
  const check = useMutation(trpc.inboxes.checkChannel.mutationOptions());
  const reconnect = useMutation(
    trpc.inboxes.reconnectChannel.mutationOptions({
      onMutate: () => check.reset(), // its findings are those of the connection before
      onSuccess: (now) => cache.setQueryData(trpc.inboxes.channelHealth.queryKey({ inboxId: inbox.id }), now),
    }),
  );
  const error = reconnect.error ?? check.error;
  return (
    <div>
      <div className="flex flex-wrap gap-2">
        <Button
          variant="plain"
          disabled={check.isPending}
          onClick={() => {
            reconnect.reset();
            check.mutate({ inboxId: inbox.id });
          }}
        >
          {t(check.isPending ? "checking" : "check")}
        </Button>
        {health.hasConnection ? (
          <Button
            variant="plain"
            disabled={reconnect.isPending}
            onClick={() => reconnect.mutate({ inboxId: inbox.id })}
          >
            {t(reconnect.isPending ? "reconnecting" : "reconnect")}
          </Button>
        ) : null}
      </div>
      <div role="status" className="mt-3">
        {error ? <p className="text-bad">{errorText(error)}</p> : null}
        {check.data?.length === 0 ? <p className="text-muted">{t("nothing")}</p> : null}
        <ul className="flex flex-col gap-2">
          {check.data?.map((finding) => (
            <Finding key={`${finding.code} ${finding.message}`} finding={finding} />
          ))}
        </ul>
      </div>
    </div>
  );
}

const ICONS = {
  error: <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-bad" />,
  warning: <TriangleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-warn" />,
  ok: <CircleCheck size={16} aria-hidden className="mt-0.5 shrink-0 text-ok" />,
};

function Finding({ finding }: { finding: ChannelFinding }) {
  const t = useTranslations("settings.channelState.level");
  const findingText = useFindingText();
  const { level } = finding;
  return (
    <li className="flex gap-2">
      {ICONS[level]}
      <span className="min-w-0 wrap-anywhere">
        <span className="sr-only">{t(level)}: </span>
        {findingText(finding)}
      </span>
    </li>
  );
}
