import { createHash } from "node:crypto";
import type { Door } from "./doors";

/** The file is announced first; the address of its bytes is a credential of its own. */
export const directUploadOf = (url: () => string): Door => ({
  name: "Chatwoot, a direct upload",
  takes: "uploads",
  async send({ accountId, token, conversation }, { files: [file] }, post) {
    if (!file) throw new Error("a direct upload is of one file");
    const checksum = createHash("md5").update(file.bytes).digest("base64");
    const blob = {
      filename: file.name,
      byte_size: file.bytes.byteLength,
      checksum,
      content_type: "text/plain",
    };
    const path = `/api/v1/accounts/${accountId}/conversations/${conversation.displayId}/direct_uploads`;
    const announced = await fetch(url() + path, {
      method: "POST",
      headers: { api_access_token: token, "content-type": "application/json" },
      body: JSON.stringify({ blob }),
    });
    const { direct_upload: upload } = await announced.json();
    return post({
      method: "PUT",
      path: new URL(upload.url).pathname,
      headers: { "content-type": "text/plain" },
      body: file.bytes,
    });
  },
  failuresIn: () => [],
});
