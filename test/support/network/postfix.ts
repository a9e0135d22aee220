import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { freePort } from "@/server/lib/postgres/launch";
import { findProgram } from "@/test/support/database/debian-program";
import { temporaryFolder } from "@/test/support/temporary-folder";

type PostfixOptions = {
  /** Folders of mail, by address: each is a Maildir. */
  maildirs: Readonly<Record<string, string>>;
  /** Another domain, and the port of its server on this machine. */
  relay: { domain: string; port: number };
  /** Who has the mail. */
  owner: { uid: number; gid: number };
};

/** Where Postfix is, or why not: only root can run it. Debian's package would configure the machine's own mail. */
export function findPostfix(): ReturnType<typeof findProgram> {
  if (process.getuid?.() !== 0) return { missing: "only root can start Postfix" };
  spawnSync("debconf-set-selections", { input: "postfix postfix/main_mailer_type select No configuration" });
  return findProgram("postfix");
}

/** A Postfix that takes mail on this machine without a login, in a temporary folder; ended after the test. */
export async function startPostfix(program: string, options: PostfixOptions): Promise<{ port: number }> {
  const folder = temporaryFolder();
  const port = await freePort(undefined);
  for (const name of ["queue", "data"]) mkdirSync(join(folder, name));
  chmodSync(folder, 0o755); // its processes have other users
  spawnSync("chown", ["postfix", join(folder, "data")]);
  writeFileSync(join(folder, "main.cf"), mainOf(folder, options));
  writeFileSync(join(folder, "master.cf"), masterOf(port));
  const child = spawn(program, ["-c", folder, "start-fg"], { stdio: "ignore" });
  const log = join(folder, "log");
  const words = () => (existsSync(log) ? readFileSync(log, "utf8") : "(no log)");
  onTestFinished(async () => {
    // Its master leads a process group of its own, and ends all of it.
    const master = join(folder, "queue", "pid", "master.pid");
    if (existsSync(master)) process.kill(Number(readFileSync(master, "utf8")), "SIGTERM");
    await waitUntil(() => child.exitCode !== null || child.signalCode !== null, { withinMs: 10_000 });
  });
  const isUp = await waitUntil(() => words().includes("daemon started"), { withinMs: 60_000 });
  if (!isUp) throw new Error(`Postfix did not start:\n${words()}`);
  return { port };
}

const tableOf = (rows: Readonly<Record<string, string>>): string =>
  `inline:{ ${Object.entries(rows)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ")} }`;

const mainOf = (folder: string, { maildirs, relay, owner }: PostfixOptions): string => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_host_lookup = native
myhostname = mail.shop.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
relay_domains = ${relay.domain}
transport_maps = ${tableOf({ [relay.domain]: `smtp:[127.0.0.1]:${relay.port}` })}
default_transport = error:no other domain
virtual_mailbox_domains = ${[...new Set(Object.keys(maildirs).map((address) => address.split("@")[1]))].join(", ")}
virtual_mailbox_base = /
virtual_mailbox_maps = ${tableOf(Object.fromEntries(Object.entries(maildirs).map(([address, path]) => [address, `${path.replace(/^\//, "")}/`])))}
virtual_uid_maps = static:${owner.uid}
virtual_gid_maps = static:${owner.gid}
delay_warning_time = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
`;

/** Its services, none in a changed root. */
const masterOf = (port: number): string => `
${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
