import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { findSignedIn } from "@/app/_lib/session/session";
import { Logo } from "@/app/_ui/display/logo";
import { targetOf } from "@/app/sign-in/target";
import { services } from "@/server/commands/_run/services";
import { getAccountName } from "@/server/queries/members/account";
import { SetUpTwoFactor } from "./set-up-two-factor";

type TwoFactorPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("setUpTwoFactor");
  return { title: t("title") };
}

/** Where a member sets up the two-factor authentication that their account requires; others are redirected. */
export default async function TwoFactorPage({ searchParams }: TwoFactorPageProps) {
  const [params, member, t] = await Promise.all([
    searchParams,
    findSignedIn(),
    getTranslations("setUpTwoFactor"),
  ]);
  const { to } = targetOf(params["callbackUrl"]);
  if (!member) redirect(`/sign-in?callbackUrl=${encodeURIComponent(to)}`);
  if (!member.lacksTwoFactor) redirect(to);
  const account = await getAccountName(services().database, member);
  const { id, name, email, role } = member.member;
  return (
    <main className="flex min-h-window flex-col items-center justify-center gap-6 px-4 py-10">
      <Logo />
      <div className="w-full max-w-popup rounded-l border border-line bg-surface p-6 shadow-pop">
        <h1 className="text-lg">{t("title")}</h1>
        <p className="mt-0.5 mb-5 text-muted">{t("text", { account: account.name })}</p>
        <SetUpTwoFactor
          me={{
            id,
            name,
            email,
            role,
            accountId: member.accountId,
            account: account.name,
            isDemo: account.isDemo,
            notices: { maintenance: null, isOutboundOff: false },
          }}
          to={to}
        />
      </div>
    </main>
  );
}
