"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { PassingMessage } from "@/app/_inbox/thread/items/thread-item";
import { useLiveFrames } from "@/app/_lib/live/live";
import { useTRPC } from "@/app/_lib/trpc";
import { isAbout } from "@/server/contract/event/reduce";
import type { EphemeralMessageDto, SentCommandDto } from "@/server/contract/message/command-message";
import { commandSwitch } from "./command-switch";

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
