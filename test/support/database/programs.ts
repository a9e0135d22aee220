import { findPostfix } from "@/test/support/network/postfix";
import { findProgram } from "./debian-program";

/** Installs what tests need beside Postgres before any test's time runs: on a slow network that takes longer than a test may. */
export default function installPrograms(): void {
  findProgram("redis-server");
  findProgram("dovecot", "dovecot-imapd");
  findPostfix();
}
