import { randomUUID } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import type { ChannelParts } from "@/server/channels/manifest";
import { type Graph, jsonOf } from "@/server/channels/whatsapp/graph/graph";
import { type Failed, failureOf } from "@/server/channels/whatsapp/graph/graph-outcome";
import type { WhatsappSettings } from "@/server/channels/whatsapp/settings";
import { findFile } from "@/server/store/files/find-file";
import { metaTypeOf } from "./media-kind";

const uploaded = z.object({ id: z.string().min(1) });

type Uploading = {
  graph: Graph;
  settings: WhatsappSettings;
  services: Pick<ChannelParts["services"], "database" | "files" | "now">;
  accountId: number;
};

/** Uploads a stored file to Meta, which names it. Whatever fails here, no message was sent. */
export async function uploadMedia(
  { graph, settings, services, accountId }: Uploading,
  fileId: number,
): Promise<{ mediaId: string } | { failed: Failed }> {
  const file = await findFile(services.database, { accountId, id: fileId });
  if (file?.state !== "ready")
    return { failed: { kind: "refused", error: "The file is not stored any more." } };
  const bytes = await buffer(await services.files.read(file.key));
  const body = formOf(bytes, metaTypeOf(file.contentType));
  const posted = await graph.post(settings, `${settings.phoneNumberId}/media`, body);
  const read = posted.answered && posted.status === 200 ? uploaded.safeParse(jsonOf(posted.excerpt)) : null;
  if (read?.success) return { mediaId: read.data.id };
  const failure = failureOf(posted, services.now());
  return failure.kind === "ambiguous"
    ? {
        failed: {
          kind: "not_sent",
          reason: `The file could not be uploaded: ${failure.reason}`,
          retryAfterMs: null,
        },
      }
    : { failed: failure };
}

/** A form with the file; Meta takes the type from it. The name is in the message. */
function formOf(bytes: Uint8Array, contentType: string) {
  const boundary = `tickline-${randomUUID()}`;
  const field = (name: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head =
    field("messaging_product", "whatsapp") +
    field("type", contentType) +
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="file"\r\ncontent-type: ${contentType}\r\n\r\n`;
  return {
    bytes: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
