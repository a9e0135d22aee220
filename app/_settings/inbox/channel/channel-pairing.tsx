"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import type { InboxDto } from "@/server/contract/_shared/dto";

/** A code is valid for some twenty seconds. */
const READ_EVERY_MS = 5_000;

/** The QR code that connects a phone with an inbox, while none is connected. */
export function ChannelPairing({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.channelPairing");
  const trpc = useTRPC();
  const { data: pairing } = useQuery(
    trpc.inboxes.channelPairing.queryOptions(
      { inboxId: inbox.id },
      {
        // Nothing keeps a code after the screen is closed.
        gcTime: 0,
        refetchInterval: ({ state }) => (state.data?.isConnected ? false : READ_EVERY_MS),
      },
    ),
  );
  if (!pairing || pairing.isConnected || pairing.error !== null) return null;
  if (pairing.qrCode === null) return <p className="mt-4 text-muted">{t("loading")}</p>;
  return (
    <div className="mt-4 flex flex-col items-start gap-4 sm:flex-row">
      {/* The code is a data address, which next/image does not take. It needs a white frame to be read. */}
      {/* biome-ignore lint/performance/noImgElement: see above */}
      <img
        src={pairing.qrCode}
        alt={t("code")}
        width={240}
        height={240}
        className="rounded-s bg-code-light p-3"
      />
      <ol className="list-decimal space-y-1.5 pl-5">
        <li>{t("open")}</li>
        <li>{t("link")}</li>
        <li>{t("scan")}</li>
      </ol>
    </div>
  );
}
