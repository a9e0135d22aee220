"use client";

import { type Messages, NextIntlClientProvider, useLocale, useMessages } from "next-intl";
import { type ReactNode, useMemo } from "react";
import type { InboxMessages } from "./split-messages";

/** Adds the messages of an inbox's settings to those of every page. */
export function WithInboxMessages({ added, children }: { added: InboxMessages; children: ReactNode }) {
  const messages = useMessages();
  const locale = useLocale();
  const all = useMemo<Messages>(
    () => ({ ...messages, settings: { ...messages.settings, ...added } }),
    [messages, added],
  );
  return (
    <NextIntlClientProvider locale={locale} messages={all}>
      {children}
    </NextIntlClientProvider>
  );
}
