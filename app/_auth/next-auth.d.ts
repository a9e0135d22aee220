import type { DefaultSession } from "next-auth";
import type { SessionClaims } from "@/server/queries/credentials/find-caller";

declare module "next-auth" {
  /** Between a correct password and the first token. */
  interface User {
    claims: SessionClaims;
  }
  /** The response of /api/auth/session; without `user` nobody is signed in. */
  interface Session extends Pick<DefaultSession, "expires"> {
    user?: { id: number };
  }
}
