"use client";

import { pictureUrl } from "@/app/_shared/picture-url";
import { useAccount } from "@/app/_shared/use-account";
import { Logo } from "@/app/_ui/display/logo";
import { Picture } from "@/app/_ui/display/picture";

/** The account's logo and name; Tickline's where the account has no logo. */
export function AccountMark() {
  const account = useAccount();
  const src = pictureUrl(account?.logoFileId);
  if (!account || src === null) return <Logo />;
  return (
    <span className="flex min-w-0 items-center gap-2 font-semibold tracking-tight">
      <Picture src={src} className="size-6 shrink-0 rounded-xs object-contain" fallback={null} />
      <span className="truncate" dir="auto">
        {account.name}
      </span>
    </span>
  );
}
