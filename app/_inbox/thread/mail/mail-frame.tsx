"use client";

import { useTranslations } from "next-intl";
import { FoldButton, useUnfolded } from "@/app/_shared/message/text/folded-text";
import { FRAME_SANDBOX } from "@/server/contract/message/mail-frame";
import { useFrameHeight } from "./use-frame-height";

/** A mail that is higher than this, in px, is folded. */
const HEIGHT_MAX = 640;
/** How much of a folded mail is shown: clearly less, so that unfolding is worth a click. */
const FOLDED_HEIGHT = 480;
const UNMEASURED_HEIGHT = 160;

type MailFrameProps = { messageId: number; title: string; src: string };

/** The document of a mail, as high as its contents. A long one is folded, and scrolls until the reader unfolds it. */
export function MailFrame({ messageId, title, src }: MailFrameProps) {
  const t = useTranslations("thread.mail");
  const { height, frameRef } = useFrameHeight(messageId);
  const [isUnfolded, toggle] = useUnfolded(`mail ${messageId}`);
  const isLong = height !== null && height > HEIGHT_MAX;
  const shown = isLong && !isUnfolded ? FOLDED_HEIGHT : (height ?? UNMEASURED_HEIGHT);
  return (
    <>
      <iframe
        ref={frameRef}
        title={title}
        sandbox={FRAME_SANDBOX}
        src={src}
        className="w-xl max-w-full rounded-m"
        style={{ height: shown }}
      />
      {isLong ? (
        <FoldButton isUnfolded={isUnfolded} onToggle={toggle}>
          {t(isUnfolded ? "fold" : "unfold")}
        </FoldButton>
      ) : null}
    </>
  );
}
