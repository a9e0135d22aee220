import { join } from "node:path";
import { hashPassword } from "@/server/lib/crypto/password";
import { AGENT_KEYS, type AgentPasswords, demoAddress } from "@/server/setup/demo/cast";
import { keepFile, newPassword } from "./sign-in";

/** The file in DATA_DIR with the sign-ins of the demo's agents. */
export const DEMO_SIGN_INS = "demo-sign-ins.txt";

/** Generates a password for each agent of the demo, writes them to DATA_DIR with mode 0600, and returns their hashes. */
export async function chooseDemoPasswords(dataDir: string): Promise<AgentPasswords> {
  const passwords = AGENT_KEYS.map((key) => ({ key, password: newPassword() }));
  const lines = passwords.map(({ key, password }) => `${demoAddress(key)} ${password}`);
  keepFile(join(dataDir, DEMO_SIGN_INS), `The demo's agents\n\n${lines.join("\n")}\n`);
  const hashed = passwords.map(async ({ key, password }) => [key, await hashPassword(password)] as const);
  return new Map(await Promise.all(hashed));
}
