import { join } from "node:path";
import { openCallbackSender } from "@/server/channels/api/open-callback-sender";
import { createTicklineBody } from "@/server/channels/api/tickline-body";
import { CHANNEL_LIST } from "@/server/channels/channels";
import { fetchFromChannel } from "@/server/channels/fetch-file";
import type { ChannelParts } from "@/server/channels/manifest";
import { openSenders } from "@/server/channels/senders";
import type { Services } from "@/server/commands/_run/services";
import { createChatwootBody } from "@/server/dialects/chatwoot/webhooks/callback-body";
import type { Env } from "@/server/lib/env/env";
import type { Life } from "@/server/lib/process/lifecycle";
import { log } from "@/server/lib/process/log";
import { baseUrlFrom } from "@/server/lib/web/base-url";
import { replaySinceReview } from "@/server/queries/inboxes/audit-inbox";
import { createScheduledBackups } from "@/server/setup/backup/scheduled-backups";
import { openBulk } from "@/server/worker/bulk/work-bulk";
import { startJobs } from "@/server/worker/jobs/jobs";
import { openMails } from "@/server/worker/mails/send-mails";
import { openPush } from "@/server/worker/push/send-pushes";
import { openSends } from "@/server/worker/sends/open-sends";
import { openWebhooks } from "@/server/worker/webhooks/open-webhooks";

/** Work without a request; part of the composition root. */
export async function openWorker(life: Life, env: Env, services: Services, ownerUrl: string): Promise<void> {
  await life.step("worker", {
    start: () => startJobs(scheduledJobs(env, services, ownerUrl)),
    stop: (keeping) => keeping.stop(),
  });
  await life.step("bulk operations", {
    start: () => openBulk({ ...services, log }),
    stop: (opened) => opened.stop(),
  });
  await life.step("sends", {
    start: () => openSending(services, env),
    stop: (opened) => opened.stop(),
  });
  await life.step("channels", {
    start: () => openChannels(channelPartsOf(services, env)),
    stop: (opened) => opened.close(),
  });
  await life.step("webhooks", {
    start: () => openWebhooks({ ...services, log, baseUrl: baseUrlFrom(env) }),
    stop: (opened) => opened.stop(),
  });
}

const channelPartsOf = (services: Services, env: Env): ChannelParts => ({
  services,
  log,
  baseUrl: baseUrlFrom(env),
  dataDir: env.DATA_DIR,
});

/** What channels do without a request. */
function openChannels(parts: ChannelParts): { close(): Promise<void> } {
  const opened = CHANNEL_LIST.flatMap(({ open }) => (open ? [open(parts)] : []));
  return {
    async close() {
      await Promise.all(opened.map((one) => one.close()));
    },
  };
}

/** Takes messages out: by the channels' own senders, and to the programs behind inboxes. */
function openSending(services: Services, env: Env): { stop(): Promise<void> } {
  const baseUrl = baseUrlFrom(env);
  const bodies = { tickline: createTicklineBody(baseUrl), chatwoot: createChatwootBody(services, baseUrl) };
  const callback = openCallbackSender(bodies);
  const senders = openSenders(channelPartsOf(services, env), callback.sender);
  const journalFolder = join(env.DATA_DIR, "sends");
  const sends = openSends({ ...services, log, sender: senders.sender, journalFolder });
  return {
    async stop() {
      await sends.stop().finally(callback.close);
      await senders.close();
    },
  };
}

/** The worker's dependencies. */
const scheduledJobs = (env: Env, services: Services, ownerUrl: string) => ({
  ...services,
  log,
  mails: openMails(env),
  push: openPush(env),
  fetchFromChannel: fetchFromChannel.bind(null, services.database),
  replay: replaySinceReview(services.database),
  backUp: env.backups
    ? createScheduledBackups({
        settings: env.backups,
        url: ownerUrl,
        dataDir: env.DATA_DIR,
        log,
        ...services,
      })
    : undefined,
});
