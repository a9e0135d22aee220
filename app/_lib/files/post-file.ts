type PostOptions = { signal?: AbortSignal; onProgress?: (percent: number) => void };

/**
 * Sends a file as the body of a request, and returns the answer, whatever its status. Rejects with the signal's reason, or
 * when the server could not be reached. `fetch` does not report how much is sent.
 */
export const postFile = (
  file: File,
  { signal, onProgress }: PostOptions = {},
): Promise<{ status: number; body: unknown }> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/files?name=${encodeURIComponent(file.name)}`);
    request.responseType = "json";
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress?.(total === 0 ? 0 : Math.floor((loaded / total) * 100));
    request.onload = () => resolve({ status: request.status, body: request.response });
    request.onerror = () => reject(new TypeError("the server could not be reached"));
    request.onabort = () => reject(signal?.reason);
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
