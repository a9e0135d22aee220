"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { FilteredList } from "@/app/_settings/frame/filtered-list";
import { Rows } from "@/app/_settings/frame/list-screen";
import { PageHead } from "@/app/_settings/frame/page-head";
import { PageTabs } from "@/app/_settings/frame/page-tabs";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import type { UsedToken } from "@/server/contract/credentials/token";
import { ClientSettings } from "./client-settings";
import { CreateToken } from "./create-token";
import { TokenRow } from "./token-row";

const PATH = "/settings/tokens";

/** The API tokens, created, shown once and revoked, and in a second tab what the account accepts of all API clients. */
export function TokensScreen() {
  const t = useTranslations("settings.token");
  const isOfClients = useSearchParams().get("tab") === "clients";
  const trpc = useTRPC();
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
      <PageHead title={t("title")} action={tokens && tokens.length > 0 && !isOfClients ? create : undefined}>
        {t("text")}
      </PageHead>
      <PageTabs
        label={t("tabs")}
        tabs={[
          { href: PATH, name: t("list"), isCurrent: !isOfClients },
          { href: `${PATH}?tab=clients`, name: t("settings"), isCurrent: isOfClients },
        ]}
      />
      {isCreating ? <CreateToken onClose={() => setCreating(false)} /> : null}
      {isOfClients ? <ClientSettings /> : null}
      {tokens === undefined && !isOfClients ? <LoadState error={error} onRetry={refetch} /> : null}
      {tokens && !isOfClients ? <TokenList tokens={tokens} create={create} /> : null}
    </>
  );
}

type TokenListProps = { tokens: readonly UsedToken[]; create: ReactNode };

function TokenList({ tokens, create }: TokenListProps) {
  const t = useTranslations("settings.token");
  if (tokens.length === 0)
    return (
      <EmptyState icon={<KeyRound size={20} />} title={t("empty")} action={create}>
        {t("emptyText")}
      </EmptyState>
    );
  return (
    <FilteredList items={tokens} textOf={({ name }) => name}>
      {(found) => (
        <Rows>
          {found.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </Rows>
      )}
    </FilteredList>
  );
}
