"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Radio } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useLiveFrames } from "@/app/_lib/live/live";
import { createBrowserSwitch } from "@/app/_lib/preferences/browser-switch";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useInbox } from "@/app/_shared/use-account";
import { MenuItem } from "@/app/_ui/overlay/menu";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { isAbout } from "@/server/contract/event/reduce";
import type { EphemeralMessageDto, SentCommandDto } from "@/server/contract/message/command-message";
import type { PassingMessage } from "./items";

/** A command or ephemeral message: marked, since no reload of a customer shows it. */
export function PassingLine({ passing }: { passing: PassingMessage }) {
  const t = useTranslations("thread");
  const times = useTimes();
  const { content, contentAttributes, sender, createdAt, received } = passing;
  const attributes = Object.keys(contentAttributes).length > 0 ? JSON.stringify(contentAttributes) : "";
  return (
    <div
      className="mx-auto max-w-prose rounded-s border border-line border-dashed px-3 py-1.5 text-muted text-sm"
      data-passing={received ? "command" : "ephemeral"}
    >
      <p className="flex flex-wrap gap-x-2 text-xs">
        <span className="font-medium">{t("notStored")}</span>
        {sender.name === null ? null : <bdi>{sender.name}</bdi>}
        <span>{received ? t("receivedBy", received) : t("onlineOnly")}</span>
        <time dateTime={createdAt} title={times.moment(createdAt)} className="text-faint">
          {times.clock(createdAt)}
        </time>
      </p>
      {content === "" ? null : <p className="wrap-anywhere">{content}</p>}
      {attributes === "" ? null : <code className="wrap-anywhere line-clamp-3 text-xs">{attributes}</code>}
    </div>
  );
}

/** The newest command messages, and as many ephemeral ones. */
const SHOWN_MAX = 100;
const NONE: PassingMessage[] = [];

/** A conversation's command and ephemeral messages, in order of time, while the switch is on. A reload drops the latter. */
export function usePassing(displayId: number): readonly PassingMessage[] {
  const isOn = commandSwitch.use();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [ephemeral, setEphemeral] = useState<readonly EphemeralMessageDto[]>([]);
  const commands = trpc.messages.commands.queryOptions({ displayId, limit: SHOWN_MAX });
  const { data } = useQuery({ ...commands, enabled: isOn });
  useLiveFrames(({ events, ephemeral: arrived = [], acknowledged = [] }) => {
    if (!isOn) return;
    const isSent = (event: (typeof events)[number]) =>
      isAbout(event, "command_message") && event.data.displayId === displayId;
    if (acknowledged.includes(displayId) || events.some(isSent))
      void queryClient.invalidateQueries({ queryKey: commands.queryKey });
    const own = arrived.filter((message) => message.displayId === displayId);
    if (own.length > 0) setEphemeral((known) => [...known, ...own].slice(-SHOWN_MAX));
  });
  return useMemo(() => (isOn ? passingOf(data?.data ?? [], ephemeral) : NONE), [isOn, data, ephemeral]);
}

/** Command and ephemeral messages in order of time. */
export function passingOf(
  commands: readonly SentCommandDto[],
  ephemeral: readonly EphemeralMessageDto[],
): PassingMessage[] {
  const sent = commands.map(({ id, content, contentAttributes, sender, createdAt, ...to }) => ({
    ...{ content, contentAttributes, sender, createdAt },
    id: String(id),
    received: { count: to.acknowledged, of: to.recipients },
  }));
  const passed = ephemeral.map(({ id, content, contentAttributes, sender, sentAt }) => ({
    ...{ id, content, contentAttributes, sender, createdAt: sentAt },
    received: null,
  }));
  return [...sent, ...passed].sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/** Whether this browser shows command and ephemeral messages, which are in no history, in threads. */
const commandSwitch = createBrowserSwitch("tickline.command-messages", { isOnByDefault: false });

/**
 * Shows or hides command messages, in the menu of a conversation that can have some: of a WuKongIM inbox, or with one of the
 * native API.
 */
export function CommandItem({ conversation: { inboxId, displayId } }: { conversation: ConversationDto }) {
  const t = useTranslations("header");
  const trpc = useTRPC();
  const isOn = commandSwitch.use();
  const isUsual = useInbox(inboxId)?.channel === "wukongim";
  const { data } = useQuery({
    ...trpc.messages.commands.queryOptions({ displayId, limit: 1 }),
    enabled: !isOn && !isUsual,
  });
  if (!isOn && !isUsual && !data?.data.length) return null;
  return (
    <MenuItem icon={<Radio size={15} />} onSelect={() => commandSwitch.set(!isOn)}>
      {isOn ? t("hideCommands") : t("showCommands")}
    </MenuItem>
  );
}
