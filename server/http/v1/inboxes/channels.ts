import { z } from "@hono/zod-openapi";
import {
  channelDto,
  channelFinding,
  channelHealthDto,
  refusedMailDto,
} from "@/server/contract/channel/channel-dto";
import { channelTemplateDto } from "@/server/contract/channel/channel-template";
import { call, get } from "@/server/http/v1/_route/route";
import { page, pathId } from "@/server/http/v1/inputs";
import { pageOf } from "@/server/http/v1/schemas";
import { listChannelTemplates } from "@/server/queries/inboxes/channel-templates";
import { getChannelHealth, listChannels, reconnectChannel } from "@/server/queries/inboxes/channels";
import { checkChannel } from "@/server/queries/inboxes/check-channel";
import { listRefusedMail } from "@/server/queries/inboxes/list-refused-mail";

const tag = "Inboxes";
const params = z.object({ id: pathId("inbox.not_found") });

export const channelRoutes = [
  get(
    {
      path: "/v1/channels",
      tag,
      summary: "List the kinds of channels, with the JSON Schema of their settings and what they can do",
      answer: z.object({ data: z.array(channelDto.openapi("Channel")) }),
    },
    async () => ({ data: listChannels() }),
  ),
  call(
    {
      path: "/v1/inboxes/{id}/check",
      isExpensive: true,
      tag,
      summary: "Check the channel of an inbox: its settings, and whatever they lead to",
      description: "Five checks of one inbox at once, then one every ten seconds. Administrators only.",
      params,
      answer: z.object({ findings: z.array(channelFinding) }),
      refuses: ["auth.forbidden", "inbox.not_found", "request.rate_limited"],
    },
    async ({ caller, params, services }) => {
      const found = await checkChannel(services, caller, params.id);
      return { findings: found.map(({ level, code, message }) => ({ level, code, message })) };
    },
  ),
  get(
    {
      path: "/v1/inboxes/{id}/templates",
      tag,
      summary:
        "List the message templates of the provider behind an inbox, as they were within the last three minutes",
      params,
      answer: z.object({ data: z.array(channelTemplateDto.openapi("ChannelTemplate")) }),
      refuses: ["channel.unreachable", "inbox.no_templates", "inbox.not_found", "request.rate_limited"],
    },
    async ({ caller, params, services }) => ({
      data: await listChannelTemplates(services, caller, params.id),
    }),
  ),
  get(
    {
      path: "/v1/inboxes/{id}/health",
      tag,
      summary: "Get whether the channel of an inbox is connected, and what came and went last",
      params,
      answer: channelHealthDto.openapi("ChannelHealth"),
      refuses: ["inbox.not_found"],
    },
    ({ caller, params, services }) => getChannelHealth(services, caller, params.id),
  ),
  get(
    {
      path: "/v1/inboxes/{id}/refused-mail",
      tag,
      summary:
        "List the mail of the last 30 days that arrived and was not stored, with the reason; newest first",
      params,
      query: z.strictObject(page),
      answer: pageOf(refusedMailDto.openapi("RefusedMail")),
      refuses: ["inbox.not_found", "cursor.invalid"],
    },
    ({ caller, params, query, services }) =>
      listRefusedMail(services, caller, { inboxId: params.id, ...query }),
  ),
  call(
    {
      path: "/v1/inboxes/{id}/reconnect",
      tag,
      summary: "Connect the channel of an inbox now, without the pause before the next try",
      description:
        "For an inbox that keeps a connection, such as a mailbox. The answer is the health as of now: the result of the attempt is in GET /v1/inboxes/{id}/health within seconds. Five of one inbox at once, then one every ten seconds. Administrators only.",
      params,
      answer: channelHealthDto.openapi("ChannelHealth"),
      refuses: ["auth.forbidden", "inbox.not_found", "inbox.no_connection", "request.rate_limited"],
    },
    ({ caller, params, services }) => reconnectChannel(services, caller, params.id),
  ),
];
