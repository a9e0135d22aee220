"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
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
  const [isCreating, setCreating] = useState(false);
  const { data: tokens, error, refetch } = useQuery(trpc.tokens.list.queryOptions());
  return (
    <>
      <PageHead
        title={t("title")}
        action={
          <Button variant="primary" onClick={() => setCreating(true)}>
            {t("new")}
          </Button>
        }
      >
        {t("text")}
      </PageHead>
      {isCreating ? <CreateToken onClose={() => setCreating(false)} /> : null}
      {tokens === undefined ? <LoadState error={error} onRetry={refetch} /> : null}
      {tokens?.length === 0 ? (
        <EmptyState icon={<KeyRound size={20} />} title={t("empty")}>
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
      <UrlKeys />
      <KnownContacts />
      <UnflaggedMessages />
      <AllowedOrigins />
    </>
  );
}
