import type { ReactNode } from "react";
import { findPageCaller } from "@/app/_lib/session/session";
import { SettingsFrame } from "@/app/_settings/frame/settings-frame";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  if (!(await findPageCaller())) return children; // the page redirects to the sign-in page
  return <SettingsFrame>{children}</SettingsFrame>;
}
