/**
 * `npm run password:link -- --email ada@acme.example`: prints a link by which a member sets a new password, for the case
 * that no administrator can sign in to create one in the settings.
 */
import { makePasswordLink } from "@/server/commands/credentials/passwords";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { runForMember } from "./run-for-member";

runForMember("password:link", async (run, { caller, userId }, env) => {
  const secret = newSecret();
  await run(makePasswordLink, caller, { userId, secret });
  if (env.PASSWORD_SIGN_IN === "off")
    process.stderr.write(
      "password sign-in is off: start Tickline with PASSWORD_SIGN_IN=on to use this link\n",
    );
  return String(new URL(`/join/${secret}`, env.PUBLIC_URL ?? `http://localhost:${env.PORT}`));
});
