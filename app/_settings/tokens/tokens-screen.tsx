"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { AllowedOrigins } from "./allowed-origins";
import { CreateToken } from "./create-token";
import { KnownContacts } from "./known-contacts";
import { TokenRow } from "./token-row";
import { UnflaggedMessages } from "./unflagged-messages";
import { UrlKeys } from "./url-keys";

/** The API tokens with their rights and last use: created, shown once, revoked. */
export function TokensScreen() {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const settingsId = useId();
  const [isCreating, setCreating] = useState(false);
  const { data: tokens, error, refetch } = useQuery(trpc.tokens.list.queryOptions());
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus size={15} aria-hidden />
      {t("new")}
    </Button>
  );
  return (
    <>
      <PageHead title={t("title")} action={tokens && tokens.length > 0 ? create : undefined}>
        {t("text")}
      </PageHead>
      {isCreating ? <CreateToken onClose={() => setCreating(false)} /> : null}
      {tokens === undefined ? <LoadState error={error} onRetry={refetch} /> : null}
      {tokens?.length === 0 ? (
        <EmptyState icon={<KeyRound size={20} />} title={t("empty")} action={create}>
          {t("emptyText")}
        </EmptyState>
      ) : null}
      {tokens && tokens.length > 0 ? (
        <ul className="overflow-hidden rounded-m border border-line">
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ul>
      ) : null}
      <section aria-labelledby={settingsId} className="mt-10">
        <h2 id={settingsId} className="text-md">
          {t("settings")}
        </h2>
        <div className="mt-4 flex flex-col gap-6">
          <UrlKeys />
          <KnownContacts />
          <UnflaggedMessages />
          <AllowedOrigins />
        </div>
      </section>
    </>
  );
}
