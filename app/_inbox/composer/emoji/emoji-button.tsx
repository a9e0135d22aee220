"use client";

import { Smile } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDraft } from "@/app/_inbox/composer/draft";
import { onDemand } from "@/app/_lib/on-demand";
import { IconButton } from "@/app/_ui/button";
import { Popover } from "@/app/_ui/overlay/popover";

const EmojiPanel = onDemand(() => import("./emoji-panel").then((file) => file.default));

/** Opens the emoji. Not on touch screens: their keyboards have emoji. */
export function EmojiButton() {
  const t = useTranslations("emoji");
  const { field, insert } = useDraft();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      title={t("title")}
      align="start"
      open={isOpen}
      onOpenChange={setOpen}
      finalFocus={field}
      content={EmojiPanel}
      trigger={
        <IconButton label={t("title")} className="pointer-coarse:hidden">
          <Smile size={17} aria-hidden />
        </IconButton>
      }
    >
      <EmojiPanel
        onChoose={(emoji) => {
          setOpen(false);
          insert(emoji);
        }}
      />
    </Popover>
  );
}
