"use client";

import { useQuery } from "@tanstack/react-query";
import { Radio } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { useInbox } from "@/app/_shared/use-account";
import { MenuItem } from "@/app/_ui/overlay/menu";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { commandSwitch } from "./passing";

/**
 * Shows or hides command messages, in the menu of a conversation that can have some: of a WuKongIM inbox, or with one of the
 * native API. Loaded on demand, with the menu.
 */
export default function CommandItem({
  conversation: { inboxId, displayId },
}: {
  conversation: ConversationDto;
}) {
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
