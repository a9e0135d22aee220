"use client";

import { MessageSquareText } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDraft } from "@/app/_inbox/composer/draft";
import { onDemand } from "@/app/_lib/on-demand";
import { IconButton } from "@/app/_ui/button";
import { Popover } from "@/app/_ui/overlay/popover";

const CannedPanel = onDemand(() => import("./canned-panel").then((file) => file.default));

/** Opens the list of canned replies. */
export function CannedButton() {
  const t = useTranslations("composer");
  const { field, canned, insertReply } = useDraft();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      title={t("canned")}
      align="start"
      open={isOpen}
      onOpenChange={setOpen}
      finalFocus={field}
      content={CannedPanel}
      trigger={
        <IconButton label={t("canned")}>
          <MessageSquareText size={16} aria-hidden />
        </IconButton>
      }
    >
      <CannedPanel
        replies={canned}
        onChoose={(reply) => {
          setOpen(false);
          insertReply(reply);
        }}
      />
    </Popover>
  );
}
